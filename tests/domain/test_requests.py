"""延期、挂账、上报、交办、撤诉、作废、不予受理, by examples from docs/rules.md."""

from datetime import timedelta

from contracts.codec import to_json
from domain.case import CallState, Outcome, TaskKind
from domain.facts import (
    Approve,
    CallOff,
    Dispatch,
    Extend,
    HandDown,
    HandUp,
    Refuse,
    Supplement,
    Suspend,
    TakeUp,
    Void,
    Withdraw,
)
from domain.organisation import Tier
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from domain.rates import counts
from domain.ruling import MOST_CALLS, Refusal
from domain.views import armed, state
from tests.playing import Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def spoil(city: City) -> Play:
    """积存垃圾渣土 with 公共管理部: five days of duty, answered."""
    play = Play(city).report(item="B0102", **HOME)
    assert play.respond() is None
    return play


def lead(play: Play) -> Actor:
    """Somebody of the unit that leads."""
    return play.unit(play.top.unit)


def grant(play: Play, kind: TaskKind, by: Actor, granted: bool = True) -> Refusal | None:
    """A decision on the open task of that kind."""
    return play.bring(Approve(play.task(kind).id, granted), by)


def director(play: Play) -> Actor:
    return play.desk(Role.DIRECTOR, name="director")


def area_chief(play: Play) -> Actor:
    return play.desk(Role.AREA_CHIEF, name="area-chief")


def test_an_extension_adds_one_original_budget(city: City) -> None:
    play = spoil(city)
    before = play.top.resolve.at
    play.bring(Extend(1, "等配件"), lead(play))
    assert grant(play, TaskKind.EXTEND, play.desk()) is None
    assert play.top.extended == 1
    assert play.top.resolve.budget == "10d"
    assert play.top.resolve.at > before


def test_a_second_extension_takes_director_and_area_chief_and_a_third_is_refused(city: City) -> None:
    play = spoil(city)
    play.bring(Extend(1, "等配件"), lead(play))
    grant(play, TaskKind.EXTEND, play.desk())
    play.bring(Extend(1, "还要等"), lead(play))
    assert code(grant(play, TaskKind.EXTEND, play.desk())) == "role"
    assert grant(play, TaskKind.EXTEND, director(play)) is None
    assert code(grant(play, TaskKind.EXTEND, director(play))) == "two_persons"
    assert grant(play, TaskKind.EXTEND, area_chief(play)) is None
    assert play.top.extended == 2
    assert code(play.bring(Extend(1, "再等"), lead(play))) == "extended_twice"


def test_a_refused_extension_uses_none_up_and_the_wait_does_not_count(city: City) -> None:
    play = spoil(city)
    before = play.top.resolve.at
    play.bring(Extend(1, "等配件"), lead(play))
    play.wait(hours=1)
    grant(play, TaskKind.EXTEND, play.desk(), granted=False)
    assert play.top.extended == 0
    assert play.top.resolve.at == before + timedelta(hours=1)


def test_an_undecided_request_stops_the_clock_four_working_hours_at_most(city: City) -> None:
    play = spoil(city)
    play.bring(Extend(1, "等配件"), lead(play))
    play.miss()
    assert play.of("task_missed")[0].unit == city.policy.desk  # type: ignore[union-attr]
    pause = play.top.pauses[0]
    assert pause.end == play.now
    assert play.top.stopped_at is None


def test_asked_in_the_last_moment_it_does_not_stop_the_clock(city: City) -> None:
    play = spoil(city)
    play.now = play.top.resolve.at - timedelta(seconds=1)
    assert play.bring(Extend(1, "等配件"), lead(play)) is None
    assert play.top.stopped_at is None
    assert grant(play, TaskKind.EXTEND, play.desk()) is None  # granted in the last second
    assert play.top.resolve.at > play.now + timedelta(days=1)
    assert code(spoil_late(city)) == "too_late"


def spoil_late(city: City) -> Refusal | None:
    """An extension asked at the deadline itself."""
    play = spoil(city)
    play.now = play.top.resolve.at
    return play.bring(Extend(1, "等配件"), lead(play))


def test_a_suspension_stands_ends_by_itself_and_comes_once(city: City) -> None:
    play = spoil(city)
    before, until = play.top.resolve.at, play.now + timedelta(days=20)
    assert play.bring(Suspend(1, until, "s1"), lead(play)) is None
    assert grant(play, TaskKind.SUSPEND, play.desk(Role.CHIEF)) is None
    assert state(play.open) == "suspended"
    play.wait(days=14)
    assert play.of("told")[0].why == "suspension_ends"  # type: ignore[union-attr]
    play.wait(days=6)
    assert state(play.open) == "handling"
    assert play.top.resolve.at > before + timedelta(days=18)
    assert "挂账" in play.top.resolve.zh
    assert code(play.bring(Suspend(1, play.now + timedelta(days=2), "s1"), lead(play))) == "suspended_before"


def test_a_suspension_over_thirty_days_takes_a_second_person_and_a_year_is_the_most(city: City) -> None:
    play = spoil(city)
    assert code(play.bring(Suspend(1, play.now + timedelta(days=400), "s1"), lead(play))) == "until"
    play.bring(Suspend(1, play.now + timedelta(days=40), "s2"), lead(play))
    assert grant(play, TaskKind.SUSPEND, play.desk(Role.CHIEF)) is None
    assert state(play.open) != "suspended"
    assert grant(play, TaskKind.SUSPEND, director(play)) is None
    assert state(play.open) == "suspended"


