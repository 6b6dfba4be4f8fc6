"""When a message may go out: quiet hours for anybody, in any zone, at any moment; who on duty hears at once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.outgoing import LONGEST_PAUSE, MOST_TRIES, Addressee, To, day_of, earliest, pause_after
from domain.policy import City
from domain.quiet import Quiet, parse_quiet

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda m: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
)
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
NIGHT, MORNING = datetime(2026, 10, 9, 14, 30, tzinfo=UTC), datetime(2026, 10, 10, 0, tzinfo=UTC)
"""22:30 of a Friday in Wuhan, and 8:00 of the Saturday."""


@given(st.builds(Quiet, MINUTES, MINUTES), MOMENTS, st.sampled_from(ZONES))
def test_the_first_moment_that_is_not_quiet(quiet: Quiet, at: datetime, zone: str) -> None:
    awake = quiet.awake(at, zone)
    assert at <= awake <= at + timedelta(hours=25)
    assert not quiet.holds(awake, zone)
    between = (at + (awake - at) * part / 17 for part in range(17))
    assert awake == at or all(quiet.holds(moment, zone) for moment in between)


@given(st.builds(Quiet, MINUTES, MINUTES))
def test_hours_are_read_as_they_are_written(quiet: Quiet) -> None:
    assert parse_quiet(str(quiet)) == quiet


@pytest.mark.parametrize("text", ["", "21:00", "21-8", "21:00-25:00", "9:00-08:00", "21:00-08:00 daily"])
def test_what_are_no_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|time|hour|Invalid"):
        parse_quiet(text)


def test_equal_hours_are_never_quiet() -> None:
    assert not Quiet(time(8), time(8)).holds(NIGHT, "Asia/Shanghai")


def test_a_reporter_is_not_rung_at_night_whatever_it_is(city: City) -> None:
    whom = Addressee(To.REPORTER)
    assert [earliest(city, whom, urgent, NIGHT) for urgent in (False, True)] == [MORNING, MORNING]
    assert earliest(city, whom, False, MORNING) == MORNING


def test_a_unit_on_duty_hears_at_once_and_one_that_sleeps_in_the_morning(city: City) -> None:
    on, off = Addressee(To.UNIT, "street-command"), Addressee(To.UNIT, "guanli")
    assert earliest(city, on, False, NIGHT) == NIGHT
    assert [earliest(city, off, urgent, NIGHT) for urgent in (False, True)] == [MORNING, MORNING]


def test_a_person_is_woken_by_what_is_urgent_while_their_unit_is_on_duty(city: City) -> None:
    late = Quiet(time(23), time(6))
    on, off = (Addressee(To.ACCOUNT, unit, "somebody") for unit in ("street-command", "guanli"))
    assert [earliest(city, on, urgent, NIGHT) for urgent in (False, True)] == [MORNING, NIGHT]
    assert [earliest(city, off, urgent, NIGHT) for urgent in (False, True)] == [MORNING, MORNING]
    owl = Addressee(To.ACCOUNT, "guanli", "somebody", late)
    assert earliest(city, owl, False, NIGHT) == NIGHT


def test_pauses_grow_to_an_hour() -> None:
    pauses = [pause_after(tries) for tries in range(1, MOST_TRIES + 1)]
    assert pauses == sorted(pauses)
    assert (pauses[0], max(pauses)) == (timedelta(seconds=30), LONGEST_PAUSE)


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_day_holds_its_moment(at: datetime, zone: str) -> None:
    begin, end = day_of(at, zone)
    assert begin <= at < end
    assert day_of(end, zone)[0] == end
