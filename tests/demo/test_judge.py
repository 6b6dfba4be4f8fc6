"""The judge: what is missing is a fault, what a slow machine did is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from demo.judge import acts_done, hurried, missed, not_done
from demo.ledger import Ledger
from demo.proofs import by_themselves
from demo.script import Clock, Story, Told
from demo.views import BEFORE_ALL, Call, CaseFull, CaseRow, Happened

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


def merged(told: Told, *events: str) -> CaseFull:
    """A case that shows these events."""
    timeline = tuple(Happened(told.at, event, "", {}) for event in events)
    return CaseFull(CaseRow("C-2", "closed", None, None, "merged"), (), (), timeline, 0)


def test_an_operation_that_no_case_shows_is_a_fault(story: Story) -> None:
    """Named with what the API said last, whatever the actors believed."""
    ledger = Ledger(story)
    act = next(act for act in story.acts if act.does == "合并")
    told = next(told for told in story.reports if told.key == act.of)
    ledger.hindered[act.key] = "409: 正在并单"
    faults = not_done(ledger, acts_done(ledger, {act.of: merged(told, "merge_asked")}))
    assert f"{act.key} C-2：没有合并（409: 正在并单）" in faults
    assert len(faults) == len(story.acts)
    shown = acts_done(ledger, {act.of: merged(told, "merge_asked", "merged")})
    assert [one.act.key for one in shown if one.times] == [act.key]


def test_whoever_came_in_by_themselves_is_counted_apart() -> None:
    """Not those whom the desk named when it opened the incident."""
    lines = [("incident_offered", {"cases": ["A", "B", "C"]}), ("incident", {})]
    lines += [("joined", {"case_no": no}) for no in ("B", "C", "D", "E")]
    timeline = tuple(Happened(BEFORE_ALL, event, "", body) for event, body in lines)
    full = CaseFull(CaseRow("A", "handling", None, None, None), (), (), timeline, 0)
    assert by_themselves(full) == 2


def test_what_came_in_hours_late_is_the_machine_s(batteries: Told) -> None:
    """Others are on duty then: it is not the story that was written."""
    full = case(batteries, (), "street-command")
    assert not hurried(batteries, full)
    assert hurried(batteries, replace(full, opened_at=batteries.at + timedelta(hours=2)))
