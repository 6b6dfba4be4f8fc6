"""A referral's own rating: it is the reporter's, counts once the check is over, and nobody is asked twice."""

import pytest

from contracts.telling import notices
from domain.case import Phase
from domain.evolve import evolve
from domain.facts import Attached, Join, Rate, Why
from domain.people import Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from domain.words import public_text
from tests.playing import Play

HOTLINE = Actor("referral:hotline", roles=(Role.REPORTER,))


def done(city: City, **report: object) -> Play:
    """Completed, and to be checked."""
    given = {"item": "B0102", "community": "SQ07", "grid": "SQ07-G03", "channel": "hotline", **report}
    play = Play(city).report(**given)
    assert play.complete() is None
    assert play.open.phase is Phase.CHECKING
    return play


def brought(play: Play, result: int = 5, why: Why | None = None, by: Actor = HOTLINE) -> Refusal | None:
    """The hotline's own rating."""
    return play.bring(Rate(result, why=why, via="hotline"), by)


def invited(play: Play) -> list[str]:
    """Whose reporters were asked to rate."""
    cases = Play(play.city)
    asked = []
    for event in play.events:
        cases.case = evolve(cases.case, event)
        asked += [n.case_no for n in notices(cases.open, event) if n.what == "rating_invitation"]
    return asked


def test_brought_while_it_is_checked_it_counts_after_the_check_and_nobody_is_invited(city: City) -> None:
    play = done(city)
    assert brought(play) is None
    assert play.open.phase is Phase.CHECKING
    assert play.open.ratings == ()
    assert isinstance(brought(play, 1), Refusal)
    assert play.check() is None
    assert play.open.phase is Phase.CLOSED
    (rating,) = play.open.ratings
    assert (rating.result, rating.by_staff) == (5, False)
    assert invited(play) == []
    said = [public_text(event, {}) for event in play.events if event.body.kind in ("rating_kept", "rated")]
    assert said == ["收到评价：非常满意（市长热线回访），核查后计入", "已评价：非常满意（市长热线回访）"]


def test_a_check_nobody_made_and_a_dissatisfied_one(city: City) -> None:
    play = done(city)
    brought(play, 1, Why.UNSOLVED)
    play.miss()
    assert play.open.round == 2
    assert play.open.kept == ()
    assert "unchecked" in play.open.flags


def test_a_failed_check_forgets_it(city: City) -> None:
    play = done(city)
    brought(play)
    play.check(False)
    assert play.open.kept == ()
    play.complete()
    play.check()
    assert play.open.phase is Phase.RATING
    assert invited(play) == [play.open.case_no]


def test_in_the_window_it_counts_at_once_and_before_completion_it_is_refused(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03", channel="hotline")
    assert isinstance(brought(play), Refusal)
    play.complete()
    assert isinstance(play.bring(Rate(5, via="ivr")), Refusal)  # only what was referred is rated so early
    play.check()
    assert brought(play, 3) is None
    assert play.open.phase is Phase.CLOSED


def test_whoever_took_part_brings_none(city: City) -> None:
    play = done(city)
    unit = play.open.calls[0].unit
    own = Actor("own", unit, (Role.INTAKE,))
    refused = brought(play, by=own)
    assert isinstance(refused, Refusal)
    assert refused.code == "own_work"
    assert brought(play, by=play.desk(Role.INTAKE)) is None
    play.check()
    assert not play.open.ratings[0].by_staff


@pytest.mark.parametrize("rated_there", [True, False])
def test_whom_the_source_asks_we_do_not(city: City, rated_there: bool) -> None:
    play = done(city, rated_there=rated_there)
    play.check()
    assert play.open.phase is Phase.RATING
    assert bool(invited(play)) is not rated_there
    assert play.rate() is None  # of their own accord they may


def test_among_several_raters_it_is_one_vote(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03", channel="hotline")
    other = Attached("SGH-20270101-00000001", play.now, True)
    play.bring(Join(other.case_no, (other,)), Actor(other.case_no, roles=(Role.SYSTEM,)))
    play.complete()
    assert play.bring(Rate(4, of=other.case_no, via="message_board"), HOTLINE) is None
    play.check()
    assert play.open.phase is Phase.RATING
    assert invited(play) == [play.open.case_no]
    play.rate(5)
    assert play.open.phase is Phase.CLOSED
