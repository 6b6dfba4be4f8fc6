"""`/report`: 报事, in at most five fields. A plain form; scripts add hints, the map, and a draft that is not lost.

The form carries an idempotency key made with it, so that sending it twice makes one case.
"""

import secrets
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from api import errors
from api.acceptance import Coming, accept
from api.door import Door, DoorDep, limited, read_limited
from api.me_too import join, meant_by, said_of
from api.nearby import nearby, of_community, shown
from api.notices import known
from api.pages.map import drawing
from api.pages.rendering import Page, PageDep
from api.photos import taken
from api.pictures import MOST_BYTES
from api.reports import PUBLIC
from api.routing import pages
from api.schemas.nearby import NearbyCase
from api.schemas.reports import ReportIn
from api.suggest import classified, dangers, suggested
from domain.duplicates import Matter, Measured, likeness
from domain.notices import fitting
from domain.people import REPORTER
from domain.place import locate
from domain.words import STATES
from readmodel.open_cases import OpenCase

router = pages()
MOST_PHOTOS = 3
_WORDS = 4000
EARTH = (-180.0, -85.0, 180.0, 85.0)
"""West, south, east, north of what a point may be."""
_FIELDS = ("description", "item", "address", "community", "lng", "lat", "phone", "key")
_SAID = {
    "description": "请写一下是什么事",
    "place": "请检查地点",
    "community": "没有这个社区",
    "item": "目录里没有这个事项",
    "reporter": "手机号格式不对，也可以不填",
    "photos": "照片已过期，请重新选择",
}
"""What is wrong with a field, in the reporter's words. Texts of the catalogue."""


@router.get("/report")
async def form(page: PageDep, community: Annotated[str, Query(max_length=64)] = "") -> Response:
    """An empty form with a key of its own."""
    known = community if community in page.door.city.communities else ""
    return await _form(page, {"key": secrets.token_urlsafe(18), "community": known})


async def _form(page: Page, given: dict[str, str], wrong: dict[str, str] | None = None) -> Response:
    text, told = given.get("description", ""), await _already(page, given)
    return page.html(
        "report.html",
        422 if wrong else 200,
        given={name: given.get(name, "") for name in _FIELDS},
        photos=tuple(filter(None, given.get("photos", "").split())),
        wrong={name: (wrong or {}).get(name, "") for name in _SAID},
        hints=await suggested(page.door, text) if text else None,
        drawn=drawing(page.door.city),
        most_photos=MOST_PHOTOS,
        **told,
    )


@router.post("/report/hints")
async def hints(
    page: PageDep,
    description: Annotated[str, Form(max_length=_WORDS)] = "",
    item: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """What the words may be about, and whom to call first: a part of the form.

    A POST, for what somebody writes must stand in no address and so in nobody's log.
    """
    return page.html("report_hints.html", hints=await suggested(page.door, description), chosen=item)


@router.get("/report/place")
async def place(
    page: PageDep,
    door: DoorDep,
    lng: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-85, le=85)],
) -> Response:
    """Where a point lies: a part of the form."""
    found = locate(door.city, lng, lat)
    community = door.city.communities[found[0]] if found else None
    return page.html("report_place.html", community=community)


