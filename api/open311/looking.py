"""`GET /requests`: one, some, or the public list of them."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.cases import entitled
from api.door import Door, DoorDep, read_limited
from api.kept_photos import link
from api.open311.finding import requests_of
from api.open311.forms import BASE, Wanted, answer
from api.open311.keys import reading
from api.open311.moments import window
from api.open311.routing import both
from api.open311.shown import PhotoLink, request_shown
from api.open311.states import CLOSED, understood
from api.open311.xml import Tree
from api.reading import read
from api.routing import resource
from domain.events import Event
from domain.people import Actor
from readmodel.cases import get_events
from readmodel.service_requests import ServiceRequest, filed_by, list_public
from readmodel.service_requests import Wanted as Asked

router = resource(base=BASE, tags=["open311"], dependencies=[Depends(read_limited)])
MOST = 1000
PAGE = 50
"""How many a page holds where only its number is given; without either, a list has the first 1000."""
MOST_NAMED = 200
Text = Annotated[str, Query(max_length=20_000)]
Short = Annotated[str, Query(max_length=200)]


@both(router.get, "/requests", "Open311：查询 · requests")
async def many(
    request: Request,
    door: DoorDep,
    form: Wanted,
    service_request_id: Text = "",
    service_code: Text = "",
    status: Short = "",
    start_date: Short = "",
    end_date: Short = "",
    page: Short = "",
    page_size: Short = "",
    extensions: Short = "",
    api_key: Short = "",
) -> Response:
    """Everything public, the newest first; or those named, with what else the key lets one see."""
    by, extended = reading(door, api_key), extensions.lower() in ("true", "1", "yes")
    if service_request_id.strip(" ,"):
        found = await _named(door, _list("service_request_id", service_request_id), by)
    else:
        start, end = window(door, start_date.strip(), end_date.strip())
        codes = _list("service_code", service_code)
        size = _number("page_size", page_size, PAGE if page.strip() else MOST, MOST)
        skip = (_number("page", page, 1, 100_000) - 1) * size
        asked = Asked(start, end, codes or None, _closed(status))
        public = await read(door, lambda session: list_public(session, asked, size, skip))
        found = [(one, None) for one in public]
    photo = photo_links(request, door)
    shown = [request_shown(door.city, one, own, photo, extended=extended) for one, own in found]
    return answer(form, "service_requests", shown)


@both(router.get, "/requests/{service_request_id}", "Open311：查一件 · one request")
async def one(
    request: Request,
    service_request_id: str,
    door: DoorDep,
    form: Wanted,
    extensions: Short = "",
    api_key: Short = "",
    code: Short = "",
) -> Response:
    """A public one for everybody; another for the client that filed it, or with its track code. Sealed ones never."""
    coded = await entitled(door, service_request_id, code) if code else None
    found = await _named(door, (service_request_id,), reading(door, api_key), coded)
    if not found:
        raise errors.unknown(
            "service_request_id：没有这个编号，或不公开",
            "service_request_id: there is none, or it is not public.",
        )
    extended = extensions.lower() in ("true", "1", "yes")
    photo = photo_links(request, door)
    shown: list[Tree] = [request_shown(door.city, it, own, photo, extended=extended) for it, own in found]
    return answer(form, "service_requests", shown)


def photo_links(request: Request, door: Door) -> PhotoLink:
    """Addresses of photos as this request reaches us."""
    base = str(request.base_url).rstrip("/")
    return lambda case_no, photo: base + link(door, case_no, photo)


Own = tuple[Event, ...] | None


async def _named(
    door: Door, numbers: tuple[str, ...], by: Actor | None, coded: str | None = None
) -> list[tuple[ServiceRequest, Own]]:
    """Those of these numbers that the asker may see, in their order; each with its events where it is their own.

    `coded` is the one whose track code was shown.
    """
    possible = [number for number in dict.fromkeys(numbers) if door.numbers.well_formed(number)]
    found = {one.case_no: one for one in await requests_of(door, possible, by)}
    account = by.account if by else ""
    filed = await read(door, lambda s: filed_by(s, account, list(found))) if by and found else frozenset()
    told: list[tuple[ServiceRequest, Own]] = []
    for number in possible:
        it = found.get(number)
        if it is None or it.exposure == "sealed":
            continue
        if number in filed or number == coded:
            events = await read(door, lambda session, of=number: get_events(session, of))  # type: ignore[misc]
            told.append((it, tuple(events)))
        elif it.public:
            told.append((it, None))
    return told


def _list(name: str, text: str) -> tuple[str, ...]:
    named = tuple(filter(None, (part.strip() for part in text.split(","))))
    if len(named) > MOST_NAMED:
        raise errors.malformed(name, f"最多 {MOST_NAMED} 个", f"at most {MOST_NAMED}")
    return named


def _closed(text: str) -> bool | None:
    """Whether only closed or only open ones are asked for; None for both."""
    words = {understood(word) for word in _list("status", text)}
    if None in words:
        raise errors.malformed("status", "只能是 open、closed", "must be open, closed, or both")
    return words == {CLOSED} if len(words) == 1 else None


def _number(name: str, text: str, otherwise: int, most: int) -> int:
    said = text.strip()
    if not said:
        return otherwise
    if not (said.isascii() and said.isdigit()) or not 1 <= int(said[:9]) <= most:
        raise errors.malformed(name, f"须为 1 到 {most} 的整数", f"must be a whole number from 1 to {most}")
    return int(said[:9])
