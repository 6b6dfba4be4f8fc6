"""What a desk, a tier or a department must not be able to do: found in review, held here."""

from domain.case import BreachOf, CallState, TaskKind
from domain.facts import (
    Approve,
    Check,
    Complete,
    Delivery,
    Dispatch,
    Grading,
    HandUp,
    Refuse,
    Result,
    Return,
)
from domain.people import SYSTEM, Actor, Role
from domain.policy import City
from domain.rates import counts
from domain.ruling import Refusal
from tests.playing import Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def test_a_breach_before_a_redispatch_still_counts(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.miss()  # response
    assert play.bring(Dispatch("chengguan"), play.desk()) is None
    first = counts(play.open)[0]
    assert play.open.calls[0].state is CallState.MISDISPATCHED
    assert first.counts_response
    assert not first.answered_in_time
    assert not first.counts_completion  # that clock was not missed


def test_while_it_lies_above_the_street_moves_nothing(city: City) -> None:
    play = Play(city).report(item="B0513", **HOME)
    play.miss()  # climbed to the district
    desk = play.desk(Role.INTAKE, Role.DISPATCHER)
    assert code(play.bring(Grading("改", "B0102"), desk)) == "above"
    assert code(play.bring(Refuse("f2", "法院"), desk)) == "above"
    assert code(play.bring(Dispatch("chengguan"), desk)) == "above"


def test_the_same_item_again_is_no_regrading(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert code(play.bring(Grading("再来", "B0102"), play.desk())) == "same_item"


def test_a_tier_above_is_not_dispatched_to(city: City) -> None:
    play = Play(city).report()
    for rung in city.policy.rungs:
        assert code(play.bring(Dispatch(rung.unit), play.desk())) == "hand_up"


def test_a_hand_up_granted_after_the_deadline_erases_nothing(city: City) -> None:
    play = Play(city).report(item="A110", **HOME)
    play.respond()
    assert play.bring(HandUp(1, "h1"), play.unit("SQ07-G03")) is None
    while BreachOf.RESOLVE not in play.open.calls[0].breaches:
        play.miss()
    task = play.open.task_of(TaskKind.HAND_UP, 1)
    if task is not None:
        play.bring(Approve(task.id, True), Actor("chief", task.unit, (Role.STATION_CHIEF,)))
    assert play.open.calls[0].state is CallState.OPEN
    assert [call.unit for call in play.open.calls] == ["SQ07-G03", "SQ07"]


def test_only_who_works_speaks_for_the_desk_and_nobody_checks_what_they_did(city: City) -> None:
    play = Play(city).report()
    play.miss()  # triage: the desk leads
    done = Complete(1, Result.SOLVED, "办了")
    assert code(play.bring(done, play.desk(Role.REVIEWER))) == "not_yours"
    worker = play.desk(Role.DISPATCHER, Role.CALLBACK, name="both")
    assert play.bring(done, worker) is None
    assert code(play.bring(Check(True, "好"), worker)) == "own_work"
    assert play.bring(Check(True, "好"), play.desk(Role.CALLBACK, name="other")) is None


def test_who_returns_the_desk_s_own_call_does_not_redispatch_it(city: City) -> None:
    play = Play(city).report()
    play.miss()
    asker = play.desk(Role.DISPATCHER, name="asker")
    assert play.bring(Return(1, "r1", "该城管办"), asker) is None
    assert code(play.bring(Dispatch("chengguan"), asker)) == "two_persons"
    assert play.bring(Dispatch("chengguan"), play.desk(name="other")) is None


def test_a_co_unit_s_return_is_not_the_lead_s(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(Dispatch(co=("chengguan",)), play.desk())
    play.bring(Return(2, "r1", "不是"), play.unit("chengguan"))
    lead = play.open.calls[0]
    play.bring(Return(1, "r1", "也不是"), play.unit(lead.unit))
    assert play.open.task_of(TaskKind.CONFERENCE) is None
    assert play.bring(Dispatch("fangguan"), play.desk()) is None
    assert play.open.calls[0].state is CallState.RETURNED  # the lead's first
    assert play.open.calls[1].open


def test_a_refused_rework_keeps_its_half_budget(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.complete()
    play.check()
    play.rate(1)
    play.miss()  # the reason, undecided: a rework
    promised = play.top.resolve.at
    play.complete(result=Result.EXPLAINED)
    assert play.bring(Approve(play.task(TaskKind.RESULT).id, False), play.desk()) is None
    assert play.top.resolve.at == promised


def test_delivered_late_is_no_lasting_excuse(city: City) -> None:
    play = Play(city, connected=frozenset({"guanli"})).report(item="B0102", **HOME)
    play.bring(Delivery(1, 1, "late"), SYSTEM)
    assert play.top.undelivered
    play.bring(Delivery(1, 1, "delivered"), SYSTEM)
    assert not play.top.undelivered