@router.get("/report/already", dependencies=[Depends(read_limited)])
async def already(
    page: PageDep,
    item: Annotated[str, Query(max_length=64)] = "",
    community: Annotated[str, Query(max_length=64)] = "",
    lng: Annotated[str, Query(max_length=20)] = "",
    lat: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Notices that fit, and what is open near by: a part of the form."""
    given = {"item": item, "community": community, "lng": lng, "lat": lat}
    return page.html("report_already.html", **await _already(page, given))


@router.post("/report/already", dependencies=[Depends(read_limited)])
async def already_by_words(
    page: PageDep,
    description: Annotated[str, Form(max_length=_WORDS)] = "",
    item: Annotated[str, Form(max_length=64)] = "",
    community: Annotated[str, Form(max_length=64)] = "",
    lng: Annotated[str, Form(max_length=20)] = "",
    lat: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """The same by the reporter's words too, which stand in no address."""
    given = {"description": description, "item": item, "community": community, "lng": lng, "lat": lat}
    return page.html("report_already.html", **await _already(page, given))


async def _already(page: Page, given: dict[str, str]) -> dict[str, Any]:
    """What is known already of what the form says so far; nothing where no database answers: it is no condition."""
    door, chosen, text = page.door, given.get("item", ""), given.get("description", "")
    point = _point(given)
    found = locate(door.city, *point) if point else None
    community = found[0] if found else given.get("community") or None
    guessed = () if chosen or not text else await classified(door, text)
    items = [chosen] if chosen else [guess.item for guess in guessed]
    try:
        standing = await known(door)
        if point:
            near = (await nearby(door, *point, item=chosen or None)).items
        else:
            near = (
                shown(door, await of_community(door, community, items)).items if community and items else ()
            )
    except errors.Problem:
        standing, near = [], ()
    fit = fitting(standing, community, point, items)
    likely = sorted(near, key=lambda case: -_likely(door, case, items))
    return {"standing": standing, "notices": fit, "near": likely, "states": STATES}


def _likely(door: Door, case: NearbyCase, items: list[str]) -> int:
    """How likely it is the matter being reported, by what everybody may know: of others' words not one is compared."""
    catalogue = door.city.catalogue.items
    classes = {catalogue[code].class_zh for code in items if code in catalogue}
    of_class = case.item in catalogue and catalogue[case.item].class_zh in classes
    matter = Matter.ITEM if case.item in items else Matter.CLASS if of_class else Matter.OTHER
    return likeness(Measured(case.metres, abs(door.now() - case.opened_at), matter, None))


def _point(given: dict[str, str]) -> tuple[float, float] | None:
    """The point of the form, in degrees; None where there is none, or none on earth."""
    try:
        lng, lat = float(given.get("lng", "")), float(given.get("lat", ""))
    except ValueError:
        return None
    west, south, east, north = EARTH
    return (lng, lat) if west <= lng <= east and south <= lat <= north else None


@router.post("/report", dependencies=[Depends(limited)])
async def send(request: Request, page: PageDep, door: DoorDep) -> Response:
    """Accept it, then show its own page with number and code; or the form again with what is wrong."""
    received_at = door.now()
    async with request.form(max_files=MOST_PHOTOS + 1, max_fields=30) as said:
        given = {name: str(said.get(name) or "") for name in _FIELDS}
        try:
            photos = await _photos(door, said)
            given["photos"] = " ".join(photos)
            meant = await _meant(door, str(said.get("me_too") or ""), given)
            body = _report(given, photos)
            key = given["key"][:100] if given["key"].isascii() and given["key"].isprintable() else ""
            by_key = f"form:{key}" if key else None
            if meant is not None:
                case_no = await join(request, door, meant, body, by_key)
            else:
                case_no = await accept(door, Coming(body, REPORTER, PUBLIC, by_key, received_at))
        except ValidationError as error:
            return await _form(page, given, _wrong(page, error))
        except errors.Problem as problem:
            if problem.status_code not in (409, 413, 422):
                raise
            return await _form(page, given, {_field(problem): _told(page, problem)})
    to = page.go(f"/c/{case_no}?code={door.numbers.track_code(case_no)}&new=1", _accepted(page, body))
    if request.headers.get("accept", "").startswith("application/json"):
        to.status_code = 201  # our script goes there itself: fetch would hear the page's word in its place
    return to


async def _meant(door: Door, ref: str, given: dict[str, str]) -> OpenCase | None:
    """The case near by that the reporter says it is one with, whose item it then is. Raises 409."""
    if not ref:
        return None
    meant = await meant_by(door, ref, _point(given), given["community"])
    given["item"] = meant.item
    given["description"] = given["description"].strip() or said_of(meant)
    return meant


async def _photos(door: Door, said: FormData) -> tuple[str, ...]:
    """Photos sent before, by name, and those in the form itself."""
    before = [str(name) for name in said.getlist("photos") if name]
    files = [file for file in said.getlist("file") if isinstance(file, UploadFile) and file.size]
    if len(before) + len(files) > MOST_PHOTOS:
        raise errors.malformed("photos", f"最多 {MOST_PHOTOS} 张照片", f"at most {MOST_PHOTOS} photos")
    sent = [(await taken(door, await file.read(MOST_BYTES + 1))).id for file in files]
    return tuple(dict.fromkeys([*before, *sent]))


def _report(given: dict[str, str], photos: tuple[str, ...]) -> ReportIn:
    """The body of `POST /reports`. Raises `ValidationError`."""
    point = {"lng": given["lng"], "lat": given["lat"]} if given["lng"] and given["lat"] else {}
    where = point | ({"address": given["address"]} if given["address"].strip() else {})
    phone = {"phone": given["phone"]} if given["phone"].strip() else {}
    return ReportIn.model_validate(
        {
            "description": given["description"],
            "item": given["item"] or None,
            "place": where or None,
            "community": None if point else given["community"] or None,
            "reporter": {"kind": "resident", **phone},
            "photos": photos,
        }
    )


def _wrong(page: Page, error: ValidationError) -> dict[str, str]:
    fields = [str(fault["loc"][0]) if fault["loc"] else "description" for fault in error.errors()]
    return {field: page.say(_SAID.get(field, "内容有误")) for field in fields}


def _field(problem: errors.Problem) -> str:
    if problem.status_code == 409:
        return "place"
    where = problem.errors[0]["where"] if problem.errors else "photos"
    return "photos" if where == "file" else where if where in _SAID else "description"


def _told(page: Page, problem: errors.Problem) -> str:
    return problem.detail_en if page.language == "en" else str(problem.detail)


def _accepted(page: Page, body: ReportIn) -> str:
    first = dangers(page.door.city, body.description)
    if first:
        numbers = " / ".join(danger.number for danger, _ in first)
        return page.say("已受理。如果现在有危险，请马上拨打 {numbers}", numbers=numbers)
    return page.say("已受理，我们会按时答复您")
