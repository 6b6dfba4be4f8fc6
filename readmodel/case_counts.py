"""Plain numbers of cases, for `/results`: months and days as they are summed, the rest case by case."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import Phase
from domain.catalogue import Channel
from readmodel.figures import sums
from readmodel.spans import Part, parts
from readmodel.upserts import CALLS, CASES

STATES = ("open", "closed")


@dataclass(frozen=True)
class CaseCounts:
    """Numbers of cases, and of calls outside (外呼)."""

    total: int
    open: int
    closed: int
    by_grade: dict[str, int] = field(default_factory=dict)  # "" is not graded yet
    by_outcome: dict[str, int] = field(default_factory=dict)
    external_calls: int = 0


Kind = tuple[str, str, str]
"""Open or closed or an external call; its outcome; its grade."""


async def counts_of_cases(session: AsyncSession, opened_from: datetime, opened_to: datetime) -> CaseCounts:
    """How many cases there are of those opened in [`opened_from`, `opened_to`) (UTC, story time)."""
    found, kept = Counter[Kind](), []
    for part in parts(opened_from, opened_to):
        if part.span is not None:
            kept.append(part)
            continue
        for kind, number in (await _of_rows(session, part.start, part.end)).items():
            found[kind] += part.sign * number
    if kept:
        found.update(await _of_sums(session, kept))
    return _counts(+found)


def _counts(found: Counter[Kind]) -> CaseCounts:
    of_state, grades, outcomes = Counter[str](), Counter[str](), Counter[str]()
    for (state, outcome, grade), number in found.items():
        of_state[state] += number
        if state in STATES:
            grades[grade] += number
            outcomes.update({outcome: number} if outcome else {})
    total = sum(of_state[state] for state in STATES)
    return CaseCounts(
        total, of_state["open"], of_state["closed"], dict(grades), dict(outcomes), of_state["external"]
    )


async def _of_sums(session: AsyncSession, kept: Sequence[Part]) -> Counter[Kind]:
    found = Counter[Kind]()
    for state in (*STATES, "external"):
        of = sums(state, kept)
        query = select(of.c.key, of.c.grade, func.sum(of.c.calls).label("number")).group_by(
            of.c.key, of.c.grade
        )
        for row in await session.execute(query):
            found[state, row.key, row.grade] += row.number
    return found


async def _of_rows(session: AsyncSession, start: datetime, end: datetime) -> Counter[Kind]:
    found = Counter[Kind]()
    opened = (CASES.c.opened_at >= start, CASES.c.opened_at < end)
    kinds = (CASES.c.phase, CASES.c.outcome, CASES.c.grade)
    for phase, outcome, grade, number in await session.execute(
        select(*kinds, func.count()).where(*opened).group_by(*kinds)
    ):
        found["closed" if phase == Phase.CLOSED else "open", outcome or "", grade or ""] += number
    outside = select(func.count()).join_from(CALLS, CASES, CASES.c.case_no == CALLS.c.case_no)
    external = await session.scalar(outside.where(CALLS.c.channel == Channel.EXTERNAL.value, *opened))
    found["external", "", ""] += external or 0
    return found
