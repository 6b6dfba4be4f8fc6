"""预警: marks on the call's own clock, said once, urgent ones at once and the others on duty."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.case import BreachOf, Call, TaskKind
from domain.catalogue import Clock
from domain.clock import due, elapsed, on_duty
from domain.due import Due, Pause
from domain.facts import Approve, Extend, Suspend
from domain.people import Role
from domain.policy import City
from domain.views import armed
from domain.warnings import Mark, look, marks
from tests.chance import begin
from tests.domain.test_clock_laws import A_FEW, CALENDAR, budgets, clocks, pauses, runs, starts
from tests.playing import Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}
WUHAN = ZoneInfo("Asia/Shanghai")
RESPOND, RESOLVE = BreachOf.RESPOND, BreachOf.RESOLVE


def at(text: str) -> datetime:
    """`10-09 16:30` of 2026 in Wuhan."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=WUHAN)


def spoil(city: City, *, answered: bool = True) -> Play:
    """积存垃圾渣土: four hours to answer and five days to resolve, on the office's clock, from Friday 09:00."""
    play = Play(city).report(item="B0102", **HOME)
    if answered:
        assert play.respond() is None
    return play


def reached(city: City, call: Call) -> list[tuple[str, int, datetime]]:
    """Clock, percentage and moment of every mark."""
    return [(mark.clock.value, mark.percent, mark.reached_at) for mark in marks(city, call)]


class Watch:
    """Looks at a call when the last look said so or its case changed, as the schedule does; keeps what was said."""

    def __init__(self, play: Play, n: int = 1) -> None:
        self.play, self.n = play, n
        self.given: list[Mark] = []
        self.said: list[tuple[str, int, datetime]] = []

    @property
    def call(self) -> Call:
        """As it is now."""
        found = self.play.open.call(self.n)
        assert found is not None
        return found

    def until(self, until: datetime) -> list[tuple[str, int, datetime]]:
        """What is said from now until then: clock, percentage and when; deadlines pass on the way."""
        self.said, again = [], self.look()
        while self.play.now < until:
            deadline = armed(self.play.open)
            moments = (until, again, deadline.at if deadline else None)
            then = min(moment for moment in moments if moment is not None)
            self.play.wait(seconds=(then - self.play.now).total_seconds())
            again = self.look()
        return self.said

    def look(self) -> datetime | None:
        """One look; when to look again."""
        seen = look(self.play.city, self.call, self.given, self.play.now)
        assert seen.again_at is None or seen.again_at > self.play.now
        for mark in seen.say:
            self.given.append(mark)
            self.said.append((mark.clock.value, mark.percent, self.play.now))
        return seen.again_at


def test_half_is_half_of_office_hours(city: City) -> None:
    assert reached(city, spoil(city).top) == [
        ("resolve", 50, at("10-12 14:30")),  # of 35 office hours from Friday 09:00: make-up Saturday counts
        ("resolve", 80, at("10-14 09:00")),
    ]


def test_both_clocks_of_an_unanswered_call(city: City) -> None:
    watch = Watch(spoil(city, answered=False))
    assert watch.until(at("10-09 14:59")) == [
        ("respond", 50, at("10-09 11:00")),
        ("respond", 80, at("10-09 14:12")),  # 12:00 to 14:00 is no duty
    ]


def test_once_answered_the_response_has_no_marks(city: City) -> None:
    watch = Watch(spoil(city, answered=False))
    watch.until(at("10-09 10:00"))
    assert watch.play.respond() is None
    assert watch.until(at("10-12 14:00")) == []


def test_a_completed_call_has_none(city: City) -> None:
    play = spoil(city)
    assert play.complete() is None
    assert marks(city, play.open.calls[0]) == ()


def test_a_missed_response_has_one_more_budget_with_marks_of_its_own(city: City) -> None:
    watch = Watch(spoil(city, answered=False))
    watch.until(at("10-09 15:00"))
    assert watch.until(at("10-10 11:59")) == [
        ("respond", 50, at("10-09 17:00")),
        ("respond", 80, at("10-10 09:12")),
    ]
    watch.until(at("10-10 13:00"))
    assert {mark.clock for mark in marks(city, watch.call)} == {RESOLVE}


