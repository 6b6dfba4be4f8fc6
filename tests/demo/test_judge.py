"""The judge: what is missing is a fault, what a slow machine did is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from demo.judge import hurried, missed
from demo.script import Clock, Story, Told
from demo.views import Call, CaseFull, CaseRow, Happened

Step = tuple[str, str, Clock]


def case(told: Told, steps: tuple[Step, ...], completed_by: str) -> CaseFull:
    """A case as it stands at the end: closed, with these steps up."""
    units = (told.expect.units[0], *(to for _, to, _ in steps))
    calls = tuple(call(told, n, unit, completed_by) for n, unit in enumerate(units, 1))
    timeline = tuple(
        Happened(told.at, "escalated", "", {"unit": who, "to_unit": to, "cause": cause})
        for who, to, cause in steps
    )
    return CaseFull(CaseRow("C", "closed", None, None, "solved"), calls, (), timeline, len(told.ratings))


def call(told: Told, n: int, unit: str, completed_by: str) -> Call:
    """One of its calls."""
    state = "completed" if unit == completed_by else "superseded"
    at, later = told.at, told.at + timedelta(hours=1)
    return Call(
        f"C.{n}", "C", unit, unit, "street", "lead", state, "", "", True, at, later, later, at, None, ()
    )


@pytest.fixture
def batteries(story: Story) -> Told:
    """A case that climbs to the street for want of an answer, and to the district unfinished."""
    return next(told for told in story.reports if told.key == "climb-batteries")


def as_written(told: Told) -> tuple[Step, ...]:
    """Its steps, by the story."""
    return tuple((climb.who, climb.to, climb.clock) for climb in told.climbs)


def test_what_went_as_written_is_no_fault(batteries: Told) -> None:
    """Nothing to say."""
    full = case(batteries, as_written(batteries), "district-command")
    assert missed(batteries, full) == []
    assert not hurried(batteries, full)


def test_a_climb_that_did_not_happen_is_a_fault(batteries: Told) -> None:
    """Even where the case was closed."""
    full = case(batteries, as_written(batteries)[:1], "pingan")
    assert any("did not climb from pingan" in fault for fault in missed(batteries, full))
    assert not hurried(batteries, full)


def test_one_step_too_many_is_the_machine_s(batteries: Told) -> None:
    """Somebody should have acted in time, and could not."""
    steps = (*as_written(batteries), ("district-command", "city-command", "respond"))
    full = case(batteries, steps, "city-command")
    assert missed(batteries, full)
    assert hurried(batteries, full)


def test_an_earlier_clock_is_the_machine_s_a_later_one_is_not(batteries: Told) -> None:
    """Whoever should have answered was too slow to; nobody climbs later than the rules say."""
    first, (who, to, _) = as_written(batteries)
    early = case(batteries, (first, (who, to, "respond")), "district-command")
    assert missed(batteries, early)
    assert hurried(batteries, early)
    late = case(batteries, ((first[0], first[1], "resolve"), (who, to, "resolve")), "district-command")
    assert missed(batteries, late)
    assert not hurried(batteries, late)


def test_an_outcome_other_than_written_is_a_fault(story: Story) -> None:
    """The tree was to be suspended."""
    tree = next(told for told in story.reports if told.key == "tree")
    tree = replace(tree, expect=replace(tree.expect, units=("yuanlin",)))
    assert missed(tree, case(tree, (), "yuanlin")) == ["is closed, written was suspended"]
