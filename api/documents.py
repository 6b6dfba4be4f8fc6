"""运行办法 (`/documents`): rules of operation as documents in versions, for everybody to read; none is ever changed.

Entered by an administrator or by the unit that keeps party building; read by `/organisation` and pages of their own.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated

import structlog
from fastapi import Depends, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, read_limited
from api.reading import read, written
from api.registers.entitled import KEEPING
from api.routing import resource
from api.schemas.documents import DocumentIn, Documents, DocumentShown, VersionShown
from api.staff import Staff
from domain.documents import in_force
from domain.localtime import zone
from domain.people import Actor, Role
from readmodel import documents as kept
from readmodel.organisation_tables import DocumentRow

router = resource(prefix="/documents", tags=["documents"])
WRITING = (Role.ADMIN, *KEEPING)
Named = Annotated[str, Path(max_length=64)]
Version = Annotated[int, Path(ge=1, le=kept.MOST)]
log = structlog.get_logger()


def may_write(door: Door, by: Actor) -> bool:
    """Whether somebody enters documents."""
    keeper = door.city.policy.keepers.get("party_building", door.city.policy.desk)
    return by.has(Role.ADMIN) or (by.unit == keeper and by.has(*KEEPING))


async def writer(door: DoorDep, by: Staff) -> Actor:
    """Dependency: somebody who may. Raises 401, 403."""
    if not may_write(door, by):
        raise errors.not_yours(
            "运行办法由管理员或党建部门登记",
            "An administrator or the party-building office enters documents.",
        )
    return by


@router.get(
    "",
    summary="运行办法 · rules of operation",
    responses=refusals(429, 503),
    dependencies=[Depends(read_limited)],
)
async def documents(door: DoorDep) -> Documents:
    """Of each document the version that holds today."""
    return await latest(door)


@router.get(
    "/{code}",
    summary="现行版本 · the version that holds",
    responses=refusals(404, 422, 429, 503),
    dependencies=[Depends(read_limited)],
)
async def current(code: Named, door: DoorDep) -> DocumentShown:
    """Whole; before the first version begins, that one."""
    return await whole(door, code)


@router.get(
    "/{code}/{version}",
    summary="某一版 · one version",
    responses=refusals(404, 422, 429, 503),
    dependencies=[Depends(read_limited)],
)
async def one_version(code: Named, version: Version, door: DoorDep) -> DocumentShown:
    """Whole, as it was entered; older ones stay."""
    return await whole(door, code, version)


@router.post(
    "", status_code=201, summary="登记新版 · one more version", responses=refusals(401, 403, 409, 422, 503)
)
async def add(door: DoorDep, by: Annotated[Actor, Depends(writer)], body: DocumentIn) -> DocumentShown:
    """The next version; it begins no earlier than the one before it."""
    return await entered(door, by, body)


async def latest(door: Door) -> Documents:
    """Of each document the version that holds, or the first that will. Raises 503."""
    rows = await read(door, kept.versions)
    return Documents(
        items=tuple(_holding(_shown(door, list(found))) for _, found in groupby(rows, lambda row: row.code))
    )


async def whole(door: Door, code: str, version: int | None = None) -> DocumentShown:
    """That version or the one that holds, with what others there are. Raises 404, 503."""

    async def query(session: AsyncSession) -> DocumentShown | None:
        all_of_it = _shown(door, await kept.versions(session, code))
        wanted = version or (_holding(all_of_it).version if all_of_it else 0)
        row = await kept.get_version(session, code, wanted)
        found = next((one for one in all_of_it if one.version == wanted), None)
        return (
            DocumentShown(**found.model_dump(), text=row.text, versions=all_of_it) if row and found else None
        )

    found = await read(door, query)
    if found is None:
        raise errors.unknown("没有这份文件，或没有这一版", "There is no such document or version.")
    return found


async def entered(door: Door, by: Actor, body: DocumentIn) -> DocumentShown:
    """Write it down. Raises 409 where there are too many, 422 where it begins before the version before it, 503."""
    before = await read(door, lambda session: kept.versions(session, body.code))
    if before and body.valid_from < before[0].valid_from:
        raise errors.malformed(
            "valid_from",
            f"不能早于上一版的施行日 {before[0].valid_from}",
            f"not before {before[0].valid_from}, when the version before it begins",
        )
    row = DocumentRow(
        **body.model_dump(), version=0, created_at=door.now(), created_by=by.account, unit=by.unit
    )
    version = await written(door, lambda session: kept.add_version(session, row))
    if version is None:
        raise errors.forbidden(
            "too_many",
            f"最多 {kept.MOST} 份文件，每份 {kept.MOST} 版",
            f"At most {kept.MOST} documents, and as many versions of one.",
        )
    log.info("document.entered", code=body.code, version=version, account=by.account)
    return await whole(door, body.code, version)


def _holding(versions: tuple[VersionShown, ...]) -> VersionShown:
    """The one that holds; else the first that will."""
    return next((one for one in versions if one.in_force), versions[-1])


def _shown(door: Door, rows: Iterable[DocumentRow]) -> tuple[VersionShown, ...]:
    """Versions of one document, the latest first."""
    city, found = door.city, list(rows)
    local = zone(city.calendar.timezone)
    holds = in_force({row.version: row.valid_from for row in found}, door.now().astimezone(local).date())
    return tuple(
        VersionShown(
            **row.model_dump(include={"code", "version", "title", "valid_from", "unit"}),
            in_force=row.version == holds,
            created_at=row.created_at.astimezone(local),
            unit_name=unit.name_zh if (unit := city.units.get(row.unit)) else row.unit,
            unit_name_en=unit.name_en if unit else row.unit,
        )
        for row in found
    )
