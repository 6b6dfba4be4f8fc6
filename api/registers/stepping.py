"""双向服务: matches both ways; a need claimed, its project followed up and rated. Used by the API and by pages.

The rules are `domain.registers.steps` and `domain.registers.matching`; here is who may, and that all rows of a step
change together.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.reading import read, written
from api.registers.entitled import community_of, may_write, refuse_writing
from api.registers.rows import Act, Change, Made, changed, kept
from api.registers.writing import next_key, there_is
from api.schemas.registers import Matches, MatchShown
from domain.label import Label
from domain.localtime import zone
from domain.masking import masked_numbers
from domain.people import Actor
from domain.registers.declared.co_building import CO_BUILDING
from domain.registers.declared.needs import NEEDS
from domain.registers.declared.projects import PROJECTS
from domain.registers.declared.resources import RESOURCES
from domain.registers.matching import needs_for, resources_for
from domain.registers.reading import differences
from domain.registers.register import Register
from domain.registers.steps import Changed, applied, claimed, followed, rated
from readmodel.register_tables import RegisterRow
from readmodel.registers import all_rows, get_row

MOST_MATCHES = 10
MATCHED = {NEEDS.code: RESOURCES, RESOURCES.code: NEEDS}
"""Which register's rows are looked through for a row of this one."""


@dataclass(frozen=True)
class Claim:
    """Who meets a need, and until when."""

    resource: str | None
    unit: str | None
    planned_on: date | None
    note: str = ""


async def matches(door: Door, register: Register, key: str) -> Matches:
    """Resources that fit a need, or unclaimed needs that a resource fits; the best ten. Raises 404, 503."""
    other = MATCHED.get(register.code)
    if other is None:
        raise errors.unknown("只有服务需求和服务资源可以匹配", "Needs and resources alone are matched.")

    async def query(session: AsyncSession) -> tuple[RegisterRow, list[RegisterRow]]:
        return await there_is(session, register, key), await all_rows(session, other.code)

    row, rows = await read(door, query)
    if other is NEEDS:
        found = needs_for(
            row.body, {r.key: r.body for r in rows if r.body.get("state") == "open"}, MOST_MATCHES
        )
    else:
        found = resources_for(row.body, {r.key: r.body for r in rows}, MOST_MATCHES)
    named = {one.key: one for one in rows}
    return Matches(
        items=tuple(
            MatchShown(
                key=one.key,
                title=named[one.key].title,
                community=named[one.key].community,
                points=one.points,
                kind=one.kind,
                place=one.place,
                time=one.time,
            )
            for one in found
        )
    )


async def claim(door: Door, by: Actor, key: str, asked: Claim) -> str:
    """认领: the need becomes a project; its number. Raises 403, 404, 409, 422, 503."""

    async def work(session: AsyncSession) -> str:
        need = await there_is(session, NEEDS, key)
        if not may_write(door, by, NEEDS, need.community):
            raise refuse_writing(door, NEEDS)
        unit = asked.unit
        if asked.resource:
            unit = str((await there_is(session, RESOURCES, asked.resource)).body["unit"])
        if not unit:
            raise errors.malformed("unit", "请选择资源或认领单位", "say which resource or unit")
        await there_is(session, CO_BUILDING, unit)
        planned = asked.planned_on.isoformat() if asked.planned_on else ""
        project = _allowed(claimed(key, need.body, unit, asked.resource, planned))
        act = Act(by, door.now(), "claimed", asked.note)
        new = RegisterRow(
            code=PROJECTS.code, key=await next_key(session, PROJECTS), title=need.title,
            community=need.community, words="", body={}, edition=0, changed_at=act.at, changed_by="", unit="",
        )  # fmt: skip
        await _step(session, act, (PROJECTS, new, project), (NEEDS, need, {"state": "claimed"}), new=1)
        return new.key

    return await written(door, work)


async def follow_up(door: Door, by: Actor, key: str, state: str, next_on: date | None, note: str) -> None:
    """跟进: how it stands and when one looks again. Dropped, its need is unclaimed. Raises 403, 404, 409, 503."""

    async def work(session: AsyncSession) -> None:
        project = await there_is(session, PROJECTS, key)
        if not may_write(door, by, PROJECTS, project.community):
            raise refuse_writing(door, PROJECTS)
        today = door.now().astimezone(zone(door.city.calendar.timezone)).date()
        found = _allowed(followed(project.body, state, next_on, today))
        act = Act(by, door.now(), "followed", note)
        steps = [(PROJECTS, project, found), *await _its_need(session, project, "open")]
        await _step(session, act, *(steps if state == "dropped" else steps[:1]))

    await written(door, work)


async def rate(door: Door, by: Actor, key: str, rating: int, note: str) -> None:
    """评价 by the community that the project is for; its need is met. Raises 403, 404, 409, 503."""

    async def work(session: AsyncSession) -> None:
        project = await there_is(session, PROJECTS, key)
        if community_of(door, by) is None or community_of(door, by) != project.community:
            raise errors.not_yours(
                "由提出需求的社区评价", "The community that it is for rates it.", ["station_chief"]
            )
        found = _allowed(rated(project.body, str(rating), masked_numbers(note)))
        act = Act(by, door.now(), "rated", note)
        await _step(session, act, (PROJECTS, project, found), *await _its_need(session, project, "met"))

    await written(door, work)


async def _its_need(
    session: AsyncSession, project: RegisterRow, state: str
) -> list[tuple[Register, RegisterRow, Changed]]:
    key = project.body.get("need")
    need = await get_row(session, NEEDS.code, str(key)) if key else None
    return [] if need is None or need.removed else [(NEEDS, need, {"state": state})]


async def _step(
    session: AsyncSession, act: Act, *steps: tuple[Register, RegisterRow, Changed], new: int = 0
) -> None:
    """These rows change together. What is personal in them stays as it is sealed."""
    for register, row, change in steps:
        values = applied(row.body, change)
        found: list[Change] = list(differences(row.body, values))
        after = RegisterRow(**row.model_dump() | {
            "body": values, "edition": row.edition + 1, "changed_at": act.at,
            "changed_by": act.by.account, "unit": act.by.unit,
            "words": row.words or f"{row.key}\n{row.title}".lower(),
        })  # fmt: skip
        await kept(
            session, register, [Made(after, changed(after, act, found))], new if register is PROJECTS else 0
        )


def _allowed(found: Changed | Label) -> Changed:
    """What changes. Raises 409 with the rule's own words."""
    if isinstance(found, Label):
        raise errors.forbidden("step", str(found), found.en)
    return found