def test_a_missed_call_has_none(city: City) -> None:
    watch = Watch(spoil(city))
    watch.until(at("10-15 09:00"))
    assert watch.call.breaches == (RESOLVE,)
    assert marks(city, watch.call) == ()


def suspend(play: Play, until: datetime) -> None:
    """挂账, asked and granted at once."""
    assert play.bring(Suspend(1, until, "s1"), play.unit(play.top.unit)) is None
    approve(play, TaskKind.SUSPEND)


def extend(play: Play) -> None:
    """延期, asked and granted at once, by as many as it takes."""
    assert play.bring(Extend(1, "要等材料"), play.unit(play.top.unit)) is None
    while (task := play.open.task_of(TaskKind.EXTEND)) is not None:
        signer = Role.AREA_CHIEF if task.signed else Role.DIRECTOR
        assert play.bring(Approve(task.id, True), play.desk(signer, name=signer.value)) is None


def approve(play: Play, kind: TaskKind) -> None:
    """The desk grants it."""
    assert play.bring(Approve(play.task(kind).id, True), play.desk(Role.DIRECTOR, name="director")) is None


def test_a_pause_that_spans_a_mark_moves_it(city: City) -> None:
    watch = Watch(spoil(city))
    watch.until(at("10-12 14:00"))
    suspend(watch.play, at("10-16 14:00"))
    assert marks(city, watch.call) == ()
    assert watch.until(at("10-16 13:59")) == []  # the clock stands
    assert watch.until(at("10-20 17:30")) == [
        ("resolve", 50, at("10-16 14:30")),
        ("resolve", 80, at("10-20 09:00")),
    ]


def test_a_pause_after_a_mark_does_not_repeat_it(city: City) -> None:
    watch = Watch(spoil(city))
    assert watch.until(at("10-12 15:00")) == [("resolve", 50, at("10-12 14:30"))]
    suspend(watch.play, at("10-16 15:00"))
    assert watch.until(at("10-20 17:30")) == [("resolve", 80, at("10-20 09:00"))]


def test_an_extension_gives_new_marks(city: City) -> None:
    watch = Watch(spoil(city))
    assert watch.until(at("10-13 10:00")) == [("resolve", 50, at("10-12 14:30"))]
    extend(watch.play)
    assert watch.call.resolve.budget == "10d"
    assert watch.until(at("10-20 17:30")) == [
        ("resolve", 50, at("10-15 09:00")),
        ("resolve", 80, at("10-20 09:00")),
    ]


def test_a_new_mark_that_lies_before_one_given_is_not_said(city: City) -> None:
    watch = Watch(spoil(city))
    watch.until(at("10-14 10:00"))
    extend(watch.play)
    assert watch.until(at("10-20 17:00")) == [
        ("resolve", 50, at("10-15 09:00")),
        ("resolve", 80, at("10-20 09:00")),
    ]
    extend(watch.play)  # to 15 days: half of them were over before 80 % of 10 days were said
    assert watch.until(at("10-26 12:00")) == [("resolve", 80, at("10-26 09:00"))]


NIGHT = at("10-09 23:00")


def test_urgent_ones_are_said_at_once_in_the_night(city: City) -> None:
    play = Play(city, now=NIGHT).report(item="A204", **HOME)
    assert play.top.urgent
    assert Watch(play).until(at("10-09 23:29")) == [
        ("respond", 50, at("10-09 23:15")),
        ("respond", 80, at("10-09 23:24")),
    ]


def overnight(city: City, hours: str) -> Watch:
    """A call of a unit with office hours, whose clock runs through the night for so long, from Friday 16:00."""
    play = spoil(city)
    play.wait(hours=7)
    limit = due(city.calendar, "office", Clock.CONTINUOUS, hours, at("10-09 16:00"))
    calls = (replace(play.top, resolve=limit),)
    play.case = replace(play.open, calls=calls)
    return Watch(play)


