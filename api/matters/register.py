"""免申帮你办: the register that staff import, who may have a service by it, and the staff's confirmation.

The register is the street's own and is sealed line by line. Whoever is confirmed is asked; nothing is done before
a yes.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import Depends, File, Query, UploadFile
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import masked, unsealed
from api.matters.applying import Asking, begin, service_of
from api.matters.numbers import Name
from api.matters.office import at_window
from api.reading import read, unhindered, written
from api.referrals.sheets import Line as Cells
from api.referrals.sheets import lines_of
from api.routing import resource
from api.schemas.matters import CandidateShown, MatterDone, ResidentsTaken
from api.staff import Staff, one_of
from domain.localtime import zone
from domain.offering import Mode, Resident, Service, eligible_from, eligible_until
from domain.people import Actor, Role
from readmodel.acts import add_act
from readmodel.residents import KEY, Candidate, Line, candidates, confirmed, keep_lines

router = resource(tags=["service windows"])
KEEPERS = (Role.ADMIN, Role.DIRECTOR)
"""Who imports the register."""
Keeper = Annotated[Actor, Depends(one_of(*KEEPERS))]
NO, NAME, PHONE, BORN, GROUPS = "编号", "姓名", "电话", "出生日期", "类别"
COLUMNS = (NO, NAME, PHONE, BORN, GROUPS)
MOST_FAULTS = 20
_BETWEEN = re.compile(r"[|、，,;；\s]+")
_PHONE = re.compile(r"\+?[0-9]{5,15}")


@router.post(
    "/residents", summary="导入名册 · import the register", responses=refusals(401, 403, 413, 422, 503)
)
async def import_register(
    door: DoorDep,
    by: Keeper,
    file: Annotated[UploadFile, File(description="编号 姓名 电话 出生日期 类别")],
) -> ResidentsTaken:
    """All of a table or nothing: a line that cannot be read is named, and nothing is taken in."""
    return await take_register(door, by, await file.read())


async def take_register(door: Door, by: Actor, content: bytes) -> ResidentsTaken:
    """As the route, for pages. Raises 413, 422, 503."""
    lines, faults = await door.in_thread(_read, door, content)
    if faults:
        return ResidentsTaken(lines=0, candidates=0, faults=tuple(faults[:MOST_FAULTS]))
    kept = await unhindered(door.database.write(partial(keep_lines, lines, door.now())))
    await written(door, lambda session: add_act(session, by.account, by.unit, "register", "", f"{kept}"))
    made = sum(len(one.candidates) for one in lines)
    return ResidentsTaken(lines=kept, candidates=made, faults=(), erased=len(lines) - kept)


def _read(door: Door, content: bytes) -> tuple[list[Line], list[str]]:
    heading, *rows = lines_of(content)
    missing = [name for name in COLUMNS if name not in heading.cells]
    if missing:
        raise errors.malformed(
            "file", f"缺列：{'、'.join(missing)}", f"missing columns: {', '.join(missing)}"
        )
    at = {name: heading.cells.index(name) for name in COLUMNS}
    lines: dict[str, Line] = {}
    faults: list[str] = []
    for row in rows:
        cells = {name: _cell(row, position) for name, position in at.items()}
        wrong = list(_wrong(cells))
        if wrong:
            faults.append(f"第 {row.number} 行：{'、'.join(wrong)}")
            continue
        line = _line(door, cells)
        if line.ref in lines:
            faults.append(f"第 {row.number} 行：编号重复")
        lines[line.ref] = line
    return list(lines.values()), faults


def _cell(row: Cells, position: int) -> str:
    return row.cells[position].strip() if position < len(row.cells) else ""


def _wrong(cells: dict[str, str]) -> Iterator[str]:
    yield from (f"{name}为空" for name in (NO, NAME) if not cells[name])
    if len(cells[NO]) > 64 or len(cells[NAME]) > 64 or len(cells[GROUPS]) > 200:
        yield "内容太长"
    if cells[PHONE] and not _PHONE.fullmatch(cells[PHONE]):
        yield "电话格式不对"
    if _born(cells[BORN]) is None:
        yield "出生日期须为 1946-03-01 这样的日期"


def _born(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _line(door: Door, cells: dict[str, str]) -> Line:
    born = _born(cells[BORN])
    assert born is not None, "read before"
    resident = Resident(born, frozenset(filter(None, _BETWEEN.split(cells[GROUPS]))))
    told = {"name": cells[NAME], "phone": cells[PHONE] or None}
    return Line(
        ref=door.numbers.fingerprint(f"resident\0{cells[NO]}"),
        sealed=door.vault.seal(KEY, told),
        candidates=tuple(
            (service.code, since, eligible_until(service.rule, resident))
            for service in door.city.public.services
            if service.way is Mode.UNASKED
            and service.rule is not None
            and (since := eligible_from(service.rule, resident)) is not None
        ),
    )


@router.get("/candidates", summary="可免申对象 · candidates", responses=refusals(401, 403, 422, 503))
async def open_candidates(
    door: DoorDep, by: Staff, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> tuple[CandidateShown, ...]:
    """Who may have one of the unit's own services and was not asked yet; masked."""
    return await own_candidates(door, at_window(by), limit)


async def own_candidates(door: Door, by: Actor, limit: int) -> tuple[CandidateShown, ...]:
    """As the route, for pages. Raises 503."""
    own = [service.code for service in _unasked(door, by)]
    found = await read(door, lambda session: candidates(session, own, _today(door), limit)) if own else []
    return tuple([await _shown(door, one) for one in found])


def _unasked(door: Door, by: Actor) -> Iterator[Service]:
    """The unit's own services that nobody applies for."""
    for service in door.city.public.services:
        if service.way is Mode.UNASKED and door.city.office_of(service).unit == by.unit:
            yield service


def _today(door: Door) -> date:
    return door.now().astimezone(zone(door.city.calendar.timezone)).date()


async def _shown(door: Door, one: Candidate) -> CandidateShown:
    told, service = await unsealed(door, KEY, one.sealed), door.city.service(one.service)
    name = str(told.get("name") or "")
    who = f"{name[:1]}** {masked(told.get('phone')) or ''}".strip()
    return CandidateShown(
        service=one.service,
        name=service.name_zh if service else one.service,
        ref=one.ref,
        who=who,
        since=str(one.from_day.year) if service and service.rule and service.rule.min_age else "",
    )


@router.post(
    "/candidates/{service}/{ref}/confirm",
    summary="确认符合条件 · confirm",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def confirm(service: Name, ref: Name, door: DoorDep, by: Staff) -> MatterDone:
    """Staff say that they may have it: the person is asked for their yes. Once for each."""
    at_window(by)
    one = service_of(door.city, service)
    if one not in _unasked(door, by):
        raise errors.unknown("没有这个对象", "There is no such candidate.")

    async def query(session: AsyncSession) -> list[Candidate]:
        return await candidates(session, (service,), _today(door), 1, ref)

    found = await read(door, query)
    if not found:
        raise errors.unknown("没有这个对象，或已经确认过", "There is no such candidate, or they were asked.")
    told = await unsealed(door, KEY, found[0].sealed)
    key = f"candidate:{service}:{ref}"
    number = await begin(door, Asking(one, by, by.unit, key, told, resident=ref))
    await unhindered(door.database.write(partial(confirmed, service, ref, number)))
    return MatterDone(matter_no=number, seq=1, made=("opened",))
