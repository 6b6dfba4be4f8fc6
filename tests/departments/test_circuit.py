"""The circuit of a department: opens after failures in a row, lets one try through after its pause, is written down."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.call import Caller, Department
from activities.departments.circuit import Circuit, State
from activities.departments.noting import noted
from activities.departments.outcome import DELIVERED, Outcome, away, refused
from contracts.cases import Message
from readmodel.circuits import circuits
from readmodel.database import Database
from readmodel.outside_tables import CircuitRow
from tests.departments.town import message

MOST, PAUSE = 3, 30.0


@dataclass
class Scripted:
    """A connector whose outcomes are written out; asks `meanwhile` before it answers."""

    outcomes: list[Outcome]
    meanwhile: Callable[[], Awaitable[None]] | None = None
    tried: int = 0

    async def deliver(self, message: Message) -> Outcome:
        """The next of them."""
        self.tried += 1
        if self.meanwhile is not None:
            await self.meanwhile()
        return self.outcomes.pop(0)


@dataclass
class Bench:
    """A caller with one scripted department, and a clock in our hand."""

    connector: Scripted
    told: list[tuple[State, str]] = field(default_factory=list)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.circuit = Circuit(MOST, PAUSE, lambda: self.now)
        self.caller = Caller({"chengguan": Department(self.connector, self.circuit)}, self._hear)

    async def _hear(self, unit: str, state: State, why: str) -> None:
        self.told.append((state, why))

    async def deliver(self) -> str:
        """What became of one try."""
        try:
            await ActivityEnvironment().run(self.caller.deliver, message("http"))
        except ApplicationError as error:
            return str(error.type)
        return "delivered"


async def test_failures_in_a_row_open_it_and_one_try_closes_it() -> None:
    bench = Bench(Scripted([DELIVERED, *[away("answered 503")] * MOST, DELIVERED, DELIVERED]))
    assert [await bench.deliver() for _ in range(MOST + 1)] == ["delivered", *["away"] * MOST]
    assert await bench.deliver() == "away"
    assert bench.connector.tried == MOST + 1  # nothing went out
    bench.now = PAUSE
    assert [await bench.deliver() for _ in range(2)] == ["delivered", "delivered"]
    assert bench.told == [("closed", ""), ("open", "answered 503"), ("closed", "")]


async def test_a_success_or_a_refusal_between_failures_keeps_it_closed() -> None:
    outcomes = [away("a"), away("b"), refused("answered 422"), away("c"), away("d"), DELIVERED]
    bench = Bench(Scripted(outcomes))
    assert [await bench.deliver() for _ in range(6)] == [
        "away",
        "away",
        "refused",
        "away",
        "away",
        "delivered",
    ]
    assert [state for state, _ in bench.told] == ["closed"]


async def test_after_its_pause_one_try_goes_and_no_second_beside_it() -> None:
    bench = Bench(Scripted([*[away("x")] * MOST, away("still")]))
    for _ in range(MOST):
        await bench.deliver()
    bench.now, seen = PAUSE, []

    async def beside() -> None:
        bench.connector.meanwhile = None
        seen.append(await bench.deliver())

    bench.connector.meanwhile = beside
    assert await bench.deliver() == "away"
    assert (seen, bench.connector.tried) == (["away"], MOST + 1)
    bench.now = 2 * PAUSE - 1
    await bench.deliver()
    assert bench.connector.tried == MOST + 1  # its pause began anew


async def test_a_try_that_was_called_off_leaves_room_for_another() -> None:
    bench = Bench(Scripted([*[away("x")] * MOST, DELIVERED]))
    for _ in range(MOST):
        await bench.deliver()
    bench.now = PAUSE

    async def called_off() -> None:
        bench.connector.meanwhile = None
        raise asyncio.CancelledError

    bench.connector.meanwhile = called_off
    with pytest.raises(asyncio.CancelledError):
        await bench.deliver()
    assert await bench.deliver() == "delivered"


async def test_a_unit_without_an_entry_is_for_a_person() -> None:
    with pytest.raises(ApplicationError) as failure:
        await ActivityEnvironment().run(Caller({}).deliver, message("http"))
    assert (failure.value.type, failure.value.non_retryable) == ("refused", True)


async def test_changes_are_written_down(database: Database) -> None:
    changed = noted(database)
    await changed("a-unit", "open", "answered 503")
    async with asyncio.timeout(20):
        while (row := await _row(database)) is None:
            await asyncio.sleep(0)
    assert (row.state, row.why) == ("open", "answered 503")


async def _row(database: Database) -> CircuitRow | None:
    async with database.session() as session:
        return (await circuits(session)).get("a-unit")
