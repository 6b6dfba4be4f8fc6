"""The main line of a case, on the real server. Brief 2, as `tests.domain.test_line` has it of the pure rules."""

from datetime import timedelta

from domain.case import CallState, Outcome
from domain.facts import Check, Dispatch, Result, Return, Why
from domain.organisation import Tier
from domain.views import state
from readmodel.database import Database
from tests.workflows.conftest import HOME, Begin
from tests.workflows.looking import stored


async def test_nobody_acts_and_it_climbs_every_rung_then_goes_round(begin: Begin) -> None:
    case = await begin(item="A107", **HOME)
    await case.forward(days=60)
    seen, events = await case.state(), await case.events()
    assert [call.tier for call in seen.calls] == [Tier.GRID, Tier.GRID, Tier.STREET, Tier.DISTRICT, Tier.CITY]
    assert [call.below for call in seen.calls] == [None, 1, 2, 3, 4]
    assert seen.petitions >= 3
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    missed = [event for event in events if event.body.kind == "breached"]
    assert missed
    assert all(event.at == event.body.due_at for event in missed)  # type: ignore[union-attr]


async def test_a_happy_case_ends_with_a_summary_and_every_event_is_recorded(
    begin: Begin, database: Database
) -> None:
    case = await begin(item="B0102", **HOME)
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(4)
    summary = await case.result()
    assert (summary.outcome, summary.calls, summary.breaches, summary.rating) == (Outcome.SOLVED, 1, 0, 4)
    assert await stored(database, case.case_no) == await case.events()
    assert summary.events == len(await case.events())


async def test_late_work_of_a_lower_call_wins_and_relieves_the_upper(begin: Begin) -> None:
    case = await begin(item="A107", **HOME)
    await case.respond()
    await case.miss()
    assert (await case.state()).top.unit == "SQ07"  # type: ignore[union-attr]
    await case.complete(1)
    assert [call.state for call in (await case.state()).calls] == [CallState.COMPLETED, CallState.RELIEVED]


async def test_an_upper_completion_supersedes_and_late_work_is_a_note(begin: Begin) -> None:
    case = await begin(item="A107", **HOME)
    await case.respond()
    await case.miss()
    await case.complete(2)
    await case.complete(1)
    assert [call.state for call in (await case.state()).calls] == [CallState.SUPERSEDED, CallState.COMPLETED]
    assert (await case.kinds())[-1] == "note_kept"


async def test_return_and_redispatch(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.signal(Return(1, "r1", "是城管的"), await case.holder_of(1))
    assert state(await case.state()) == "returned"
    verdict = await case.command(Dispatch("chengguan"), case.people.desk())
    assert "called" in verdict.made  # type: ignore[union-attr]
    assert [(call.unit, call.state) for call in (await case.state()).calls] == [
        ("guanli", CallState.RETURNED),
        ("chengguan", CallState.OPEN),
    ]


async def test_a_failed_check_goes_back_and_a_missed_one_passes_on(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.complete()
    await case.check(False)
    assert state(await case.state()) == "handling"
    await case.complete()
    await case.miss()
    seen = await case.state()
    assert state(seen) == "rating"
    assert "unchecked" in seen.flags


async def test_unsolved_is_reworked_at_once(begin: Begin) -> None:
    case = await begin(item="A106", **HOME)
    await case.complete()
    await case.rate(1, Why.UNSOLVED)
    assert (await case.call(2)).purpose == "rework"
    await case.complete(2)
    await case.rate(5)
    assert (await case.result()).rating == 5


async def test_a_result_nobody_decides_passes_unapproved(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.complete(result=Result.EXPLAINED)
    assert state(await case.state()) == "approving"
    await case.miss()
    assert "unapproved" in (await case.state()).flags


async def test_unrated_closes_after_the_window(begin: Begin) -> None:
    case = await begin(item="A106", **HOME)
    await case.complete()
    await case.forward(days=7, minutes=1)
    summary = await case.result()
    assert (summary.outcome, summary.rating) == (Outcome.SOLVED, None)


async def test_triage_missed_goes_on_by_itself(begin: Begin) -> None:
    case = await begin()
    await case.miss()
    assert (await case.call(1)).unit == case.city.policy.desk


async def test_a_check_after_its_deadline_is_refused_and_changes_nothing(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.complete()
    await case.forward(days=2)
    before = await case.events()
    refused = await case.command(Check(True, "迟了"), case.people.unit("SQ07-G03"))
    assert refused.allowed  # type: ignore[union-attr]
    assert await case.events() == before
    assert before[-1].at - before[0].at < timedelta(days=2)
