"""Every planned climb follows from the pack's limits and the system's rules, and fits into the four days."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from demo.build import tell
from demo.hours import due
from demo.pack import Pack, load
from demo.scenes.high_climbs import OUTAGE
from demo.scenes.shared import NEVER
from demo.script import Climb, Plan, Story, Told
from domain.catalogue import Limits
from domain.organisation import Tier, Unit
from domain.policy import City
from domain.routing import above, first_route
from tests.conftest import SHUIGUOHU

WRITTEN = [told for told in tell(load(SHUIGUOHU)).reports if told.climbs]


@dataclass(frozen=True)
class Rung:
    """One call of a climbing case: whose, with which limits, since when."""

    unit: Unit
    limits: Limits
    start: datetime

    def deadline(self, pack: Pack, budget: str) -> datetime:
        """When a budget of this call ends."""
        return due(self.limits.clock, pack.unit_of(self.unit.code).hours, budget, self.start)


def first(city: City, told: Told) -> Rung:
    """The call that the report begins with."""
    item = city.catalogue.items[told.item]
    found, _ = first_route(city, item, told.community, told.grid, told.at)
    return Rung(found.unit, found.limits, told.at)


def missed_at(city: City, pack: Pack, rung: Rung, climb: Climb, plan: Plan, urgent: bool) -> datetime:
    """When the planned clock runs out; fails where the plan of the unit would not let it."""
    respond, resolve = rung.deadline(pack, rung.limits.respond), rung.deadline(pack, rung.limits.resolve)
    if climb.clock == "resolve":
        late = plan.complete_after is not None and rung.start + plan.complete_after > resolve
        assert plan.answers, "answers not"
        assert late or not plan.completes, "works too well"
        return resolve
    assert {plan.answers, plan.completes} == {False}, "answers"
    assert urgent == (climb.clock == "respond"), "an urgent call climbs at once, another gets a second budget"
    if urgent:
        return respond
    again = due(rung.limits.clock, pack.unit_of(rung.unit.code).hours, rung.limits.respond, respond)
    assert again < resolve
    return again


def plan_of(told: Told, unit: str) -> Plan:
    """What the unit does; nothing where its own system is broken then."""
    broken = unit == OUTAGE.unit and OUTAGE.start <= told.at < OUTAGE.end
    return NEVER if broken else told.plan(unit, 0)


def walk(city: City, pack: Pack, told: Told) -> list[Rung]:
    """All calls of a climbing case, by the rules and by what the story lets people do."""
    item, rungs = city.catalogue.items[told.item], [first(city, told)]
    for climb in told.climbs:
        here = rungs[-1]
        assert climb.who == here.unit.code
        at = missed_at(city, pack, here, climb, plan_of(told, climb.who), item.urgent)
        upper = above(city, here.unit, item)
        assert upper is not None
        assert upper.unit.code == climb.to
        rungs.append(Rung(upper.unit, upper.limits, at))
    return rungs


@pytest.mark.parametrize("told", WRITTEN, ids=lambda told: told.key)
def test_a_climb_is_what_the_rules_make_of_it(told: Told, city: City, pack: Pack, story: Story) -> None:
    """Step by step to the written units, before the curtain, and the last one acts in time."""
    rungs = walk(city, pack, told)
    top = rungs[-1]
    assert told.expect.units == tuple(rung.unit.code for rung in rungs)
    assert top.start < story.ends - timedelta(hours=3)
    plan = told.plan(top.unit.code, 0)
    if plan.respond_after is not None:
        assert top.start + plan.respond_after < top.deadline(pack, top.limits.respond)
    if plan.complete_after is not None:
        assert top.start + plan.complete_after < top.deadline(pack, top.limits.resolve)
    assert all(climb.because for climb in told.climbs)


def test_so_many_climb_so_high(city: City, pack: Pack) -> None:
    """Ten to the street, three end at the district, two go on to the city, one of them on the last day."""
    reached: Counter[Tier] = Counter()
    for told in WRITTEN:
        reached.update({rung.unit.tier for rung in walk(city, pack, told)[1:]} - {Tier.GRID})
    assert (reached[Tier.STREET], reached[Tier.DISTRICT], reached[Tier.CITY]) == (10, 5, 2)
    tops = Counter(walk(city, pack, told)[-1].unit.tier for told in WRITTEN)
    assert (tops[Tier.DISTRICT], tops[Tier.CITY]) == (3, 2)
    assert [told.at.day for told in WRITTEN if told.climbs[-1].to == "city-command"] == [11, 12]


def test_the_broken_system_is_broken_when_its_call_comes(story: Story) -> None:
    """The flood comes while the department's system is down, and stays unanswered until it climbs."""
    (outage,) = story.outages
    (flood,) = (told for told in WRITTEN if any(climb.who == outage.unit for climb in told.climbs))
    assert outage.start < flood.at
    assert flood.at + timedelta(minutes=30) < outage.end
