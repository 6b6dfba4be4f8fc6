"""`GET /cases/{case_no}/similar`: 可能重复, for the desk. Nothing is merged by it: a person sends 并单 or 重复件.

Words are compared here and nowhere else: opened for readers at a desk, for as long as a comparison takes, and never
shown by it; what is sealed from this reader is neither opened nor listed.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends

from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import NAMED_OFFICERS, may_read_words, told_of, told_of_many
from api.reading import read
from api.routing import resource
from api.schemas.similar import Act, SimilarCase, SimilarCases
from api.staff import at_desk, one_of
from api.staff_cases import GRADING, seen
from api.suggest import classified
from api.wording import alike
from domain.case import Case
from domain.catalogue import Exposure
from domain.duplicates import LIKELY, METRES, MOST_APART, Matter, Measured, likeness, reasons
from domain.incidents import METRES_A_DEGREE, metres
from domain.labels import item_name
from domain.localtime import zone
from domain.people import Actor
from domain.place import Point, locate
from domain.policy import City
from domain.words import STATES
from readmodel.candidates import Candidate, candidates

router = resource(prefix="/cases/{case_no}", tags=["command centre"])
Desk = Annotated[Actor, Depends(one_of(*GRADING))]
SHOWN = 8
Told = dict[str, Any]


@router.get("/similar", summary="可能重复 · perhaps the same matter", responses=refusals(401, 403, 404, 503))
async def similar(case_no: str, door: DoorDep, by: Desk) -> SimilarCases:
    """Cases of ninety days near in place, kind and words, each with its reasons."""
    found = await seen(door, by, case_no)
    return SimilarCases(items=await similar_to(door, by, found.case))


async def similar_to(door: Door, by: Actor, case: Case) -> tuple[SimilarCase, ...]:
    """The likeliest, best first; nothing for who sits at no desk, or of a report without a place."""
    if not at_desk(door, by) or case.report.community is None or not may_read_words(door, by, case):
        return ()
    told, near = await told_of(door, case), tuple(_in_reach(door.city, case))
    since, until = case.opened_at - MOST_APART, case.opened_at + MOST_APART
    classes = await _classes(door, case, told)
    rows = await read(door, lambda session: candidates(session, case.case_no, near, classes, since, until))
    own, named = {by.unit, by.home}, by.has(*NAMED_OFFICERS)
    listed = [row for row in rows if row.party not in own and (named or row.exposure != Exposure.SEALED)]
    words = await told_of_many(door, by, {row.case_no: row.sealed for row in listed})
    scored = [(_measured(door.city, case, told, row, words.get(row.case_no, {})), row) for row in listed]
    likely = [(likeness(pair), pair, row) for pair, row in scored]
    best = sorted((x for x in likely if x[0] >= LIKELY), key=lambda x: (-x[0], x[2].case_no))[:SHOWN]
    return tuple(_shown(door.city, case, score, pair, row) for score, pair, row in best)


def _in_reach(city: City, case: Case) -> Iterator[str]:
    """Communities that a report near by may have been placed in."""
    yield case.report.community or ""
    if case.report.point is None:
        return
    lng, lat = case.report.point
    off = METRES / METRES_A_DEGREE
    for east, north in ((off, 0.0), (-off, 0.0), (0.0, off), (0.0, -off)):
        found = locate(city, lng + east, lat + north)
        if found is not None:
            yield found[0]


async def _classes(door: Door, case: Case, told: Told) -> set[str]:
    """Classes it may be of: its item's, or those that its words suggest; none for any."""
    items = door.city.catalogue.items
    known = case.item.code if case.item else case.report.item
    words = str(told.get("description", ""))
    codes = [known] if known else [guess.item for guess in await classified(door, words)]
    return {items[code].class_zh for code in codes if code in items}


def _measured(city: City, case: Case, told: Told, row: Candidate, other: Told) -> Measured:
    one, two = told.get("description"), other.get("description")
    here, there = _point(told, case.report.point), _point(other, _rough(row))
    return Measured(
        metres=round(metres(here, there)) if here and there else None,
        apart=abs(case.opened_at - row.opened_at),
        matter=_matter(city, case, row),
        alike=alike(one, two) if one and two else None,
    )


def _point(told: Told, rough: Point | None) -> Point | None:
    exact = told.get("point")
    return (exact[0], exact[1]) if exact else rough


def _rough(row: Candidate) -> Point | None:
    return (row.lng, row.lat) if row.lng is not None and row.lat is not None else None


def _matter(city: City, case: Case, row: Candidate) -> Matter:
    mine = case.item or city.catalogue.items.get(case.report.item or "")
    if mine is None or row.item is None:
        return Matter.UNKNOWN
    if mine.code == row.item:
        return Matter.ITEM
    return Matter.CLASS if mine.class_zh == row.class_zh else Matter.OTHER


def _shown(city: City, case: Case, score: int, pair: Measured, row: Candidate) -> SimilarCase:
    local, why = zone(city.calendar.timezone), reasons(pair)
    return SimilarCase(
        case_no=row.case_no,
        score=score,
        reasons=tuple(zh for zh, _ in why),
        reasons_en=tuple(en for _, en in why),
        act=_act(case, row),
        item=row.item,
        item_name=item_name(row.exposure, row.item_name) if row.item else item_name("", None),
        state=row.state,
        state_zh=STATES[row.state],
        community=row.community,
        unit_name=row.unit_zh,
        opened_at=row.opened_at.astimezone(local),
        closed_at=row.closed_at.astimezone(local) if row.closed_at else None,
    )


def _act(case: Case, row: Candidate) -> Act:
    """A case goes into an earlier one (as the rules have it); to a closed one is only referred."""
    if row.closed_at is not None:
        return "repeat"
    return "merge" if (row.opened_at, row.case_no) < (case.opened_at, case.case_no) else "take"
