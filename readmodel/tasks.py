"""Open tasks (待办) of units. For the desks' work lists."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import TaskKind
from domain.deadlines import NOBODY_S_BREACH
from readmodel.pages import Page, after, page
from readmodel.party import kept_from_by
from readmodel.tables import TaskRow
from readmodel.upserts import TASKS

WORK = tuple(kind.value for kind in TaskKind if kind not in NOBODY_S_BREACH)
"""Kinds that somebody has to do: not the reporter's window, nor a petition round."""


async def list_tasks(
    session: AsyncSession,
    units: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    cursor: str | None = None,
    limit: int = 50,
    not_about: str | None = None,
) -> Page[TaskRow]:
    """Open tasks by their due moment, the most pressing first.

    `units` None is all units; `kinds` None is all kinds of work; whoever asks sees nothing of what is about their own
    unit (`not_about`). Raises `BadCursor`.
    """
    query = select(TaskRow).where(
        TASKS.c.kind.in_(WORK if kinds is None else kinds), kept_from_by(not_about, TASKS.c.case_no)
    )
    if units is not None:
        query = query.where(TASKS.c.unit.in_(units))
    name = TASKS.c.case_no + "/" + TASKS.c.id
    query = query.where(*after(cursor, TASKS.c.due_at, name)).order_by(TASKS.c.due_at, name).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda t: (t.due_at, f"{t.case_no}/{t.id}"))


async def tasks_of_cases(session: AsyncSession, case_nos: Iterable[str]) -> dict[str, tuple[TaskRow, ...]]:
    """The open tasks of these cases, by case number, in one query."""
    query = (
        select(TaskRow).where(TASKS.c.case_no.in_(list(case_nos))).order_by(TASKS.c.case_no, TASKS.c.due_at)
    )
    found: dict[str, tuple[TaskRow, ...]] = {}
    for row in (await session.scalars(query)).all():
        found[row.case_no] = (*found.get(row.case_no, ()), row)
    return found
