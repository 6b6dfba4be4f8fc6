"""`/m/{number}`: a matter for whoever has its number and code; `/mine` (一号通): one's reports and matters together.

Every form carries the code, and ends on the page again. What `/mine` remembers are numbers whose codes were shown, in
a signed cookie of this browser.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from api import cases, errors
from api.door import Door, DoorDep, limited
from api.matters import person
from api.matters.numbers import entitled, prefix
from api.matters.offered import free
from api.matters.papers import kept
from api.matters.saying import known
from api.matters.showing import matter_shown, not_yet
from api.pages.rendering import Page, PageDep
from api.pages.track import refused_in_words
from api.pictures import MOST_BYTES
from api.reading import Recorded
from api.routing import pages
from api.schemas.matters import BringIn, ConsentIn, RateIn, SlotIn
from domain.labels import STATES
from domain.matters.matter import Phase
from domain.matters.words import OUTCOMES, PHASES
from domain.views import state
from domain.words import RATINGS

router = pages()
Code = Annotated[str, Query(max_length=64)]
MOST_FILES = 6
MINE, MOST_MINE = "huying-mine", 20
"""The cookie of 一号通, and how many numbers it holds."""
KEPT = 90 * 24 * 3600
"""Seconds."""
SAID: dict[str, tuple[Any, type[BaseModel] | None]] = {
    "book": (person.book, SlotIn),
    "consent": (person.consent, ConsentIn),
    "rating": (person.rate, RateIn),
    "withdraw": (person.withdraw, None),
}
"""What the page's plain forms say, and in what."""


@router.get("/m/{number}")
async def matter(number: str, page: PageDep, door: DoorDep, code: Code = "", new: bool = False) -> Response:
    """The matter. `new`: just begun, so number and code are shown to be kept."""
    own = await entitled(door, number, code)
    found = await known(door, own)
    service = door.city.service(found[0].application.service) if found else None
    may_book = found is not None and "book" in matter_shown(*found).may
    return page.html(
        "matter.html",
        it=matter_shown(*found) if found else not_yet(own, door.now()),
        service=service,
        code=code,
        new=new,
        phases=PHASES,
        outcomes=OUTCOMES,
        ratings=RATINGS,
        slots=await free(door, service) if service and may_book else (),
    )


@router.post("/m/{number}/bring", dependencies=[Depends(limited)])
async def bring(number: str, request: Request, page: PageDep, door: DoorDep) -> Response:
    """补材料."""
    async with request.form(max_files=MOST_FILES + 1, max_fields=10) as said:
        code = str(said.get("code") or "")
        own = await entitled(door, number, code)
        files = [file for file in said.getlist("file") if isinstance(file, UploadFile) and file.size]
        try:
            names = tuple([await kept(door, await file.read(MOST_BYTES + 1)) for file in files])
            if not names:
                raise errors.malformed("file", "请选择要补的材料", "choose the papers")
            await person.bring(own, door, code, BringIn(files=names))
        except errors.Problem as problem:
            return _back(page, own, code, problem)
    return page.go(_address(own, code), page.say("材料已收到，办理时间接着算"))


@router.post("/m/{number}/{what}", dependencies=[Depends(limited)])
async def speak(number: str, what: str, request: Request, page: PageDep, door: DoorDep) -> Response:
    """改约、同意、评价、撤回."""
    async with request.form(max_files=1, max_fields=10) as said:
        typed = {name: str(value) for name, value in said.items()}
    code = typed.pop("code", "")
    own = await entitled(door, number, code)
    if what not in SAID:
        raise errors.unknown("没有这个地址", "There is no such path.")
    route, body = SAID[what]
    try:
        given = (errors.checked(body, _read(typed)),) if body else ()
        await route(own, door, code, *given)
    except errors.Problem as problem:
        return _back(page, own, code, problem)
    return page.go(_address(own, code), page.say("已收到"))


