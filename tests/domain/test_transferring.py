"""不属本网格: a call goes from one grid to another of the same station, by examples from docs/rules.md."""

import pytest

from domain.facts import Complete, Dispatch, Extend, Result, Return, Transfer
from domain.people import Actor, Role
from domain.policy import City
from domain.rates import counts
from domain.ruling import Refusal
from domain.words import public_text
from tests.playing import Play

GRID, OTHER, STATION = "SQ07-G03", "SQ07-G01", "SQ07"


def play_at_grid(city: City) -> Play:
    """散发小广告 at its grid."""
    play = Play(city).report(item="A106", community=STATION, grid=GRID)
    assert play.top.unit == GRID
    return play


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def move(play: Play, to: str = OTHER, by: Actor | None = None) -> Refusal | None:
    """The station chief moves the call."""
    return play.bring(Transfer(1, to, "楼栋属 1 网格"), by or play.unit(STATION))


def test_the_same_call_goes_on_with_its_clocks_and_counts_for_who_has_it(city: City) -> None:
    play = play_at_grid(city)
    before = play.top
    play.wait(minutes=5)
    assert move(play) is None
    after = play.top
    assert (after.n, after.unit, after.unit_zh) == (1, OTHER, city.units[OTHER].name_zh)
    assert (after.respond, after.resolve) == (before.respond, before.resolve)
    assert len(play.open.calls) == 1
    assert code(play.bring(Complete(1, Result.SOLVED, "好了"), play.unit(GRID))) == "not_yours"
    assert play.complete() is None
    assert [count.unit for count in counts(play.open)] == [OTHER]


def test_what_is_missed_afterwards_is_missed_by_who_has_it(city: City) -> None:
    play = play_at_grid(city)
    move(play)
    play.miss()
    assert [body.unit for body in play.of("breached")] == [OTHER]  # type: ignore[union-attr]
    assert code(move(play, GRID)) == "breached"


@pytest.mark.parametrize("to", ["SQ08-G01", STATION, "chengguan", "nowhere"])
def test_it_stays_within_the_station(city: City, to: str) -> None:
    play = play_at_grid(city)
    assert code(move(play, to)) == "not_below"
    assert play.top.unit == GRID


def test_only_the_chief_of_that_station_moves_it(city: City) -> None:
    play = play_at_grid(city)
    for by in (
        play.unit(GRID),
        play.unit("SQ08"),
        play.desk(Role.CHIEF, Role.STATION_CHIEF),
        Actor("clerk", STATION, (Role.HANDLER,)),
    ):
        assert code(move(play, OTHER, by)) == "not_yours"
    play.bring(Dispatch("chengguan"), play.desk())
    assert code(play.bring(Transfer(2, OTHER, "x"), play.unit(STATION))) == "not_yours"


def test_the_calls_of_the_station_itself_are_not_moved(city: City) -> None:
    play = Play(city).report(item="A201", community=STATION, grid=GRID)
    assert play.top.unit == STATION
    assert code(move(play)) == "not_yours"


def test_not_while_something_about_it_is_undecided_and_not_for_ever(city: City) -> None:
    play = play_at_grid(city)
    play.bring(Return(1, "r1", "不属本网格"), play.unit(GRID))
    assert code(move(play)) == "undecided"

    play = play_at_grid(city)
    assert code(move(play, GRID)) == "same_unit"
    assert move(play) is None
    assert move(play, "SQ07-G02") is None
    assert code(move(play, GRID)) == "transferred"


def test_a_request_of_the_grid_that_had_it_is_not_the_other_s(city: City) -> None:
    play = play_at_grid(city)
    move(play)
    assert code(play.bring(Extend(1, "等料"), play.unit(GRID))) == "not_yours"
    assert play.bring(Extend(1, "等料"), play.unit(OTHER)) is None


def test_the_party_reported_gets_none_by_it(city: City) -> None:
    play = Play(city).report(item="A106", community=STATION, grid=GRID, about=OTHER)
    assert code(move(play)) == "party"


def test_its_reporter_is_told(city: City) -> None:
    play = play_at_grid(city)
    move(play)
    names = {unit.code: unit.name_zh for unit in city.units.values()}
    told = public_text(play.events[-1], names)
    assert told is not None
    assert names[GRID] in told
    assert names[OTHER] in told
