"""Histories to record: cases driven by chance, cut into batches. And what the tables hold."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, select

from contracts.cases import Batch, Notice
from domain import events as e
from domain.case import Case
from domain.evolve import evolve
from domain.policy import City
from readmodel.database import Database
from readmodel.upserts import CALLS, CASES, TASKS
from tests.chance import begin

_made: dict[tuple[str, int, int], tuple[e.Event, ...]] = {}


def history(city: City, seed: int, moves: int = 15) -> tuple[e.Event, ...]:
    """The events of one case driven by chance; its number is `C` and the seed."""
    asked = (city.edition, seed, moves)
    if asked not in _made:
        _made[asked] = _driven(city, seed, moves)
    return _made[asked]


def _driven(city: City, seed: int, moves: int) -> tuple[e.Event, ...]:
    driven = begin(city, Random(seed))
    for _ in range(moves):
        if driven.play.open.open:
            driven.move()
    first, *others = driven.play.events
    assert isinstance(first.body, e.Accepted)
    report = replace(first.body.report, case_no=f"C{seed:08}")
    return (replace(first, body=e.Accepted(report)), *others)


def untold(notices: Sequence[Notice], _: Connection) -> None:
    """These histories tell nobody anything."""
    raise AssertionError(notices)


def cut(events: tuple[e.Event, ...], chance: Random) -> list[Batch]:
    """Consecutive batches of one to eight events."""
    batches, done = [], 0
    while done < len(events):
        size = chance.randint(1, 8)
        batches.append(Batch(number(events), events[done : done + size]))
        done += size
    return batches


def number(events: tuple[e.Event, ...]) -> str:
    """The case number of a history."""
    assert isinstance(events[0].body, e.Accepted)
    return events[0].body.report.case_no


def fold(events: tuple[e.Event, ...]) -> Case:
    """The case that the events lead to."""
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
    assert case is not None
    return case


async def contents(database: Database) -> dict[str, list[Any]]:
    """Every projected row, table by table, in the order of the keys."""
    async with database.session() as session:
        return {table.name: await _all(session, table) for table in (CASES, CALLS, TASKS)}


async def _all(session: Any, table: Table) -> list[Any]:
    rows = await session.execute(select(table).order_by(*table.primary_key.columns))
    return [tuple(row) for row in rows]
