"""`GET /events`: what changed, as server-sent events. Pages stream the same, for who is signed in by cookie.

An event names a case, its last event's number and kind; whoever wants to know more asks for the case.
"""

import json
from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse

from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import looks_on
from api.following import Wanted
from api.routing import resource
from api.staff import Staff, at_desk
from domain.localtime import zone
from domain.people import Actor
from readmodel.changes import Change

router = resource(tags=["command centre"])


@router.get("/events", summary="动态 · what changes, as it does", responses=refusals(401, 503))
async def events(door: DoorDep, by: Staff) -> StreamingResponse:
    """A desk hears of every case, a unit of those it is called or asked in.

    `change` carries `{case_no, seq, event, at}`; `lost` says that you were too slow: look at everything anew.
    """
    return streamed(door, visible_to(door, by))


def visible_to(door: Door, by: Actor) -> Wanted:
    """Which changes this actor may hear of; never those of a case that is about their own unit."""
    if at_desk(door, by) or looks_on(door, by):
        return lambda change: change.party != by.unit
    return lambda change: by.unit in change.units and change.party != by.unit


def streamed(door: Door, wanted: Wanted) -> StreamingResponse:
    """Those changes as a stream that goes on until the reader leaves. Raises 503 where too many follow."""
    door.following.room()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(door, wanted), media_type="text/event-stream", headers=headers)


async def _stream(door: Door, wanted: Wanted) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    async for change in door.following.changes(wanted):
        match change:
            case Change():
                yield f"event: change\ndata: {_told(door, change)}\n\n"
            case "lost":
                yield "event: lost\ndata: {}\n\n"
            case _:
                yield ": alive\n\n"


def _told(door: Door, change: Change) -> str:
    at = change.at.astimezone(zone(door.city.calendar.timezone)).isoformat()
    return json.dumps({"case_no": change.case_no, "seq": change.seq, "event": change.event, "at": at})
