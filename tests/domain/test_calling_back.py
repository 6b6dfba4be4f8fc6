"""回访: rung up in vain, at most three times, at different hours; and ratings that staff took down."""

import pytest

from domain.facts import Attempt, Rate, Why
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from domain.words import public_text
from tests.playing import Play


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def caller(play: Play) -> Actor:
    """The callback officer."""
    return play.desk(Role.CALLBACK, name="callback")


def to_rate(city: City) -> Play:
    """Done and checked: the window is open, at nine in the morning."""
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    play.complete()
    play.check()
    return play


def ring(play: Play, outcome: str = "no_answer", by: Actor | None = None) -> Refusal | None:
    """In vain."""
    return play.bring(Attempt(outcome), by or caller(play))  # type: ignore[arg-type]


def test_three_times_at_most_and_at_different_hours(city: City) -> None:
    play = to_rate(city)
    assert ring(play) is None
    for hours in (1, 22, 1.5):  # 10:00, next day 8:00, 9:30
        play.wait(hours=hours)
        assert code(ring(play)) == "same_hours"
    play.wait(hours=1.5)  # 11:00
    assert ring(play, "busy") is None
    play.wait(hours=4)
    assert ring(play, "later") is None
    play.wait(hours=4)
    assert code(ring(play)) == "too_often"
    assert [(one.number, one.outcome) for one in play.of("attempted")] == [  # type: ignore[union-attr]
        (1, "no_answer"),
        (2, "busy"),
        (3, "later"),
    ]
    assert play.rate() is None  # the reporter still may


@pytest.mark.parametrize("outcome", ["declined", "wrong_number"])
def test_nobody_is_rung_up_again_who_declined(city: City, outcome: str) -> None:
    play = to_rate(city)
    ring(play, outcome)
    play.wait(hours=5)
    assert code(ring(play)) == "over"


def test_each_round_is_counted_for_itself(city: City) -> None:
    play = to_rate(city)
    ring(play, "declined")
    play.rate(1, Why.UNSOLVED)
    play.complete()
    play.check()
    assert ring(play) is None


def test_not_before_it_is_done_not_by_who_took_part_and_not_by_the_reporter(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    assert code(ring(play)) == "phase"
    play = to_rate(city)
    unit = play.open.calls[0].unit
    assert code(ring(play, by=Actor("own", unit, (Role.CALLBACK,)))) == "own_work"
    assert code(ring(play, by=play.unit("chengguan"))) == "own_work"
    assert code(ring(play, by=REPORTER)) == "own_work"


def test_how_staff_took_a_rating_down_is_on_record_and_a_reporter_s_own_says_nothing(city: City) -> None:
    play = to_rate(city)
    assert play.bring(Rate(4, taken="face"), caller(play)) is None
    (rated,) = (event for event in play.events if event.body.kind == "rated")
    assert (rated.body.taken, rated.body.by_staff) == ("face", True)  # type: ignore[union-attr]
    assert public_text(rated, {}) == "已评价：满意（当面记录）"
    play = to_rate(city)
    play.bring(Rate(4, taken="phone"))
    assert play.of("rated")[0].taken == ""  # type: ignore[union-attr]