def _read(typed: dict[str, str]) -> dict[str, object]:
    """What a form's words mean to a schema."""
    meant: dict[str, object] = dict(typed)
    if "given" in typed:
        meant["given"] = typed["given"] == "yes"
    if typed.get("result", "").isdigit():
        meant["result"] = int(typed["result"])
    return meant


def _back(page: Page, number: str, code: str, problem: errors.Problem) -> Response:
    if problem.status_code not in (409, 413, 422):
        raise problem
    return page.go(_address(number, code), refused_in_words(page, problem), "warn")


def _address(number: str, code: str) -> str:
    return f"/m/{number}?{urlencode({'code': code})}"


@router.get("/mine")
async def mine(page: PageDep, door: DoorDep, request: Request) -> Response:
    """一号通: what this browser has shown the codes of, reports and matters together."""
    numbers = _kept(door, request)
    return page.html("mine.html", lines=[await _line(page, door, number) for number in numbers], wrong="")


@router.post("/mine/add", dependencies=[Depends(limited)])
async def add(
    page: PageDep,
    door: DoorDep,
    request: Request,
    number: Annotated[str, Form(max_length=64)] = "",
    code: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """One more, by its number and code."""
    try:
        own = await _own(door, number.strip().upper(), code.strip())
    except errors.Problem as problem:
        if problem.status_code != 404:
            raise
        return page.go("/mine", page.say("编号或查询码不对，请对照受理时记下的再试"), "bad")
    numbers = [own, *(other for other in _kept(door, request) if other != own)][:MOST_MINE]
    return _keep(page.go("/mine"), door, request, numbers)


@router.post("/mine/forget", dependencies=[Depends(limited)])
async def forget(page: PageDep, door: DoorDep, request: Request) -> Response:
    """Nothing is kept in this browser any more."""
    response = page.go("/mine", page.say("本机记录已清除"))
    response.delete_cookie(MINE)
    return response


async def _own(door: Door, number: str, code: str) -> str:
    """The number of a report or a matter, if the code is its own. Raises 404, 429."""
    if number.startswith(f"{prefix(door)}-"):
        return await entitled(door, number, code)
    return await cases.entitled(door, number, code)


def _kept(door: Door, request: Request) -> list[str]:
    """The numbers in the cookie, if we signed it."""
    text, _, signed = request.cookies.get(MINE, "").partition(".")
    if not hmac.compare_digest(_signature(door, text).encode(), signed.encode()):
        return []
    numbers: list[str] = json.loads(urlsafe_b64decode(text))
    return numbers


def _keep(response: Response, door: Door, request: Request, numbers: list[str]) -> Response:
    text = urlsafe_b64encode(json.dumps(numbers).encode()).decode()
    secure = request.url.scheme == "https"
    value = f"{text}.{_signature(door, text)}"
    response.set_cookie(MINE, value, max_age=KEPT, httponly=True, samesite="lax", secure=secure)
    return response


def _signature(door: Door, text: str) -> str:
    return door.numbers.fingerprint(f"mine\0{text}")


async def _line(page: Page, door: Door, number: str) -> dict[str, object]:
    """One of them as the page lists it."""
    code = door.numbers.track_code(number)
    if number.startswith(f"{prefix(door)}-"):
        found = await known(door, number)
        name = found[0].application if found else None
        said = (name.name_en if page.language == "en" else name.name_zh) if name else page.say("办件")
        phase = page.word(PHASES[found[0].phase if found else Phase.APPLIED])
        at = found[0].opened_at if found else None
        return {"number": number, "name": said, "state": phase, "path": _address(number, code), "at": at}
    report = await cases.known(door, number)
    item = report.case.item if report else None
    said = (item.name_en if page.language == "en" else item.name_zh) if item else page.say("您反映的事")
    shown = page.word(STATES[_state(report)])
    at = report.case.opened_at if report else None
    return {"number": number, "name": said, "state": shown, "path": f"/c/{number}?code={code}", "at": at}


def _state(report: Recorded | None) -> str:
    return "triage" if report is None else state(report.case)
