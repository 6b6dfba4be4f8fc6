"""Deadlines by example: National Day 2026 with its make-up Saturday, the turn of the year, nights, pauses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.catalogue import Clock
from domain.clock import due, due_at_least, elapsed, on_duty, return_due, rework_due
from domain.due import Due, Pause
from domain.policy import City, Limit

WUHAN = ZoneInfo("Asia/Shanghai")
EVENING_SHIFT = "07:00-23:00 daily"
DAY_SHIFT = "08:30-17:30 daily"
ONE_DAY = Limit(Clock.WORKING, "1d")


def at(written: str) -> datetime:
    """`10-09 14:05` of 2026 (or with a year before it) in Wuhan, as UTC."""
    full = written if len(written) > 11 else f"2026-{written}"
    return datetime.strptime(full, "%Y-%m-%d %H:%M").replace(tzinfo=WUHAN).astimezone(UTC)


def working(city: City, budget: str, start: str, *pauses: tuple[str, str]) -> Due:
    """A deadline in office hours."""
    ledger = tuple(Pause(at(a), at(b), "挂账，值班长批准", "suspended") for a, b in pauses)
    return due(city.calendar, "office", Clock.WORKING, budget, at(start), ledger)


@pytest.mark.parametrize(
    ("budget", "start", "expected"),
    [
        ("4h", "10-09 08:30", "10-09 14:30"),  # Friday; the lunch break does not count
        ("210m", "10-09 08:30", "10-09 12:00"),  # ends with the morning: due then, not after lunch
        ("1d", "10-09 08:30", "10-09 17:30"),  # ends with the day: due then, not next morning
        ("1d", "10-09 12:30", "10-10 12:00"),  # from the break on; Saturday 10-10 is worked
        ("2d", "10-09 14:05", "10-12 14:05"),  # Friday, make-up Saturday, Monday
        ("1h", "10-10 17:00", "10-12 09:00"),  # Sunday 10-11 is not worked
        ("4h", "09-30 16:00", "10-08 11:00"),  # 10-01 to 10-07 are left out
        ("5d", "10-03 10:00", "10-13 17:30"),  # starts in the holiday: counts from Thursday 10-08
        ("1d", "09-19 22:00", "09-20 17:30"),  # Sunday 09-20 is a make-up workday
        ("1d", "09-24 17:30", "09-28 17:30"),  # Mid-autumn
    ],
)
def test_office_hours(city: City, budget: str, start: str, expected: str) -> None:
    assert working(city, budget, start).at == at(expected)


@pytest.mark.parametrize(
    ("hours", "budget", "start", "expected"),
    [
        (EVENING_SHIFT, "2h", "10-01 22:00", "10-02 08:00"),  # holidays are on duty too
        (EVENING_SHIFT, "1h", "10-01 22:00", "10-01 23:00"),
        (EVENING_SHIFT, "1d", "10-01 12:00", "10-02 12:00"),  # a day of 16 hours
        (DAY_SHIFT, "1d", "10-01 12:00", "10-02 12:00"),  # a day of 9 hours
        (DAY_SHIFT, "30m", "10-01 03:00", "10-01 09:00"),
        ("00:00-24:00 daily", "2d", "10-01 03:00", "10-03 03:00"),
        ("office", "1d", "10-01 03:00", "10-08 17:30"),
    ],
)
def test_duty_hours_of_the_unit(city: City, hours: str, budget: str, start: str, expected: str) -> None:
    assert due(city.calendar, hours, Clock.DUTY, budget, at(start)).at == at(expected)


def test_the_continuous_clock_knows_no_night_and_no_holiday(city: City) -> None:
    found = due(city.calendar, "office", Clock.CONTINUOUS, "3d", at("09-30 23:30"))
    assert found.at == at("10-03 23:30")
    assert found.zh == "3 天，自 09-30 23:30 起"
    assert not found.estimate


def test_past_the_last_official_day_it_is_monday_to_friday_and_an_estimate(city: City) -> None:
    """1 January 2027 is a Friday; whatever it turns out to be, until then it counts."""
    found = working(city, "2d", "12-31 08:30")
    assert found.at == at("2027-01-01 17:30")
    assert found.estimate
    assert "按周一至周五估算" in found.zh
    assert "Monday to Friday" in found.en


def test_what_is_listed_past_the_last_official_day_does_not_count(city: City) -> None:
    """Somebody entered a guess for 2027 and did not move `official_until`."""
    guess = replace(city.calendar, holidays={**city.calendar.holidays, date(2027, 1, 1): "元旦"})
    found = due(guess, "office", Clock.WORKING, "2d", at("12-31 08:30"))
    assert found.at == at("2027-01-01 17:30")
    assert "不计" not in found.zh
    official = replace(guess, official_until=date(2027, 12, 31))
    assert due(official, "office", Clock.WORKING, "2d", at("12-31 08:30")).at == at("2027-01-04 17:30")


def test_a_deadline_on_the_last_official_day_is_no_estimate(city: City) -> None:
    found = working(city, "1d", "12-31 08:30")
    assert found.at == at("12-31 17:30")
    assert not found.estimate


def test_a_pause_inside_the_night_moves_nothing(city: City) -> None:
    assert (
        working(city, "1d", "10-08 14:00", ("10-08 19:00", "10-09 07:00")).at
        == working(city, "1d", "10-08 14:00").at
    )


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        (
            [("10-08 22:00", "10-09 09:30")],
            "10-09 15:00",
        ),  # begins in the night, ends in the morning: one hour lost
        ([("10-08 16:30", "10-09 03:00")], "10-09 15:00"),  # begins in the afternoon, ends in the night
        (
            [("10-09 09:00", "10-09 10:00"), ("10-09 09:30", "10-09 11:00")],
            "10-09 16:00",
        ),  # overlap: two, not 2.5
        (
            [("10-09 09:30", "10-09 11:00"), ("10-09 09:00", "10-09 10:00")],
            "10-09 16:00",
        ),  # the order is no matter
        (
            [("10-09 09:00", "10-09 11:00"), ("10-09 09:30", "10-09 10:00")],
            "10-09 16:00",
        ),  # one inside the other
        ([("10-09 11:00", "10-09 09:00")], "10-09 12:00"),  # ends before it begins: none
        ([("10-09 12:00", "10-10 12:00")], "10-09 12:00"),  # begins when the time is up
        ([("10-08 09:00", "10-10 00:00")], "10-10 17:30"),  # covers start and deadline; Saturday is worked
    ],
)
def test_pauses(city: City, pauses: list[tuple[str, str]], expected: str) -> None:
    assert working(city, "1d", "10-08 14:00", *pauses).at == at(expected)


def test_words_say_what_was_left_out_and_why(city: City) -> None:
    found = working(city, "2d", "09-30 14:05", ("10-08 08:30", "10-11 08:30"))
    assert found.at == at("10-13 14:05")
    assert found.zh == (
        "2 天（办公时间），自 09-30 14:05 起，不计 10-01 至 10-07，10-10 调休上班，"
        "不计 3 天（挂账，值班长批准）"
    )
    assert found.en == (
        "2 days (office hours), from 09-30 14:05, not counting 10-01 to 10-07, make-up work on 10-10, "
        "not counting 3 d (suspended)"
    )


def test_words_are_short_when_nothing_is_special(city: City) -> None:
    assert working(city, "4h", "10-15 08:30").zh == "4 小时（办公时间），自 10-15 08:30 起"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("10-15 10:20", "50 分钟"),
        ("10-15 12:00", "2 小时 30 分钟"),
        ("10-16 13:30", "1 天 4 小时"),
        ("10-15 10:30", "1 小时"),
    ],
)
def test_the_length_of_a_pause_in_words(city: City, until: str, words: str) -> None:
    assert f"不计 {words}（" in working(city, "5d", "10-15 08:30", ("10-15 09:30", until)).zh


def test_a_pause_before_the_start_is_not_spoken_of(city: City) -> None:
    assert "挂账" not in working(city, "4h", "10-15 08:30", ("10-13 08:30", "10-14 08:30")).zh


@pytest.mark.parametrize(
    ("clock", "budget", "whole", "expected"),
    [
        (Clock.WORKING, "4d", False, "10-16 17:30"),  # half is more than a day
        (Clock.WORKING, "1d", False, "10-15 17:30"),  # half is less: one working day
        (Clock.CONTINUOUS, "4h", False, "10-15 17:30"),
        (Clock.CONTINUOUS, "4h", True, "10-15 12:30"),
    ],
)
def test_rework(city: City, clock: Clock, budget: str, whole: bool, expected: str) -> None:
    found = rework_due(city.calendar, "office", clock, budget, ONE_DAY, whole, at("10-15 08:30"))
    assert found.at == at(expected)
    assert found.zh.startswith("重办：原时限")
    assert ("至少 1 天（办公时间）" in found.zh) is not whole


@pytest.mark.parametrize(
    ("budget", "expected"), [("4h", "10-15 10:30"), ("2d", "10-15 17:30"), ("9d", "10-15 17:30")]
)
def test_a_return_is_within_half_the_limit_and_at_most_a_working_day(
    city: City, budget: str, expected: str
) -> None:
    assert return_due(city.calendar, "office", Clock.WORKING, budget, ONE_DAY, at("10-15 08:30")).at == at(
        expected
    )


@pytest.mark.parametrize(
    ("budget", "expected"), [("15m", "10-15 09:00"), ("2h", "10-15 10:30"), ("1d", "10-15 17:30")]
)
def test_a_second_response_budget_has_a_floor(city: City, budget: str, expected: str) -> None:
    found = due_at_least(city.calendar, "office", Clock.WORKING, budget, "30m", at("10-15 08:30"))
    assert found.at == at(expected)


def test_elapsed_counts_the_clock_s_own_time(city: City) -> None:
    def passed(clock: Clock, start: str, end: str) -> timedelta:
        return elapsed(city.calendar, DAY_SHIFT, clock, at(start), at(end))

    assert passed(Clock.WORKING, "09-30 16:30", "10-08 09:30") == timedelta(hours=2)
    assert passed(Clock.DUTY, "09-30 16:30", "10-01 09:30") == timedelta(hours=2)
    assert passed(Clock.CONTINUOUS, "09-30 16:30", "10-01 09:30") == timedelta(hours=17)
    assert passed(Clock.WORKING, "10-03 09:00", "10-04 09:00") == timedelta()
    assert passed(Clock.WORKING, "10-09 10:00", "10-09 09:00") == timedelta()


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (EVENING_SHIFT, "10-01 07:00", True),
        (EVENING_SHIFT, "10-01 06:59", False),
        (EVENING_SHIFT, "10-01 23:00", False),
        ("00:00-24:00 daily", "10-01 00:00", True),
        ("office", "10-09 12:00", False),
        ("office", "10-09 14:00", True),
        ("office", "10-05 10:00", False),
        ("office", "10-10 10:00", True),
    ],
)
def test_on_duty(city: City, hours: str, moment: str, expected: bool) -> None:
    assert on_duty(city.calendar, hours, at(moment)) is expected


def test_another_town_s_hours_and_summer_time_are_its_own(tiny: City) -> None:
    """Smalltown works 9 to 17 and sets its clocks back on 25 October 2026: eight office hours stay eight."""
    friday = datetime(2026, 10, 23, 7, 0, tzinfo=UTC)  # 09:00 there
    assert due(tiny.calendar, "office", Clock.WORKING, "1d", friday).at == datetime(
        2026, 10, 23, 15, tzinfo=UTC
    )
    assert due(tiny.calendar, "office", Clock.WORKING, "2d", friday).at == datetime(
        2026, 10, 26, 16, tzinfo=UTC
    )


def test_what_is_further_away_than_any_pack_allows_is_refused(city: City) -> None:
    with pytest.raises(ValueError, match="no such moment"):
        due(city.calendar, "office", Clock.WORKING, "90000d", at("10-09 08:30"))
