"""Whole cases on the edges of the clock: the turn of the year, nights, the last second, a calendar put right later.

Single deadlines are in `test_clock`, requests in general in `test_requests`, replans in general in `test_replan`.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.case import BreachOf, Task, TaskKind
from domain.facts import Approve, DeadlinePassed, Extend, Suspend
from domain.forecast import forecast
from domain.people import SYSTEM, Role
from domain.policy import City
from domain.views import armed
from tests.domain.test_replan import holiday, replanned
from tests.playing import Play

WUHAN = ZoneInfo("Asia/Shanghai")
HOME = {"community": "SQ07", "grid": "SQ07-G03"}
LAST_MORNING = datetime(2026, 12, 31, 1, 0, tzinfo=UTC)
"""09:00 in Wuhan on the last day of a calendar that ends with its year."""
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


def spoil(city: City, now: datetime | None = None) -> Play:
    """积存垃圾渣土 with 公共管理部: five days of duty, answered."""
    play = Play(city, now=now) if now else Play(city)
    play.report(item="B0102", **HOME)
    assert play.respond() is None
    return play


def asked(play: Play, body: Extend | Suspend, kind: TaskKind) -> Task:
    """The unit has asked for more time."""
    assert play.bring(body, play.unit(play.top.unit)) is None
    return play.task(kind)


# A January that nobody has published


def test_in_december_every_deadline_of_january_is_an_estimate_and_says_so(city: City) -> None:
    play = Play(city, now=LAST_MORNING).report(item="B0102", channel="hotline", **HOME)
    seen = 0
    while play.open.petitions == 0:
        for due in (play.top.respond, play.top.resolve):
            assert due.estimate == (due.at > NEW_YEAR)
            assert due.estimate == ("按周一至周五估算" in due.zh) == ("Monday to Friday assumed" in due.en)
            if due.estimate:
                assert due.at.astimezone(WUHAN).weekday() < 5
                seen += 1
        play.miss()
    assert seen > 3
    assert [call.tier for call in play.open.calls if call.lead] == ["street", "district", "city"]


def test_new_year_s_day_counts_until_the_calendar_says_otherwise(city: City) -> None:
    """1 January 2027 is a Friday. Nobody knows yet whether the next Sunday makes up for it."""
    play = Play(city, now=LAST_MORNING).report(item=None, **HOME)
    play.miss()
    assert play.top.unit == city.policy.desk
    calendar = replace(
        city.calendar,
        holidays=city.calendar.holidays | dict.fromkeys((date(2027, 1, 1), date(2027, 1, 2)), "元旦"),
        makeup_workdays=city.calendar.makeup_workdays | {date(2027, 1, 3): "元旦调休"},
        official_until=date(2027, 12, 31),
    )
    guessed = play.top.resolve
    assert guessed.estimate
    replanned(play, replace(city, calendar=calendar, edition="2027"))
    official = play.top.resolve
    assert not official.estimate
    # Friday is lost, Sunday is won: the same moment, but known.
    assert official.at == guessed.at
    assert "不计 01-01 至 01-02" in official.zh
    assert "01-03 调休上班" in official.zh


def test_the_forecast_goes_on_into_the_unpublished_year(city: City) -> None:
    play = Play(city, now=LAST_MORNING).report(item="B0102", channel="hotline", **HOME)
    steps = forecast(city, play.open, play.now)
    assert [step.tier for step in steps][-2:] == ["district", "city"]
    assert steps[-1].at > NEW_YEAR
    assert "估算" in steps[-1].zh
    assert "assumed" in steps[-1].en


# A suspension inside the night


@pytest.mark.parametrize(("hours", "moved"), [(12.0, timedelta()), (24.0, timedelta(days=1))])
def test_a_suspension_that_begins_and_ends_inside_the_night_changes_nothing(
    city: City, hours: float, moved: timedelta
) -> None:
    """From 18:00 to 6:00 no clock of 公共管理部 runs; until the next evening it is a day (the Saturday is made up)."""
    play = spoil(city)
    before = play.top.resolve.at
    play.wait(hours=9)  # 18:00
    task = asked(play, Suspend(1, play.now + timedelta(hours=hours), "s5"), TaskKind.SUSPEND)
    play.bring(Approve(task.id, True), play.desk(Role.CHIEF))
    assert play.top.stopped_by_suspension
    play.wait(hours=hours)
    assert play.top.stopped_at is None
    assert play.top.resolve.at == before + moved
    assert "挂账" in play.top.resolve.zh  # it is said all the same


# An extension in the last second


def test_an_extension_that_is_granted_in_the_same_instant_as_the_deadline_counts(city: City) -> None:
    play = spoil(city)
    due = play.top.resolve.at
    play.now = due - timedelta(seconds=1)
    task = asked(play, Extend(1, "等配件"), TaskKind.EXTEND)
    assert play.top.stopped_at is None  # too late to stop the clock
    play.now = due + timedelta(
        seconds=2
    )  # the timer rings after its grace; what our door had by then comes first
    assert play.bring(Approve(task.id, True), play.desk(), at=due) is None
    assert play.top.resolve.at > play.now
    assert play.bring(DeadlinePassed("call:1:resolve"), SYSTEM, due) is None  # it stands no more
    assert "breached" not in play.kinds()
    deadline = armed(play.open)
    assert deadline is not None
    assert deadline.at == play.top.resolve.at


def test_a_grant_that_comes_an_instant_later_is_none(city: City) -> None:
    play = spoil(city)
    due = play.top.resolve
    play.now = due.at - timedelta(seconds=1)
    task = asked(play, Extend(1, "等配件"), TaskKind.EXTEND)
    play.wait(seconds=1)
    assert play.open.calls[0].breaches == (BreachOf.RESOLVE,)
    play.bring(Approve(task.id, True), play.desk(), at=due.at + timedelta(microseconds=1))
    assert play.open.calls[0].resolve == due
    assert play.open.calls[0].extended == 0
    assert len(play.open.open_leads) == 2


def test_a_second_last_second_extension_adds_one_budget_more(city: City) -> None:
    play = spoil(city)
    for signers in ((play.desk(),), (play.desk(Role.DIRECTOR), play.desk(Role.AREA_CHIEF, name="chief"))):
        play.now = play.top.resolve.at - timedelta(seconds=1)
        task = asked(play, Extend(1, "等配件"), TaskKind.EXTEND)
        for by in signers:
            assert play.bring(Approve(task.id, True), by) is None
    assert play.top.resolve.budget == "15d"
    assert play.top.resolve.start == play.top.dispatched_at
    assert "breached" not in play.kinds()


# A holiday added after the fact


def test_a_holiday_added_after_the_fact_moves_the_whole_case_as_if_it_had_been_known(city: City) -> None:
    late = Play(city).report(item=None, **HOME).miss()  # unclassified, with the desk, in office hours
    known = holiday(city, date(2026, 10, 12))
    play = Play(known).report(item=None, **HOME).miss()
    replanned(late, known)
    assert (late.top.respond, late.top.resolve) == (play.top.respond, play.top.resolve)
    late.miss()
    play.miss()
    assert late.events[-1].at == play.events[-1].at
    assert armed(late.open) == armed(play.open)
