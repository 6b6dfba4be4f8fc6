"""Pages offer what the rules would take: to the right people, at the right step, with the rules' own reason else."""

from copy import deepcopy
from datetime import timedelta

import pytest

from api.pages.staff.offers import Offer, for_call, for_case, for_task
from domain import facts as f
from domain.case import TaskKind
from domain.catalogue import Grade
from domain.organisation import Tier
from domain.people import Actor, Role
from domain.policy import City
from tests.playing import Play


@pytest.fixture
def play(city: City) -> Play:
    """A case that was just given to 城管."""
    item = next(
        i.code
        for i in city.catalogue.items.values()
        if i.grade is Grade.B and i.lead == "chengguan" and not i.urgent and i.limits.resolve.endswith("d")
    )
    played = Play(city)
    return played.report(
        played.desk(Role.INTAKE), item=item, channel="phone", community="SQ07", grid="SQ07-G03"
    )


def on_call(play: Play, by: Actor) -> dict[str, Offer]:
    """What they may say about the top call."""
    return for_call(play.city, play.open, play.top, by, play.now)


def allowed(offers: dict[str, Offer]) -> set[str]:
    """The operations that would be taken."""
    return {name for name, offer in offers.items() if offer.allowed}


def test_a_unit_is_offered_what_a_fresh_call_takes(play: Play) -> None:
    offers = on_call(play, play.unit("chengguan"))
    assert allowed(offers) == {"respond", "progress", "complete", "return", "extend", "suspend", "hand-up"}
    assert on_call(play, play.unit("canlian")) == {}
    assert for_case(play.city, play.open, play.unit("chengguan"), play.now) == {}


def test_what_is_over_says_why(play: Play) -> None:
    unit = play.unit("chengguan")
    play.respond()
    offers = on_call(play, unit)
    assert "respond" not in allowed(offers)
    play.wait(days=3)
    first = play.open.calls[0]
    offers = for_call(play.city, play.open, first, unit, play.now)
    assert {"return", "hand-up"}.isdisjoint(allowed(offers))
    assert offers["return"].refused
    assert offers["return"].refused_en
    assert "complete" in allowed(offers)


def test_the_desk_dispatches_and_the_chief_hands_up(play: Play) -> None:
    desk, chief, auditor = (
        play.desk(Role.DISPATCHER),
        play.desk(Role.CHIEF, name="chief"),
        play.desk(Role.AUDITOR, name="auditor"),
    )
    assert allowed(for_case(play.city, play.open, desk, play.now)) >= {"dispatch", "grade", "refuse"}
    assert "hand-down" not in for_case(play.city, play.open, chief, play.now)
    assert for_case(play.city, play.open, auditor, play.now) == {}


def test_the_district_is_offered_what_lies_with_it_and_the_street_is_not(play: Play) -> None:
    while play.top.tier is not Tier.DISTRICT:
        play.miss()
    district = Actor("district-chief", play.top.unit, (Role.CHIEF,))
    assert "hand-down" in allowed(for_case(play.city, play.open, district, play.now))
    street = allowed(for_case(play.city, play.open, play.desk(Role.CHIEF), play.now))
    assert street.isdisjoint({"dispatch", "grade", "void", "refuse"})


def test_who_asked_is_not_offered_the_decision(play: Play) -> None:
    asker, other = play.desk(Role.CHIEF, name="one"), play.desk(Role.CHIEF, name="two")
    assert play.bring(f.Void("v1"), asker) is None
    task = play.task(TaskKind.VOID)
    assert not for_task(play.city, play.open, task, asker, play.now)
    assert for_task(play.city, play.open, task, other, play.now)
    assert not for_task(play.city, play.open, task, play.unit("chengguan"), play.now)


def test_to_ask_changes_nothing_and_what_is_offered_is_taken(play: Play) -> None:
    unit = play.unit("chengguan")
    bodies = {
        "respond": f.Respond(1, "plan", "明天"),
        "complete": f.Complete(1, f.Result.SOLVED, "好了"),
        "return": f.Return(1, "r1", "不归我们"),
        "extend": f.Extend(1, "缺件"),
        "suspend": f.Suspend(1, play.now + timedelta(days=5), "s1"),
        "hand-up": f.HandUp(1, "h1"),
    }
    before = play.case
    for operation in allowed(on_call(play, unit)) & set(bodies):
        assert play.case == before
        assert deepcopy(play).bring(bodies[operation], unit) is None, operation


def test_a_town_with_few_items_is_no_trouble(tiny: City) -> None:
    played = Play(tiny)
    played.report()
    assert "grade" in for_case(tiny, played.open, played.desk(Role.DISPATCHER), played.now)
