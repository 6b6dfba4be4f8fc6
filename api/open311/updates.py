"""`/servicerequestupdates`, the update extension: what became of a client's requests, what it says to them."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.door import Door, DoorDep, read_limited
from api.open311.documented import UPDATE
from api.open311.fields import Sent, sent
from api.open311.filing import photos
from api.open311.finding import filed
from api.open311.forms import BASE, Wanted, answer
from api.open311.keys import reading, writing
from api.open311.looking import photo_links
from api.open311.moments import moment, window
from api.open311.routing import both
from api.open311.shown import updates_shown
from api.open311.speaking import Said, say
from api.open311.states import understood
from api.reading import read
from api.routing import resource
from api.schemas.text import Asked, Note
from domain.case import Case
from domain.people import Actor
from readmodel.service_requests import of_case, updates_of

router = resource(base=BASE, tags=["open311"])
MOST = 1000
Short = Annotated[str, Query(max_length=200)]
_LONGEST_ID = 120


class _Words(Asked):
    description: Note


@both(router.get, "/servicerequestupdates", "Open311：更新 · updates", dependencies=[Depends(read_limited)])
async def many(
    request: Request,
    door: DoorDep,
    form: Wanted,
    api_key: Short = "",
    start_date: Short = "",
    end_date: Short = "",
) -> Response:
    """What happened to the requests that this client filed, the oldest first, at most 1000."""
    by = reading(door, api_key) or _keyless()
    start, end = window(door, start_date.strip(), end_date.strip())
    found = await read(door, lambda session: updates_of(session, by.account, start, end, MOST))
    return answer(
        form, "service_request_updates", updates_shown(door.city, found, photo_links(request, door))
    )


@both(router.post, "/servicerequestupdates", "Open311：提交更新 · post an update", body=UPDATE)
async def post(request: Request, door: DoorDep, form: Wanted) -> Response:
    """More words, a withdrawal or a reopening, by its `status`; the rules decide as for the reporter's own page."""
    came = await sent(request)
    by = writing(door, came.get("api_key") or "")
    case = await _own(door, by, came.needed("service_request_id"))
    moment(door, "updated_datetime", came.get("updated_datetime"))  # must be one; what counts is when it came
    said = Said(by, _status(came), _text(came), await photos(door, came), _key(came))
    number, update = await say(door, case, said)
    return answer(form, "service_request_updates", [{"update_id": update, "service_request_id": number}])


def _keyless() -> Actor:
    raise errors.not_yours("api_key 缺失", "The api_key is missing.")


async def _own(door: Door, by: Actor, number: str) -> Case:
    """The case, if this client filed it. Raises 404, and 403 for another's that everybody may see."""
    found = await filed(door, by, door.case_no(number))
    case, own = found or (None, False)
    if case is not None and own:
        return case
    if case is not None and of_case(case).public:
        raise errors.not_yours(
            "只能更新本客户端提交的报事", "You may update what was filed with this api_key."
        )
    raise errors.unknown("service_request_id：没有这个编号", "service_request_id: there is no such request.")


def _status(came: Sent) -> str | None:
    word = came.get("status")
    status = understood(word) if word else None
    if word and status is None:
        raise errors.malformed("status", "只能是 open、closed", "must be open or closed")
    return status


def _text(came: Sent) -> str | None:
    """The words, and where a picture is said to be."""
    link = came.get("media_url")
    lines = [*filter(None, (came.get("description"),)), *([f"照片链接：{link}"] if link else [])]
    if not lines:
        return None
    return errors.checked(_Words, {"description": "\n".join(lines)}).description


def _key(came: Sent) -> str | None:
    key = came.get("update_id")
    if key is not None and len(key) > _LONGEST_ID:
        raise errors.malformed("update_id", "太长", "is too long")
    return key
