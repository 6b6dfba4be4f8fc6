"""When the telephone may ring, whose, and what it says."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import spoken
from domain.calling_back import to_be_rung
from domain.facts import Attached, Join, NameParty, Rate
from domain.facts.words import Why
from domain.labels import RATINGS
from domain.people import Actor, Role
from domain.policy import City, Ringing
from domain.ringing import quiet_until
from tests.playing import Play

WUHAN = "Asia/Shanghai"
EDGES = (
    (8, 29, 59),
    (8, 30, 0),
    (11, 59, 59),
    (12, 0, 0),
    (13, 59, 59),
    (14, 0, 0),
    (20, 59, 59),
    (21, 0, 0),
)
OPEN = {(8, 30, 0), (11, 59, 59), (14, 0, 0), (20, 59, 59)}
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=700)).map(lambda span: BEGIN + span)


@pytest.mark.parametrize("edge", EDGES)
def test_the_edges_of_the_quiet_hours(edge: tuple[int, int, int]) -> None:
    at = datetime(2026, 10, 9, *edge, tzinfo=UTC) - timedelta(hours=8)
    assert (quiet_until(Ringing(), at, WUHAN) is None) is (edge in OPEN)


@given(at=MOMENTS)
def test_quiet_hours_end_at_a_moment_that_is_not_quiet_and_nothing_before_it_is_not(at: datetime) -> None:
    ringing = Ringing()
    local = (at + timedelta(hours=8)).time()
    quiet = time(12) <= local < time(14) or local >= time(21) or local < time(8, 30)
    until = quiet_until(ringing, at, WUHAN)
    assert (until is not None) is quiet
    if until is not None:
        assert at < until <= at + timedelta(hours=11, minutes=30)
        assert quiet_until(ringing, until, WUHAN) is None
        assert quiet_until(ringing, until - timedelta(microseconds=1), WUHAN) == until


@given(at=MOMENTS)
def test_periods_that_touch_are_one(at: datetime) -> None:
    ringing = Ringing(quiet=((time(21), time(0)), (time(0), time(8))))
    until = quiet_until(ringing, at, WUHAN)
    assert until is None or (until + timedelta(hours=8)).time() == time(8)


def rating(city: City, **report: object) -> Play:
    """A case whose rating is open."""
    play = Play(city).report(
        **{"item": "B0102", "community": "SQ07", "grid": "SQ07-G03", "channel": "phone", **report}
    )
    play.complete()
    play.check()
    return play


def test_whose_telephone_rings(city: City) -> None:
    desk = city.policy.desk
    own = rating(city).open
    assert to_be_rung(own, desk) == (own.case_no,)
    assert to_be_rung(rating(city, with_contact=False).open, desk) == ()
    assert to_be_rung(rating(city, by_message_only=True).open, desk) == ()
    assert to_be_rung(rating(city, rated_there=True).open, desk) == ()
    assert to_be_rung(rating(city, about=desk, desk=city.policy.committee).open, desk) == ()
    assert to_be_rung(rating(city, item="B1302").open, desk) == ()
    assert to_be_rung(Play(city).report(item="B0102", community="SQ07").open, desk) == ()


def test_several_reporters_are_rung_until_each_has_rated(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    others = (
        Attached("SGH-20270101-00000001", play.now, True),
        Attached("SGH-20270101-00000002", play.now, False),
    )
    play.bring(Join(others[0].case_no, others), Actor(others[0].case_no, roles=(Role.SYSTEM,)))
    play.complete()
    play.check()
    assert to_be_rung(play.open, city.policy.desk) == (play.open.case_no, others[0].case_no)
    play.bring(Rate(5, of=others[0].case_no, via="ivr"))
    assert to_be_rung(play.open, city.policy.desk) == (play.open.case_no,)


def test_a_party_named_later_is_kept_out_too(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    desk, committee = city.policy.desk, city.policy.committee
    named = NameParty(desk, committee, city.units[committee].name_zh)
    assert play.bring(named, play.desk(Role.SUPERVISOR)) is None
    assert play.open.party == desk


def test_what_is_said_names_every_key_and_every_digit(city: City) -> None:
    said = spoken.invitation(city, "SGH-20261009-48213057", datetime(2026, 10, 8, 17, tzinfo=UTC))
    assert "您10月9日反映的事项，编号二零二六幺零零九，四八二幺三零五七，" in said
    assert all(f"{RATINGS[points]}请按{key}" in said for key, points in city.ringing.keys.items())
    assert set(city.ringing.whys.values()) == set(Why)
    assert {"1", "2", "3", "4", "5"} == set(city.ringing.keys) == set(map(str, RATINGS))
