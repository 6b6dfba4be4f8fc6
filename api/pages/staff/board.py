"""The board of a command centre: what waits for a decision, and which calls press. Read by its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.door import Door
from api.entitled import beginnings
from api.pages.map import Point
from api.pages.staff.worklist import SOON, Line, of_call, of_task
from api.publicview import in_words
from api.reading import read
from contracts.codec import from_json
from domain.case import TaskKind
from domain.events import Event
from domain.label import Label
from domain.people import Actor
from readmodel.board import pressing, went_up, where_open
from readmodel.cases import sealed_words
from readmodel.tables import EventRow
from readmodel.tasks import list_tasks

SHOWN = 30
"""Lines of one column."""
MOST_TASKS = 200
MOST_POINTS = 1000
LATELY = timedelta(days=1)
"""Of real time: what happened before that has not just happened."""
OPENING = 40
"""Characters of a reporter's words in a list."""
RETURNS = (TaskKind.RETURN, TaskKind.CONFERENCE)
ELSEWHERE = (TaskKind.CHECK, TaskKind.REVIEW)
"""Tasks of a centre that have pages of their own: callbacks and reviews."""


@dataclass(frozen=True)
class Pile:
    """One column: its Chinese name, how many there are, the most pressing."""

    name: str
    title: str
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Upward:
    """Something that just went up or was missed."""

    row: EventRow
    text: Label


def scope(door: Door, by: Actor) -> tuple[str, ...] | None:
    """Whose calls this centre watches: all of the street's, or a tier above its own."""
    everything = by.unit in (door.city.policy.desk, door.city.policy.committee)
    return None if everything else (by.unit,)


async def piles(door: Door, by: Actor) -> list[Pile]:
    """The columns of the board."""
    now, units = door.now(), scope(door, by)
    # What is about the desk itself waits at the committee, which watches the desk's work beside its own.
    asked = units or tuple({by.unit, door.city.policy.desk})

    async def query(session: AsyncSession) -> list[Pile]:
        rows = (await list_tasks(session, asked, None, None, MOST_TASKS, by.unit)).items
        tasks = [of_task(row) for row in rows]
        calls = await pressing(session, now, now + SOON, units, SHOWN, by.unit)
        pressed = {
            name: (column.count, [of_call(row, now) for row in column.rows]) for name, column in calls.items()
        }
        untriaged = [line for line in tasks if line.what == TaskKind.TRIAGE]
        returned = [line for line in tasks if line.what in RETURNS]
        others = [line for line in tasks if line.what not in (TaskKind.TRIAGE, *RETURNS, *ELSEWHERE)]
        return [
            _pile("triage", "待分级派遣", untriaged),
            _pile("returned", "退单、会商", returned),
            _pile("decide", "待审批", others),
            Pile("overdue", "已超期", pressed["overdue"][0], tuple(pressed["overdue"][1])),
            Pile("soon", "2 小时内到期", pressed["soon"][0], tuple(pressed["soon"][1])),
            Pile("waiting", "待响应", pressed["waiting"][0], tuple(pressed["waiting"][1])),
        ]

    return await read(door, query)


async def upward(door: Door, by: Actor, limit: int = 12) -> list[Upward]:
    """What just went up, in words."""
    since = door.clock() - LATELY
    return told(door, await read(door, lambda session: went_up(session, since, limit, by.unit)))


def told(door: Door, rows: Sequence[EventRow]) -> list[Upward]:
    """The same events as their reporters are told of them; those of which nothing is said are left out."""
    said = in_words(door.city, (from_json(Event, row.body) for row in rows))
    return [
        Upward(row, Label(zh, en))
        for row, (_, zh, en) in zip(rows, said, strict=True)
        if zh is not None and en is not None
    ]


async def points(door: Door, by: Actor) -> list[Point]:
    """Where the open cases of this centre lie."""
    return await read(door, lambda session: where_open(session, scope(door, by), MOST_POINTS, by.unit))


async def openings(door: Door, by: Actor, lines: Sequence[Line]) -> dict[str, str]:
    """How the reporters of these cases begin, for a desk that grades them; nothing for who may not read words."""
    cases = [line.case_no for line in lines]
    sealed = await read(door, lambda session: sealed_words(session, cases)) if cases else {}
    return await beginnings(door, by, sealed, OPENING)


def _pile(name: str, title: str, lines: Sequence[Line]) -> Pile:
    return Pile(name, title, len(lines), tuple(lines[:SHOWN]))
