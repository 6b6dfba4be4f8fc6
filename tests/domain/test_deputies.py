"""Who stands in for a grid is judged as that grid, and by the own unit beside it (docs/rules.md, Deputies)."""

from contracts.codec import from_json, to_json
from domain.facts import Check, Respond
from domain.people import Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import Play

GRID, HOME = "SQ07-G03", "SQ07-G01"


def deputy(home: str = HOME) -> Actor:
    """Somebody of `home` who acts for the grid."""
    return Actor("deputy", GRID, (Role.GRID_CHIEF,), home)


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def test_the_event_says_who_acted_and_for_whom(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid=GRID)
    assert play.bring(Respond(1, "on_site", "到场"), deputy()) is None
    assert play.events[-1].by == Actor("deputy", GRID, (Role.GRID_CHIEF,), HOME)


def test_what_is_about_the_own_unit_is_not_there(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid=GRID, about=HOME)
    assert code(play.bring(Respond(1, "on_site", "到场"), deputy())) == "not_yours"


def test_nobody_checks_as_a_deputy_what_the_own_unit_took_part_in(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid=GRID)
    lead = play.top.unit
    play.complete()
    assert play.open.tasks[0].unit == GRID
    assert code(play.bring(Check(True, "好"), deputy(lead))) == "own_work"
    assert play.bring(Check(True, "好"), deputy()) is None


def test_words_of_an_older_version_have_no_home() -> None:
    old = '{"account":"a","roles":["handler"],"unit":"chengguan"}'
    assert from_json(Actor, old) == Actor("a", "chengguan", (Role.HANDLER,))
    assert from_json(Actor, to_json(deputy())) == deputy()
