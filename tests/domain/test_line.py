"""The main line of a case, by examples from docs/rules.md."""

from datetime import timedelta

from domain.case import BreachOf, CallState, Outcome, Phase, TaskKind
from domain.catalogue import Grade
from domain.facts import Approve, Check, Dispatch, Grading, Reason, Result, Return, Review, Urge, Why
from domain.organisation import Tier
from domain.people import REPORTER, Role
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed, state
from tests.playing import Play


def test_a_simple_matter_goes_to_the_grid_and_is_rated(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid="SQ07-G03")
    assert play.top.unit == "SQ07-G03"
    assert state(play.open) == "called"
    assert play.respond() is None
    assert state(play.open) == "handling"
    assert play.complete() is None
    assert state(play.open) == "rating"  # no check for A items
    assert play.rate(5) is None
    assert play.open.outcome is Outcome.SOLVED
    assert armed(play.open) is None


def test_nobody_acts_and_it_climbs_every_rung_then_goes_round_for_ever(city: City) -> None:
    play = Play(city).report(item="A107", community="SQ07", grid="SQ07-G03")
    play.wait(days=60)
    tiers = [call.tier for call in play.open.calls]
    assert tiers == [Tier.GRID, Tier.GRID, Tier.STREET, Tier.DISTRICT, Tier.CITY]
    assert play.open.calls[2].unit == city.catalogue.items["B1113"].lead
    assert play.open.petitions >= 3
    assert armed(play.open) is not None
    assert [call.below for call in play.open.calls] == [None, 1, 2, 3, 4]


def test_a_missed_response_is_a_breach_and_one_more_budget_then_the_next_rung(city: City) -> None:
    play = Play(city).report(item="A107", community="SQ07", grid="SQ07-G03")
    first = play.top
    play.miss()
    assert play.open.calls[0].breaches == (BreachOf.RESPOND,)
    assert len(play.open.calls) == 1
    assert armed(play.open).at == first.respond.at + timedelta(hours=1)  # type: ignore[union-attr]
    play.miss()
    assert [call.unit for call in play.open.calls] == ["SQ07-G03", "SQ07"]
    assert play.of("escalated")[0].cause == "respond_again"  # type: ignore[union-attr]


def test_an_urgent_missed_response_climbs_at_once(city: City) -> None:
    play = Play(city).report(item="B0513", community="SQ07", grid="SQ07-G03")
    play.miss()
    assert [call.tier for call in play.open.calls] == [Tier.STREET, Tier.DISTRICT]


def test_late_work_of_a_lower_call_wins_and_relieves_the_upper(city: City) -> None:
    play = Play(city).report(item="A107", community="SQ07", grid="SQ07-G03")
    play.respond()
    play.miss()  # resolve
    assert play.top.unit == "SQ07"
    assert play.complete(play.open.calls[0]) is None
    assert [call.state for call in play.open.calls] == [CallState.COMPLETED, CallState.RELIEVED]
    assert play.open.calls[0].breaches == (BreachOf.RESOLVE,)


def test_an_upper_completion_supersedes_the_lower_and_late_work_is_a_note(city: City) -> None:
    play = Play(city).report(item="A107", community="SQ07", grid="SQ07-G03")
    play.respond()
    play.miss()
    play.complete()
    assert [call.state for call in play.open.calls] == [CallState.SUPERSEDED, CallState.COMPLETED]
    assert play.complete(play.open.calls[0]) is None
    assert play.kinds()[-1] == "note_kept"


def test_a_result_other_than_solved_needs_the_desk(city: City) -> None:
    play = Play(city).report(item="B0101", community="SQ07", grid="SQ07-G03")
    play.complete(result=Result.EXPLAINED)
    assert state(play.open) == "approving"
    task = play.task(TaskKind.RESULT)
    assert play.bring(Approve(task.id, True), play.desk()) is None
    assert state(play.open) == "checking"


