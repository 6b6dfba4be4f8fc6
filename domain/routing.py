"""Who is called: the unit an item names, bound to the place; and who is above whom. Pure; for `domain.planning`."""

from dataclasses import dataclass
from datetime import datetime

from domain.catalogue import GRID_STATION, GRID_WORKER, Channel, Item, Limits
from domain.clock import on_duty
from domain.organisation import Tier, Unit, UnitKind
from domain.policy import City, Rung

OUTER_KINDS = {UnitKind.SEAT, UnitKind.COMPANY, UnitKind.ORGANISATION}
"""Kinds of unit that a call reaches from outside the street's own house (外呼)."""


@dataclass(frozen=True)
class Route:
    """A unit and the limits it would be called with."""

    unit: Unit
    limits: Limits
    unknown: bool = False


def bind(city: City, code: str, community: str | None, grid: str | None) -> Unit | None:
    """The unit that a code of the catalogue means at this place; None where the pack knows no such unit.

    A grid worker is the place's grid, else its station; a role that nobody is bound to is stood in for by the
    unit that the pack names, else by the command centre (docs/rules.md, Call).
    """
    if code == GRID_WORKER and grid in city.units:
        return city.units[grid]
    if code in (GRID_WORKER, GRID_STATION):
        return city.units.get(community or "", desk(city))
    unit = city.units.get(code)
    if unit is not None and unit.kind is UnitKind.ROLE:
        return bind(city, unit.stands_in, community, grid) or desk(city)
    return unit


def desk(city: City) -> Unit:
    """The street's command centre."""
    return city.units[city.policy.desk]


def route(city: City, code: str, item: Item | None, community: str | None, grid: str | None) -> Route:
    """The unit for a code, with the item's limits, its rung's, or those of an unclassified case."""
    unit = bind(city, code, community, grid)
    rung = next((r for r in city.policy.rungs if unit is not None and r.unit == unit.code), None)
    if rung is not None and unit is not None:
        return Route(unit, rung_limits(city, rung, item))
    limits = item.limits if item else city.policy.unclassified
    return Route(unit or desk(city), limits, unit is None)


def above(city: City, unit: Unit, item: Item | None, party: str | None = None) -> Route | None:
    """The next rung: grid, station, street, district, city; None at the top (docs/rules.md, Rungs).

    In the place of the party reported whoever takes its reports: no rung of the ladder is left out for it.
    """
    upper = _above(city, unit, item)
    return away_from(city, party, upper, item) if upper is not None else None


def _above(city: City, unit: Unit, item: Item | None) -> Route | None:
    if unit.kind is UnitKind.GRID and unit.overseen_by in city.units:
        return Route(city.units[unit.overseen_by], item.limits if item else city.policy.unclassified)
    if unit.tier is Tier.GRID:
        return _street(city, item)
    rung = _rung_above(city, unit)
    return Route(city.units[rung.unit], rung_limits(city, rung, item)) if rung else None


def away_from(city: City, party: str | None, to: Route, item: Item | None) -> Route:
    """The route, but never to the party reported: of a street's unit the desk leads, of the desk the street
    committee, of any other whoever is above it.
    """
    if party is None or to.unit.code != party:
        return to
    if party == city.policy.desk:
        return Route(city.units[city.policy.committee], to.limits)
    if tier_of(city, to.unit) is Tier.STREET:
        return Route(desk(city), to.limits)
    return above(city, to.unit, item) or Route(desk(city), to.limits)


def _street(city: City, item: Item | None) -> Route:
    detailed = city.catalogue.items.get(item.b_item) if item and item.b_item else None
    limits = (detailed or item).limits if detailed or item else city.policy.unclassified  # type: ignore[union-attr]
    unit = bind(city, detailed.lead, None, None) if detailed else None
    return Route(unit if unit and unit.tier is not Tier.GRID else desk(city), limits)


def _rung_above(city: City, unit: Unit) -> Rung | None:
    codes = [rung.unit for rung in city.policy.rungs]
    higher = city.policy.rungs[codes.index(unit.code) + 1 :] if unit.code in codes else city.policy.rungs
    return higher[0] if higher else None


def tier_of(city: City, unit: Unit) -> Tier:
    """Where a case lies that this unit leads: above the street only with the command centres there.

    A district body that the street calls (a federation, say) works on a case of the street.
    """
    rung = next((rung for rung in city.policy.rungs if rung.unit == unit.code), None)
    if rung is not None:
        return rung.tier
    return Tier.GRID if unit.tier is Tier.GRID else Tier.STREET


def rung_limits(city: City, rung: Rung, item: Item | None) -> Limits:
    """Fresh budgets above the street; an urgent item keeps its own resolve limit."""
    if item is None or not item.urgent:
        return rung.limits
    return Limits(item.limits.clock, city.policy.urgent_above.budget, item.limits.resolve)


def first_route(
    city: City, item: Item, community: str | None, grid: str | None, at: datetime
) -> tuple[Route, str | None]:
    """Who leads an item first, and who is told without a clock.

    An urgent A item outside the grid's duty hours starts as its B item at the street's duty desk.
    """
    normal = route(city, item.lead, item, community, grid)
    detailed = city.catalogue.items.get(item.b_item) if item.b_item else None
    at_grid = normal.unit.tier is Tier.GRID and item.urgent and detailed is not None
    if not at_grid or on_duty(city.calendar, normal.unit.hours, at) or detailed is None:
        return normal, None
    return Route(desk(city), detailed.limits), normal.unit.code


def channel_of(unit: Unit, item: Item | None, *, by_response_item: bool) -> Channel:
    """自办, 联办, 内呼 or 外呼."""
    if by_response_item:
        return Channel.EXTERNAL
    if unit.kind is UnitKind.GRID:
        return Channel.SELF
    if unit.kind is UnitKind.STATION:
        return Channel.JOINT
    if item is not None and unit.code == item.lead:
        return item.channel
    return Channel.EXTERNAL if unit.kind in OUTER_KINDS else Channel.INTERNAL
