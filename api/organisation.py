"""`/organisation`: the street's structure for everybody; posts, duty lists and relations for its staff."""

from typing import Annotated

from fastapi import Depends

from api.documented import refusals
from api.door import DoorDep, read_limited
from api.routing import resource
from api.schemas.organisation import (
    BodyShown,
    CommunityBodies,
    DutyShown,
    EmployedShown,
    LevelShown,
    Organisation,
    PostShown,
    PowerShown,
    RelationShown,
    Staffing,
)
from api.staff import LOOKING_ON, one_of
from domain.organisation import Tier, Unit, UnitKind
from domain.organisation_structure import EMPLOYMENT, Employment, Per, Side
from domain.people import Actor, Role
from domain.policy import City

router = resource(prefix="/organisation", tags=["organisation"])
READING = (*LOOKING_ON, Role.STATION_CHIEF, Role.ADMIN)


@router.get(
    "",
    summary="组织架构 · how the street is organised",
    responses=refusals(429),
    dependencies=[Depends(read_limited)],
)
async def organisation(door: DoorDep) -> Organisation:
    """Five levels, 1+6+6, 1+5+N, 5/7+N of each community, and the six powers."""
    return structure_of(door.city)


@router.get("/staffing", summary="编制、职责、属管用考 · posts and duties", responses=refusals(401, 403))
async def staffing(door: DoorDep, by: Annotated[Actor, Depends(one_of(*READING))]) -> Staffing:
    """Posts with their vacancies, the duty lists of all bodies, and the four relations of each force."""
    return staffing_of(door.city)


def structure_of(city: City) -> Organisation:
    """What everybody may read."""
    of_kind = {
        kind: tuple(_body(unit) for unit in city.units.values() if unit.kind is kind) for kind in UnitKind
    }
    return Organisation(
        city=city.policy.name_zh,
        levels=tuple(
            LevelShown(
                level=one.n, name=one.name, name_en=one.name.en, per=one.per, bodies=_bodies(city, one.per)
            )
            for one in city.structure.levels
        ),
        command=_body(city.units[city.policy.desk]),
        offices=of_kind[UnitKind.OFFICE],
        centres=of_kind[UnitKind.CENTRE],
        departments=of_kind[UnitKind.DEPARTMENT],
        seats=of_kind[UnitKind.SEAT],
        communities=tuple(
            CommunityBodies(
                code=one.code,
                name=one.name_zh,
                name_en=one.name_en,
                committee=city.structure.size(one.code, Side.COMMITTEE),
                station=city.structure.size(one.code, Side.STATION),
                grids=one.grids,
            )
            for one in city.communities.values()
        ),
        powers=tuple(
            PowerShown(code=p.code, name=p.name, name_en=p.name.en, events=p.events, named=p.named)
            for p in city.structure.powers
        ),
    )


def staffing_of(city: City) -> Staffing:
    """What staff may read besides. Codes alone: no name of a person is in a pack."""
    return Staffing(
        posts=tuple(
            PostShown(
                code=p.code,
                body=p.body,
                side=p.side,
                name=p.name,
                name_en=p.name.en,
                posts=p.posts,
                filled=len(p.holders),
                vacant=p.vacant,
                holders=p.holders,
                employment=p.employment,
            )
            for p in city.structure.posts
        ),
        duties=tuple(
            DutyShown(
                code=d.code, list=d.kind, body=d.body, owner=d.owner or None, name=d.name, name_en=d.name.en
            )
            for d in city.structure.duties
        ),
        relations=tuple(
            RelationShown(
                unit=r.unit,
                owned_by=r.owned_by,
                owned_by_en=r.owned_by.en,
                managed_by=r.managed_by,
                used_by=r.used_by,
                assessed_by=r.assessed_by,
            )
            for r in city.structure.relations
        ),
        employed=tuple(
            EmployedShown(employment=kind, name=label, name_en=label.en, people=people)
            for kind, label in ((one, EMPLOYMENT[one]) for one in Employment)
            if (people := city.structure.employed(kind))
        ),
    )


def street_units(city: City) -> list[str]:
    """Units of the street's own tier but the desk: a call to one of them is a use of the power to command."""
    return [
        unit.code
        for unit in city.units.values()
        if unit.tier is Tier.STREET and unit.code != city.policy.desk
    ]


def _bodies(city: City, per: Per) -> int | None:
    counted = {
        Per.STREET: 1,
        Per.COMMUNITY: len(city.communities),
        Per.GRID: sum(community.grids for community in city.communities.values()),
    }
    return counted.get(per)


def _body(unit: Unit) -> BodyShown:
    return BodyShown(
        code=unit.code,
        name=unit.name_zh,
        name_en=unit.name_en,
        kind=unit.kind,
        overseen_by=unit.overseen_by,
        opened_on=unit.opened_on,
    )