def test_work_taken_up_before_the_day_and_completed_in_time(city: City) -> None:
    play = spoil(city)
    play.bring(Suspend(1, play.now + timedelta(days=20), "s1"), lead(play))
    grant(play, TaskKind.SUSPEND, play.desk(Role.CHIEF))
    assert not counts(play.open)[0].counts_completion
    play.wait(days=10)
    assert play.bring(TakeUp(1), lead(play)) is None
    assert play.complete() is None
    assert counts(play.open)[0].completed_in_time


def test_each_pause_says_what_it_was_for(city: City) -> None:
    play = spoil(city)
    play.bring(Suspend(1, play.now + timedelta(days=20), "s1"), lead(play))
    grant(play, TaskKind.SUSPEND, play.desk(Role.CHIEF))
    play.wait(days=3)
    play.bring(TakeUp(1), lead(play))
    play.bring(Extend(1, "等配件"), lead(play))
    assert not play.top.stopped_by_suspension
    grant(play, TaskKind.EXTEND, play.desk())
    assert [pause.why_zh for pause in play.top.pauses] == ["挂账", "等待批准"]


def test_a_suspension_inside_the_night_moves_nothing(city: City) -> None:
    play = spoil(city)
    before = play.top.resolve.at
    play.now += timedelta(hours=13)  # 22:00
    play.bring(Suspend(1, play.now + timedelta(hours=6), "s5"), lead(play))
    grant(play, TaskKind.SUSPEND, play.desk(Role.CHIEF))
    play.wait(hours=7)
    assert play.top.resolve.at == before


def test_hand_up_is_accepted_above_or_the_clock_ran_on(city: City) -> None:
    play = spoil(city)
    before = play.top.resolve.at
    assert play.bring(HandUp(1, "h2"), lead(play)) is None
    assert state(play.open) == "handling"
    play.miss()
    assert play.top.resolve.at == before
    play.bring(HandUp(1, "h2"), lead(play))
    district = play.task(TaskKind.HAND_UP).unit
    assert grant(play, TaskKind.HAND_UP, Actor("d", district, (Role.CHIEF,))) is None
    assert play.open.calls[0].state is CallState.HANDED_UP
    assert play.top.tier is Tier.DISTRICT
    assert not counts(play.open)[0].counts_completion


def test_hand_up_only_in_the_first_half(city: City) -> None:
    play = spoil(city)
    play.now += (play.top.resolve.at - play.now) * 3 / 4
    assert code(play.bring(HandUp(1, "h2"), lead(play))) == "too_late"


def test_the_district_sends_it_back_or_down_with_whole_budgets(city: City) -> None:
    play = Play(city).report(item="B0513", **HOME)
    play.miss()
    district = play.top.unit
    chief = Actor("d", district, (Role.CHIEF,))
    assert code(play.bring(HandDown("退回"), lead(play))) == "role"
    assert play.bring(HandDown("交城管", "chengguan"), chief) is None
    assert play.top.unit == "chengguan"
    assert play.top.respond.at > play.now
    play.miss()
    assert play.top.unit == district  # missed again, it climbs again
    assert play.bring(HandDown("退回"), chief) is None
    assert play.top.unit == "chengguan"
    assert armed(play.open) is not None


def test_a_co_call_taken_back_counts_for_nobody(city: City) -> None:
    play = spoil(city)
    play.bring(Dispatch(co=("chengguan",)), play.desk())
    assert play.bring(CallOff(2, "不需要了"), play.desk()) is None
    assert play.open.calls[1].state is CallState.CANCELLED
    assert not counts(play.open)[1].counts_response
    assert code(play.bring(CallOff(1, "主办"), play.desk())) == "no_co_call"


def test_withdrawn_by_the_reporter_but_a_matter_of_safety_goes_on(city: City) -> None:
    play = spoil(city)
    assert play.bring(Supplement("sealed"), REPORTER) is None
    assert play.bring(Withdraw(), REPORTER) is None
    assert play.open.outcome is Outcome.WITHDRAWN
    urgent = Play(city).report(item="B0513", **HOME)
    assert urgent.bring(Withdraw(), REPORTER) is None
    assert urgent.open.open
    assert code(urgent.bring(Withdraw(), REPORTER)) == "withdrawn"


def test_void_takes_two_and_keeps_the_number(city: City) -> None:
    play = spoil(city)
    asker = play.desk(Role.INTAKE, Role.CHIEF, name="asker")
    assert play.bring(Void("v1"), asker) is None
    assert code(grant(play, TaskKind.VOID, asker)) == "two_persons"
    assert grant(play, TaskKind.VOID, play.desk(Role.CHIEF, name="other")) is None
    assert play.open.outcome is Outcome.VOID
    assert not counts(play.open)[0].counts_response


def test_refused_with_where_to_go(city: City) -> None:
    play = Play(city).report()
    assert play.bring(Refuse("f2", "法院"), play.desk(Role.INTAKE)) is None
    assert play.open.outcome is Outcome.REFUSED
    assert code(play.bring(Refuse("f2", "法院"), play.desk(Role.INTAKE))) == "closed"


def test_the_hundredth_call_is_the_last_by_hand(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    units = ("chengguan", "fangguan")
    while len(play.open.calls) < MOST_CALLS:
        assert play.bring(Dispatch(units[len(play.open.calls) % 2]), play.desk()) is None
    refused = play.bring(Dispatch(units[0]), play.desk())
    assert code(refused) == "too_many_calls"
    assert len(to_json(play.open)) < 256 * 1024
    while play.top.tier != "district":
        play.miss()
