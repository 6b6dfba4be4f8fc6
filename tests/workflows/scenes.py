"""Typical cases, each played on the real server: recorded once by `record_histories`, replayed by `test_replay`."""

from collections.abc import Awaitable, Callable

from temporalio.api.enums.v1 import EventType

from contracts import names
from domain.case import TaskKind
from domain.facts import Approve, Check, Dispatch, Grading, Reason, Replan, Result, Return, Review, Why
from domain.people import Actor, Role
from tests.workflows.live import Live

HOME = {"community": "SQ07", "grid": "SQ07-G03"}
DELIVERED = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED


async def external(case: Live) -> None:
    """A department's call over HTTP, to its end."""
    await case.until(DELIVERED)
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(5)


async def content(case: Live) -> None:
    """Done well and rated so: nothing is asked about that rating."""
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(5)


async def climbs(case: Live) -> None:
    """Nobody acts, up to the second petition; then the lowest completes."""
    await case.forward(days=45)
    await case.complete(1)
    await case.forward(days=8)


async def told(case: Live) -> None:
    """Units and the reporter are told, by what records the events: late up to the street, done, and rated."""
    for _ in range(3):
        await case.miss()
    await case.complete()
    await case.rate(4)


async def planned(case: Live) -> None:
    """What is asked and what follows in one go: climbs twice, is done, must be done again, and is done better."""
    await case.miss()
    await case.miss()
    await case.complete(2)
    await case.rate(1, Why.UNSOLVED)
    await case.complete(3)
    await case.rate(5)


async def waited(case: Live) -> None:
    """An event waits for the next to leave: that one is planned apart, and both leave together."""
    await case.until(DELIVERED)
    await case.complete()
    await case.check()
    await case.rate(4)


async def returned(case: Live) -> None:
    """退单 and 改派, to a department and back."""
    await case.signal(Return(1, "r1", "是房管的"), await case.holder_of(1))
    await case.command(Dispatch("fangguan"), case.people.desk())
    await case.until(DELIVERED)
    await case.command(Dispatch("chengguan"), case.people.desk())
    await case.until(DELIVERED, 2)
    await case.complete(3)
    await case.forward(days=9)


async def approved(case: Live) -> None:
    """A result that needs the desk, refused once; a failed check."""
    await case.complete(result=Result.EXPLAINED)
    await case.command(Approve((await case.task(TaskKind.RESULT)).id, False), case.people.desk())
    await case.complete(result=Result.PLANNED)
    await case.command(Approve((await case.task(TaskKind.RESULT)).id, True), case.people.desk())
    await case.check(False)
    await case.complete()
    await case.forward(days=9)


async def reworked(case: Live) -> None:
    """Dissatisfied twice, reviewed by two."""
    await case.complete()
    await case.rate(1, Why.UNSOLVED)
    await case.complete(2)
    await case.rate(1, Why.UNSOLVED)
    for name in ("a", "b"):
        await case.command(Review("unreasonable", "查过", "e1"), case.people.desk(Role.REVIEWER, name=name))


async def reasoned(case: Live) -> None:
    """Dissatisfied for another reason, explained by the desk."""
    await case.complete()
    await case.rate(2, Why.ATTITUDE)
    await case.command(Reason("explain", "已道歉"), case.people.desk())


async def misused(case: Live) -> None:
    """Unreadable, repeated, forbidden and malformed messages on the way."""
    await case.handle.signal(names.REPORT_FACT, {"junk": 1})
    await case.respond(name="twice")
    await case.respond(name="twice")
    await case.command(Check(True, "早了"), case.people.unit("SQ07-G03"))
    await case.complete()
    await case.forward(days=8)


async def graded(case: Live) -> None:
    """Triage missed, then handed up to the district, which accepts."""
    await case.miss()
    await case.command(Grading("跨街道", item="B0102"), case.people.desk())
    await case.command(Dispatch(co=("chengguan",)), case.people.desk())
    await case.complete((await case.state()).top.n)  # type: ignore[union-attr]
    await case.forward(days=20)


async def replanned(case: Live) -> None:
    """On in a new run, begun with a resumed case; then to its end."""
    await case.command(Replan("放假安排公布"), Actor("admin", "", (Role.ADMIN,)))
    await case.respond()
    await case.complete()
    await case.forward(days=9)


Scene = Callable[[Live], Awaitable[None]]

SCENES: dict[str, tuple[Scene, dict[str, str]]] = {
    "external": (external, {"item": "B1105", "channel": "hotline", **HOME}),
    "content": (content, {"item": "B0102", **HOME}),
    "told": (told, {"item": "A107", **HOME}),
    "planned": (planned, {"item": "A107", **HOME}),
    "waited": (waited, {"item": "B1105", "channel": "hotline", **HOME}),
    "climbs": (climbs, {"item": "A107", **HOME}),
    "returned": (returned, {"item": "B0102", **HOME}),
    "approved": (approved, {"item": "B0102", **HOME}),
    "reworked": (reworked, {"item": "A106", **HOME}),
    "reasoned": (reasoned, {"item": "A106", **HOME}),
    "misused": (misused, {"item": "A107", **HOME}),
    "graded": (graded, {}),
    "replanned": (replanned, {"item": "A107", **HOME}),
}
"""By name: what happens, and the report it begins with."""
