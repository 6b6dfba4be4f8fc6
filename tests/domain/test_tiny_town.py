"""The rules know nothing of the street: the same line in a town with other units, hours, limits and a holiday."""

from datetime import UTC, datetime

from domain.case import Outcome, TaskKind
from domain.facts import Approve, Result
from domain.forecast import forecast
from domain.policy import City
from tests.playing import Play

MONDAY_NOON = datetime(2026, 10, 19, 10, 0, tzinfo=UTC)  # 12:00 in Berlin


def test_from_grid_to_province(tiny: City) -> None:
    play = Play(tiny, now=MONDAY_NOON).report(item="P2", community="V1", grid="V1-G02")
    assert [step.unit for step in forecast(tiny, play.open, play.now)] == ["roads", "county", "prov"]
    play.wait(days=3)
    assert [call.unit for call in play.open.calls] == ["V1", "roads", "county", "prov"]
    assert play.open.petitions > 1


def test_a_co_unit_marked_in_the_catalogue_is_called_by_itself(tiny: City) -> None:
    play = Play(tiny, now=MONDAY_NOON).report(item="Q1", community="V2", grid="V2-G01")
    assert [(call.unit, call.role) for call in play.open.calls] == [("roads", "lead"), ("light", "co")]


def test_the_line_in_a_town_with_one_grid(tiny: City) -> None:
    play = Play(tiny, now=MONDAY_NOON).report(item="P1", community="V2", grid="V2-G01")
    assert play.complete(result=Result.EXPLAINED) is None
    assert play.bring(Approve(play.task(TaskKind.RESULT).id, True), play.desk()) is None
    assert play.rate(4) is None
    assert play.open.outcome is Outcome.EXPLAINED