def test_a_mark_of_the_night_is_said_in_the_morning(city: City) -> None:
    assert overnight(city, "20h").until(at("10-10 08:30")) == [("resolve", 80, at("10-10 08:30"))]
    assert overnight(city, "30h").until(at("10-10 09:00")) == [("resolve", 50, at("10-10 08:30"))]


def test_a_deadline_of_the_night_is_missed_without_a_warning(city: City) -> None:
    assert overnight(city, "10h").until(at("10-10 09:00")) == []


def test_a_late_look_says_the_newest_mark_and_never_one_of_the_past(city: City) -> None:
    play = spoil(city)
    call, days = play.top, timedelta(days=1)
    late = look(city, call, (), at("10-14 15:00"))
    assert [mark.percent for mark in late.say] == [80]
    assert look(city, call, late.say, at("10-14 15:01")).say == ()
    assert look(city, call, (), call.resolve.at).say == ()
    assert look(city, call, (), call.resolve.at + days).again_at is None


@pytest.mark.parametrize("unit", ["gone", ""])
def test_a_unit_that_left_the_pack_is_warned_in_the_desk_s_hours(city: City, unit: str) -> None:
    call = replace(spoil(city).top, unit=unit)
    assert look(city, call, (), at("10-12 14:31")).say


def a_call(city: City, key: str, limit: Due, ledger: tuple[Pause, ...]) -> tuple[City, Call]:
    """A call of a unit with those hours, and that deadline."""
    call = replace(spoil(city).top, resolve=limit, pauses=ledger)
    units = {**city.units, call.unit: replace(city.units[call.unit], hours=key)}
    return replace(city, units=units, calendar=CALENDAR), call


@A_FEW
@given(clocks, budgets, starts, pauses)
@example((Clock.WORKING, "office"), "1d", at("10-09 08:30"), ())
def test_a_mark_is_its_percentage_of_running_time(
    city: City, clock: tuple[Clock, str], budget: str, start: datetime, ledger: tuple[Pause, ...]
) -> None:
    kind, key = clock
    limit = due(CALENDAR, key, kind, budget, start, ledger)
    here, call = a_call(city, key, limit, ledger)
    found = marks(here, call)
    assert [mark.percent for mark in found] == [50, 80]
    for mark in found:
        used = elapsed(CALENDAR, key, kind, start, mark.reached_at, ledger)
        whole = elapsed(CALENDAR, key, kind, start, limit.at, ledger)
        assert abs(used * 100 - whole * mark.percent) <= timedelta(milliseconds=1)
        just_before = mark.reached_at - timedelta(microseconds=1)
        assert runs(kind, key, just_before)
        assert not any(pause.start <= just_before < pause.end for pause in ledger)
        assert start < mark.reached_at < limit.at


@settings(A_FEW, max_examples=40)
@given(st.integers(0, 10_000))
def test_nothing_is_said_twice_nor_too_early_nor_out_of_hours(city: City, seed: int) -> None:
    driven, chance = begin(city, Random(seed)), Random(seed)
    given: dict[int, list[Mark]] = {}
    for _ in range(12):
        if driven.play.open.open:
            driven.move()
        driven.play.wait(minutes=chance.choice((0, 7, 40, 300)))
        now = driven.play.now
        for call in driven.play.open.calls:
            before = given.setdefault(call.n, [])
            seen = look(city, call, tuple(before), now)
            assert call.running or seen.say == ()
            assert seen.again_at is None or seen.again_at > now
            for mark in seen.say:
                assert mark.reached_at <= now < mark.due_at
                assert call.urgent or on_duty(city.calendar, city.hours_of(call.unit), now)
                assert all(old.reached_at < mark.reached_at for old in before if old.clock is mark.clock)
            before += seen.say
            assert look(city, call, tuple(before), now).say == ()