def test_a_refused_result_goes_back_and_the_wait_does_not_count(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    before = play.top.resolve.at
    play.complete(result=Result.EXPLAINED)
    play.wait(hours=1)
    assert play.bring(Approve(play.task(TaskKind.RESULT).id, False), play.desk()) is None
    assert play.top.resolve.at == before + timedelta(hours=1)


def test_who_completed_cannot_approve(city: City) -> None:
    play = Play(city).report()
    play.wait(hours=1)  # triage missed: the desk leads
    call = play.top
    assert call.unit == city.policy.desk
    play.complete(result=Result.EXPLAINED)
    asker = play.unit(call.unit)
    task = play.task(TaskKind.RESULT)
    refused = play.bring(Approve(task.id, True), play.desk(Role.CHIEF, name=asker.account))
    assert isinstance(refused, Refusal)
    assert refused.code == "two_persons"


def test_triage_missed_goes_on_as_the_desk_s(city: City) -> None:
    play = Play(city).report()
    assert state(play.open) == "triage"
    play.miss()
    assert play.open.first_grade is Grade.B
    assert play.top.unit == city.policy.desk
    assert "task_missed" in play.kinds()


def test_one_keystroke_dispatches_what_the_public_chose(city: City) -> None:
    play = Play(city).report(item="B1105", community="SQ07", grid="SQ07-G03")
    assert state(play.open) == "triage"
    assert play.bring(Dispatch(), play.desk()) is None
    assert play.top.unit == "fangguan"


def test_hotline_items_are_called_at_once(city: City) -> None:
    play = Play(city).report(item="B1105", channel="hotline", community="SQ07", grid="SQ07-G03")
    assert play.top.unit == "fangguan"


def test_return_and_redispatch(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    first = play.top
    assert play.bring(Return(first.n, "r1", "是城管的"), play.unit(first.unit)) is None
    assert state(play.open) == "returned"
    assert play.bring(Dispatch("chengguan"), play.desk()) is None
    assert play.open.calls[0].state is CallState.RETURNED
    assert play.top.unit == "chengguan"
    second = play.top
    assert play.bring(Return(second.n, "r1", "也不是"), play.unit("chengguan")) is None
    assert state(play.open) == "conference"
    play.wait(days=6)
    assert any(call.unit == city.policy.desk for call in play.open.calls)


def test_undecided_return_is_rejected_and_the_clock_ran_on(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    by = play.top.resolve.at
    play.bring(Return(1, "r1", "不是"), play.unit(play.top.unit))
    play.miss()
    assert play.of("return_rejected")[0].undecided  # type: ignore[union-attr]
    assert play.top.resolve.at == by
    again = play.bring(Return(1, "r1", "不是"), play.unit(play.top.unit))
    assert isinstance(again, Refusal)


def test_check_failed_goes_back_check_missed_passes_on(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    play.complete()
    assert play.check(False) is None
    assert state(play.open) == "handling"
    play.complete()
    play.miss()
    assert state(play.open) == "rating"
    assert "unchecked" in play.open.flags


def test_unsolved_is_reworked_at_once_and_a_second_time_reviewed_by_two(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid="SQ07-G03")
    play.complete()
    assert play.rate(1, Why.UNSOLVED) is None
    assert play.top.purpose == "rework"
    play.complete()
    play.rate(1, Why.UNSOLVED)
    assert state(play.open) == "reviewing"
    first, second = play.desk(Role.REVIEWER, name="a"), play.desk(Role.REVIEWER, name="b")
    assert play.bring(Review("unreasonable", "查过", "e1"), first) is None
    assert isinstance(play.bring(Review("unreasonable", "查过", "e1"), first), Refusal)
    assert play.bring(Review("unreasonable", "同意", "e1"), second) is None
    assert play.open.phase is Phase.CLOSED
    assert play.open.latest_rating.excluded  # type: ignore[union-attr]


def test_another_reason_goes_to_the_desk_and_undecided_becomes_a_rework(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid="SQ07-G03")
    play.complete()
    play.rate(2, Why.ATTITUDE)
    assert play.bring(Reason("explain", "已道歉"), play.desk(Role.CALLBACK)) is not None
    play.miss()
    assert play.top.purpose == "rework"


def test_unrated_closes_after_the_window(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid="SQ07-G03")
    play.complete()
    play.wait(days=7)
    assert play.open.outcome is Outcome.SOLVED
    assert play.open.ratings == ()


def test_co_call_s_miss_is_its_own_and_the_desk_decides(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    assert play.bring(Dispatch(co=("chengguan",)), play.desk()) is None
    co = play.open.calls[1]
    play.complete()
    assert state(play.open) == "handling"
    play.wait(days=8)
    assert BreachOf.RESOLVE in play.open.calls[1].breaches
    assert play.open.calls[1].state is CallState.UNFINISHED
    assert len(play.open.calls) == 2
    assert co.n == 2
    assert play.open.phase in (Phase.CHECKING, Phase.RATING)


def test_regrade_up_to_the_district_which_must_accept(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    assert play.bring(Grading("跨街道", grade=Grade.C), play.desk()) is None
    assert play.open.calls[0].state is CallState.MISDISPATCHED
    task = play.task(TaskKind.HAND_UP)
    district = city.policy.rungs[0].unit
    assert task.unit == district
    chief = play.unit(district)
    assert isinstance(play.bring(Approve(task.id, True), chief), Refusal)
    chief = type(chief)("district-chief", district, (Role.CHIEF,))
    assert play.bring(Approve(task.id, True), chief) is None
    assert play.top.tier is Tier.DISTRICT
    assert play.open.first_grade is Grade.C


def test_urges_are_limited_and_change_nothing(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid="SQ07-G03")
    for _ in range(3):
        assert play.bring(Urge(), REPORTER) is None
    assert isinstance(play.bring(Urge(), REPORTER), Refusal)
    play.wait(hours=1)


def test_outside_the_area_is_accepted_then_refused_with_where_to_go(city: City) -> None:
    play = Play(city).report(outside=True)
    assert play.open.outcome is Outcome.REFUSED
    assert play.of("refused")[0].where  # type: ignore[union-attr]


def test_urgent_a_item_at_night_starts_at_the_street_s_duty_desk(city: City) -> None:
    play = Play(city)
    play.now += timedelta(hours=14)  # 23:00
    play.report(item="A110", community="SQ07", grid="SQ07-G03")
    assert play.top.unit == city.policy.desk
    assert play.of("told")[0].unit == "SQ07-G03"  # type: ignore[union-attr]
    assert play.open.first_grade is Grade.A


def test_nobody_checks_their_own_work(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    play.complete()
    assert isinstance(play.bring(Check(True, "好"), play.unit("SQ07-G04")), Refusal)
    assert play.check() is None
