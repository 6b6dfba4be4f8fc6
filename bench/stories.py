"""Typical cases, played one each on the real server, and what each may cost at most in billable actions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from temporalio.api.enums.v1 import EventType

from bench.door import HOME
from domain.case import TaskKind
from domain.facts import Approve, Dispatch, Result, Return, Why
from domain.organisation import Tier
from tests.workflows.live import Live


@dataclass(frozen=True)
class Story:
    """What happens to a case; `most` is the bound of its billable actions, None where it is only shown."""

    name: str
    play: Callable[[Live], Awaitable[None]]
    report: dict[str, Any]
    most: int | None = None


async def _done_at_once(case: Live) -> None:
    await case.complete()
    await case.rate(5)


async def _answered_first(case: Live) -> None:
    await case.respond()
    await _done_at_once(case)


async def _checked(case: Live) -> None:
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(5)


async def _delivered(case: Live) -> None:
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
    await _checked(case)


async def _three_tiers(case: Live) -> None:
    while (top := (await case.state()).top) is None or top.tier is not Tier.DISTRICT:
        await case.miss()
    await case.complete(top.n)
    await case.rate(4)


async def _returned(case: Live) -> None:
    await case.signal(Return(1, "r1", "不归我们"), await case.holder_of(1))
    await case.command(Dispatch("chengguan"), case.people.desk())
    await case.respond(2)
    await case.complete(2)
    await case.check()
    await case.rate(5)


async def _approved(case: Live) -> None:
    await case.respond()
    await case.complete(result=Result.EXPLAINED)
    await case.command(Approve((await case.task(TaskKind.RESULT)).id, True), case.people.desk())
    await case.check()
    await case.rate(4)


async def _reworked(case: Live) -> None:
    await case.complete()
    await case.rate(1, Why.UNSOLVED)
    await case.complete(2)
    await case.rate(5)


STORIES = (
    Story("A, done at once", _done_at_once, {"item": "A106", **HOME}, 9),
    Story("A, answered first", _answered_first, {"item": "A106", **HOME}),
    Story("B", _checked, {"item": "B0102", **HOME}, 12),
    Story("B, to a department's own system", _delivered, {"item": "B1105", "channel": "hotline", **HOME}, 14),
    Story("A, missed by grid and street, done by the district", _three_tiers, {"item": "A107", **HOME}, 24),
    Story("B, returned and sent to another unit", _returned, {"item": "B0102", **HOME}),
    Story("B, explained, approved by the desk", _approved, {"item": "B0102", **HOME}),
    Story("A, dissatisfied and done again", _reworked, {"item": "A106", **HOME}),
)
