"""The script's sums of time agree with the system's own clock, and people act inside their limits."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.hours import due, next_open
from demo.pace import complete_at, opened, respond_at
from demo.pack import Pack
from demo.script import on
from demo.views import Call
from domain.catalogue import Clock
from domain.clock import due as official
from domain.policy import City

MOMENTS = st.integers(0, 5 * 24 * 60).map(lambda minute: on(8, 0) + timedelta(minutes=minute))
BUDGETS = st.sampled_from(("15m", "30m", "1h", "2h", "4h", "1d", "2d", "3d", "5d"))
UNITS = st.sampled_from(("guanli", "chengguan", "gongan", "SQ07", "street-command", "district-command"))


@given(start=MOMENTS, budget=BUDGETS, unit=UNITS, clock=st.sampled_from(list(Clock)))
def test_a_budget_ends_when_the_system_says(
    start: datetime, budget: str, unit: str, clock: Clock, city: City, pack: Pack
) -> None:
    """For every clock, the make-up Saturday and the Sunday between."""
    mine = due(clock.value, pack.unit_of(unit).hours, budget, start)
    assert mine == official(city.calendar, city.units[unit].hours, clock, budget, start).at


def called(
    unit: str, at: datetime, respond: str, resolve: str, clock: Clock, urgent: bool, pack: Pack
) -> Call:
    """A call as the board shows it."""
    hours = pack.unit_of(unit).hours
    call = Call(
        "X.1", "X", unit, unit, "street", "lead", "open", "B0101", "", urgent, at, at, at, None, None, ()
    )
    respond_by, resolve_by = (due(clock.value, hours, budget, at) for budget in (respond, resolve))
    return replace(call, respond_by=respond_by, resolve_by=resolve_by)


@given(
    start=MOMENTS,
    unit=UNITS,
    clock=st.sampled_from(list(Clock)),
    urgent=st.booleans(),
    seed=st.integers(0, 99),
)
def test_people_act_inside_their_limits(
    start: datetime, unit: str, clock: Clock, urgent: bool, seed: int, pack: Pack
) -> None:
    """An answer well before its deadline, the work before its own."""
    call, rng = called(unit, start, "30m", "4h", clock, urgent, pack), Random(seed)
    answered = respond_at(pack, rng, call)
    assert start < answered < call.dispatched_at + (call.respond_by - call.dispatched_at) * 0.71
    assert answered < complete_at(pack, rng, call, answered) < call.resolve_by


@pytest.mark.parametrize(
    ("moment", "opening"),
    [(on(9, 18), on(10, 8, 30)), (on(10, 12, 30), on(10, 14)), (on(11, 10), on(12, 8, 30))],
)
def test_offices_know_the_make_up_saturday(moment: datetime, opening: datetime) -> None:
    """Friday evening to Saturday, the lunch break, Sunday to Monday."""
    assert next_open("office", moment) == opening
    assert opening <= opened(Random(1), "office", moment) <= opening + timedelta(minutes=15)
