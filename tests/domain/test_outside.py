"""A referral's own deadline: the earlier of the two counts, and is explained."""

from datetime import datetime, timedelta

import pytest

from domain import facts as f
from domain.case import BreachOf, Purpose
from domain.people import Actor, Role
from domain.policy import City
from tests.playing import FRIDAY_MORNING, Play

ITEM = "B0102"
"""Four hours to answer, five days to resolve."""


def played(city: City, outside: datetime | None) -> Play:
    """Referred by the hotline, called at once."""
    by = Actor("street-intake", city.policy.desk, (Role.INTAKE,))
    report = {"item": ITEM, "community": "SQ07", "grid": "SQ07-G03", "channel": "hotline"}
    return Play(city).report(by, **report, outside_due=outside)


def resolve_at(play: Play) -> datetime:
    """When the topmost call is to be done."""
    assert play.open.top is not None
    return play.open.top.resolve.at


def test_the_earlier_of_the_two_counts_and_says_both(city: City) -> None:
    own = resolve_at(played(city, None))
    soon = FRIDAY_MORNING + timedelta(days=1)
    play = played(city, soon)
    assert resolve_at(play) == soon
    due = play.open.calls[0].resolve
    assert "转办期限" in due.zh
    assert "5 天" in due.zh
    assert "the referral's own deadline" in due.en
    assert resolve_at(played(city, own + timedelta(days=1))) == own
    assert "转办期限" not in played(city, own + timedelta(days=1)).open.calls[0].resolve.zh


def test_one_that_had_passed_before_the_call_counts_no_more(city: City) -> None:
    assert resolve_at(played(city, FRIDAY_MORNING - timedelta(hours=1))) == resolve_at(played(city, None))


def test_missed_it_climbs_and_the_next_rung_has_its_whole_budget(city: City) -> None:
    soon = FRIDAY_MORNING + timedelta(hours=2)
    play = played(city, soon)
    play.bring(f.Respond(1, "contacted", "已联系"), play.unit(play.open.calls[0].unit))
    play.wait(hours=2)
    assert BreachOf.RESOLVE in play.open.calls[0].breaches
    assert play.open.top is not None
    assert play.open.top.purpose is Purpose.RUNG
    assert resolve_at(play) > soon + timedelta(days=1)


def test_it_is_not_the_street_s_to_extend(city: City) -> None:
    play = played(city, FRIDAY_MORNING + timedelta(days=1))
    refused = play.bring(f.Extend(1, "材料未到"), play.unit(play.open.calls[0].unit))
    assert refused is not None
    assert refused.code == "outside_due"
    assert played(city, None).bring(f.Extend(1, "材料未到"), play.unit(play.open.calls[0].unit)) is None


@pytest.mark.parametrize("days", [1, 30])
def test_what_stands_still_does_not_move_it(city: City, days: int) -> None:
    outside = FRIDAY_MORNING + timedelta(days=4)
    play, free = played(city, outside), played(city, None)
    for each in (play, free):
        until = FRIDAY_MORNING + timedelta(days=days)
        assert each.bring(f.Suspend(1, until, "g1"), each.unit(each.open.calls[0].unit)) is None
        task = each.open.tasks[0].id
        assert each.bring(f.Approve(task, True), each.desk(Role.CHIEF, name="chief")) is None
        each.wait(days=days, minutes=1)
    assert resolve_at(free) > outside
    assert play.open.calls[0].resolve.at == outside
