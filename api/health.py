"""`/healthz` and `/readyz`: for whoever keeps this running. At the root and under the API's own base."""

import asyncio
from datetime import datetime

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.door import Door, DoorDep
from api.routing import resource
from domain.localtime import zone
from readmodel import spool
from readmodel.database import bounded

router = resource(tags=["health"])
at_the_root = resource(base="", include_in_schema=False)
PATIENCE = 1.0  # seconds


class Alive(BaseModel):
    """This process answers; `story_time` is what its clock shows."""

    status: str = "ok"
    story_time: datetime
    time_scale: float


class Ready(BaseModel):
    """What can be reached; `away` names what cannot.

    `spooled` reports wait for Temporal (null: not known).
    """

    ready: bool
    database: bool
    temporal: bool
    away: tuple[str, ...]
    spooled: int | None


@at_the_root.get("/healthz")
@router.get("/healthz", summary="alive")
async def healthz(door: DoorDep) -> Alive:
    """Always 200 while the process lives."""
    local = zone(door.city.calendar.timezone)
    return Alive(story_time=door.now().astimezone(local), time_scale=door.story.scale)


@at_the_root.get("/readyz")
@router.get(
    "/readyz", summary="ready", responses={503: {"model": Ready, "description": "Something is away."}}
)
async def readyz(door: DoorDep, response: Response) -> Ready:
    """200 with both stores reachable; 503 naming the one that is away."""
    spooled, temporal = await asyncio.gather(_spooled(door), door.cases.ping())
    database = spooled is not None
    away = tuple(name for name, there in (("database", database), ("temporal", temporal)) if not there)
    response.status_code = 503 if away else 200
    return Ready(ready=not away, database=database, temporal=temporal, away=away, spooled=spooled)


async def _spooled(door: Door) -> int | None:
    async def depth() -> int:
        async with door.database.session() as session:
            return await spool.depth(session)

    try:
        found: int = await bounded(depth(), PATIENCE)
    except (SQLAlchemyError, OSError, TimeoutError):
        return None
    return found
