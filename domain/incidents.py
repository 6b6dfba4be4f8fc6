"""突发事件主单: one case for many reports of the same thing. Offered by the system, opened by the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from domain import events as e
from domain.facts import OfferIncident, OpenIncident
from domain.people import Role
from domain.permissions import DISPATCHING, at_desk, nobody_completed
from domain.ruling import Forbidden, Ruling

METRES = 300
WITHIN = timedelta(minutes=30)
REPORTS = 3
"""From the third report of a related group on, the desk is offered an incident (docs/rules.md, Operations)."""
METRES_A_DEGREE = 111_320
MOST_OFFERED = 50


def open_incident(ruling: Ruling, _: OpenIncident) -> None:
    """The desk makes this case the one that holds the calls."""
    at_desk(ruling, *DISPATCHING)
    nobody_completed(ruling)
    if "incident" in ruling.case.flags:
        raise Forbidden("incident", "已经是突发事件主单", "it is an incident already")
    ruling.add(e.IncidentOpened(), ruling.at)


def offer(ruling: Ruling, body: OfferIncident) -> None:
    """Once a case; one that is an incident already needs no offer."""
    if not ruling.by.has(Role.SYSTEM):
        raise Forbidden("role", "由系统提示", "the system offers it")
    if {"incident", "incident_offered"} & set(ruling.case.flags):
        return
    ruling.add(e.IncidentOffered(body.cases[:MOST_OFFERED]))
    ruling.add(e.Told(ruling.case.report.desk, "incident_offered"))


@dataclass(frozen=True)
class Sighting:
    """One open report: what, where (WGS-84) and when (UTC, story time)."""

    case_no: str
    item: str
    point: tuple[float, float]
    opened_at: datetime
    offered: bool = False  # the desk has been told that others are near
    refused: bool = False  # it asked to end in another case, which said no


def related(one: Sighting, other: Sighting) -> bool:
    """The same item, within 300 m and 30 minutes."""
    near = metres(one.point, other.point) <= METRES
    return one.item == other.item and near and abs(one.opened_at - other.opened_at) <= WITHIN


def groups(sightings: Iterable[Sighting]) -> list[tuple[Sighting, ...]]:
    """Groups of at least three, each around its earliest report; a report is in one group at most."""
    left = sorted(sightings, key=lambda s: (s.opened_at, s.case_no))
    found = []
    while left:
        first, rest = left[0], left[1:]
        group = (first, *(other for other in rest if related(first, other)))
        if len(group) >= REPORTS:
            found.append(group)
            left = [s for s in rest if s not in group]
        else:
            left = rest
    return found


def matches(main: Sighting, latest: datetime, newer: Sighting) -> bool:
    """Whether a later report belongs to an incident whose latest report came at `latest` (UTC, story time)."""
    near = main.item == newer.item and metres(main.point, newer.point) <= METRES
    return near and main.opened_at <= newer.opened_at <= latest + WITHIN


def belonging(
    open_ones: Iterable[tuple[Sighting, datetime]], reports: Iterable[Sighting]
) -> list[tuple[str, str]]:
    """Each report with the first open incident that it belongs to, in order of time.

    An incident comes with the moment of its latest report. A report that can't join it any more carries the group on
    all the same: the next one is as near to it.
    """
    known = list(open_ones)
    mains, latest = [main for main, _ in known], {main.case_no: at for main, at in known}
    found: list[tuple[str, str]] = []
    for report in sorted(reports, key=lambda s: (s.opened_at, s.case_no)):
        into = next((main for main in mains if matches(main, latest[main.case_no], report)), None)
        if into is not None:
            latest[into.case_no] = max(latest[into.case_no], report.opened_at)
            found.append((report.case_no, into.case_no))
    return found


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two points (longitude, latitude) a few hundred metres apart."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, one[1] - other[1]) * METRES_A_DEGREE
