"""`POST /rounds`: 联合行动 is planned: who leads, who comes along, from when to when."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.routing import resource
from api.schemas.chiefs import JointIn, RoundDone
from api.staff import one_of
from api.temporal import Unreachable
from contracts.rounds import RULES, RoundRun, RoundStart
from domain.catalogue import Clock
from domain.due import Due
from domain.localtime import short
from domain.organisation import UnitKind
from domain.people import Actor
from domain.policy import City
from domain.rounds.decide import ORDERS
from domain.rounds.round import Plan, RoundKind

router = resource(prefix="/rounds", tags=["chiefs"])
Planner = Annotated[Actor, Depends(one_of(*ORDERS))]
LATE = timedelta(days=3)
"""After its end the summary is still taken for so long; story time."""
FARTHEST = timedelta(days=366)
OF_ACTIONS = "J"
"""What the city's prefix is followed by, so that no action is taken for a case."""


@router.post("", summary="发起联合行动 · plan a joint action", responses=refusals(401, 403, 409, 422, 503))
async def plan(
    door: DoorDep, by: Planner, body: JointIn, idempotency_key: IdempotencyKey = None
) -> RoundDone:
    """Its units are told at once. The same key again gives the same action."""
    planned = _plan(door, body)
    numbers, now = door.numbers.under(f"{door.city.policy.prefix}{OF_ACTIONS}"), door.now()
    today = door.numbers.days(now)[0]
    key = idempotency_key
    number = numbers.keyed(today, "joint", by.account, key, 0) if key else numbers.random(today)
    whole = replace(planned, round_no=number)
    run = RoundRun(door.story, RoundStart(whole, now, by), door.city.calendar.timezone, RULES)
    try:
        await door.cases.start_round(run, whole)
    except Unreachable as error:
        raise errors.unavailable(
            "engine_away", "暂时无法受理，请稍后重试", "Try again with the same key."
        ) from error
    return RoundDone(round_no=number, seq=1, made=("opened",))


def _plan(door: Door, body: JointIn) -> Plan:
    """Raises 422 for units that cannot take part, or times that make no sense."""
    city, now = door.city, door.now()
    for code in (body.lead, *body.members):
        _takes_part(city, code)
    if body.lead in body.members or len(set(body.members)) < len(body.members):
        raise errors.malformed(
            "members",
            "参加单位不含牵头单位，也不能重复",
            "the lead is no member, and each member is named once",
        )
    if not now <= body.ends_at <= now + FARTHEST or body.ends_at <= body.starts_at:
        raise errors.malformed(
            "ends_at", "结束时间须在开始之后、一年之内", "it ends after it begins, within a year"
        )
    zone, clock = city.calendar.timezone, Clock.CONTINUOUS
    until = short(body.ends_at, zone)
    due = Due(body.ends_at, body.starts_at, "", clock, f"行动至 {until}", f"until {until}")
    return Plan(
        round_no="",
        kind=RoundKind.JOINT,
        title_zh=body.title,
        title_en=body.title,
        lead=body.lead,
        lead_zh=city.units[body.lead].name_zh,
        overseer=city.policy.desk,
        opens_at=body.starts_at,
        due=due,
        closes_at=body.ends_at + LATE,
        members=body.members,
        place=body.place or "",
        tasks=body.tasks,
    )


def _takes_part(city: City, code: str) -> None:
    unit = city.units.get(code)
    if unit is None or unit.kind is UnitKind.ROLE:
        raise errors.malformed("members", f"没有单位 {code}", f"there is no unit {code}")
