"""Every item of the street goes its way: all 21 A items, all 18 classes and 318 B items, all 47 response items."""

from collections import Counter

from domain.case import Outcome, TaskKind
from domain.catalogue import GRID_STATION, GRID_WORKER, Channel, Grade, Item
from domain.facts import Dispatch
from domain.organisation import UnitKind
from domain.people import Actor, Role
from domain.policy import City
from tests.playing import Play

GRID, STATION = "SQ07-G03", "SQ07"
HOTLINE = Actor("street-intake", "street-command", (Role.INTAKE,))


def expected_lead(city: City, item: Item) -> str:
    """Who must be called at SQ07-G03 in office hours."""
    if item.lead == GRID_WORKER:
        return GRID
    if item.lead == GRID_STATION:
        return STATION
    unit = city.units[item.lead]
    if unit.kind is UnitKind.ROLE:
        return STATION if unit.stands_in == GRID_STATION else city.policy.desk
    return unit.code


def play_to_the_end(play: Play) -> None:
    """Everybody does their part."""
    assert play.respond() is None
    assert play.complete() is None
    for call in play.open.calls:
        if call.running:
            assert play.complete(call) is None
    if play.open.task_of(TaskKind.CHECK):
        assert play.check() is None
    assert play.rate(5) is None
    assert play.open.outcome is Outcome.SOLVED


def test_every_item_calls_its_unit_and_comes_to_an_end(city: City) -> None:
    classes: Counter[str] = Counter()
    for item in city.catalogue.items.values():
        play = Play(city).report(HOTLINE, channel="hotline", item=item.code, community=STATION, grid=GRID)
        call = play.top
        assert call.unit == expected_lead(city, item), item.code
        assert (call.limits, call.urgent) == (item.limits, item.urgent), item.code
        assert play.open.grade is item.grade
        play_to_the_end(play)
        classes[f"{item.grade}{item.class_zh}"] += 1
    assert len([name for name in classes if name.startswith(Grade.A)]) == 2
    assert len([name for name in classes if name.startswith(Grade.B)]) == 18
    assert classes.total() == 21 + 318


def test_every_response_item_is_an_external_call_of_its_department(city: City) -> None:
    classes = set()
    for detail in city.catalogue.response_items.values():
        play = Play(city).report(item=None, community=STATION, grid=GRID)
        assert play.bring(Dispatch(response_item=detail.code), play.desk()) is None
        call = play.top
        assert (call.unit, call.channel) == (detail.lead, Channel.EXTERNAL)
        assert (call.limits, call.response_item) == (detail.limits, detail.code)
        play_to_the_end(play)
        classes.add(detail.class_zh)
    assert len(city.catalogue.response_items) == 47
    assert len(classes) == 5


def test_every_item_that_nobody_answers_reaches_the_city(city: City) -> None:
    for item in city.catalogue.items.values():
        play = Play(city).report(HOTLINE, channel="hotline", item=item.code, community=STATION, grid=GRID)
        while play.open.petitions == 0:
            play.miss()
        assert play.top.unit == city.policy.rungs[-1].unit, item.code
