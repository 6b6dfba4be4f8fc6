"""`/track` and `/c/{case_no}`: 查进度. A case for whoever has its number and code: look, urge, add, withdraw, rate.

Every form is a plain POST that carries the code and ends on the page again; nothing is known by cookie, so another site
can forge nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from api import errors, speaking
from api.cases import address_of, entitled, known, main_of
from api.door import Door, DoorDep, limited
from api.live import streamed
from api.matters import numbers
from api.matters.numbers import prefix
from api.pages.rendering import Page, PageDep
from api.pages.tracking import tracked
from api.photos import taken
from api.pictures import MOST_BYTES
from api.routing import pages
from api.schemas.cases import RatingIn
from api.schemas.requests import MoreIn
from api.schemas.text import Done
from domain.people import REPORTER
from domain.words import RATINGS, STATES, WHYS

router = pages()
Opens = Callable[[Door, str, str], Awaitable[str]]
Code = Annotated[str, Query(max_length=64)]
MOST_PHOTOS = 3


@router.get("/track")
async def ask(
    page: PageDep, door: DoorDep, case_no: Annotated[str, Query(max_length=64)] = "", code: Code = ""
) -> Response:
    """Ask for number and code, and go to the case."""
    if not case_no and not code:
        return page.html("track.html", case_no="", wrong="")
    try:
        if case_no.strip().upper().startswith(f"{prefix(door)}-"):
            matter = await numbers.entitled(door, case_no.strip().upper(), code.strip())
            return page.go(f"/m/{matter}?{urlencode({'code': code.strip()})}")
        number = await entitled(door, case_no.strip().upper(), code.strip())
    except errors.Problem as problem:
        if problem.status_code != 404:
            raise
        said = page.say("编号或查询码不对，请对照受理时记下的再试")
        return page.html("track.html", 404, case_no=case_no, wrong=said)
    return page.go(_address(number, code.strip()))


@router.get("/c/{case_no}")
async def case(case_no: str, page: PageDep, door: DoorDep, code: Code = "", new: bool = False) -> Response:
    """The case. `new`: just reported, so number and code are shown to be kept."""
    number = await entitled(door, case_no, code)
    found = await known(door, number)
    item = found.case.item if found else None
    main = await main_of(door, found.case) if found else None
    address = await address_of(door, found.case) if found else ""
    return page.html(
        "case.html",
        it=tracked(door, number, found, page.door.now(), main, address),
        number=number,
        code=code,
        new=new,
        item_name=(item.name_en if page.language == "en" else item.name_zh) if item else None,
        states=STATES,
        ratings=RATINGS,
        whys=WHYS,
    )


@router.get("/c/{case_no}/live")
async def live(case_no: str, door: DoorDep, code: Code = "") -> StreamingResponse:
    """A word whenever something happens to the case."""
    number = await entitled(door, case_no, code)
    return streamed(door, lambda change: change.case_no == number)


@router.post("/c/{case_no}/urge", dependencies=[Depends(limited)])
async def urge(
    case_no: str,
    page: PageDep,
    door: DoorDep,
    code: Annotated[str, Form(max_length=64)] = "",
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """催办."""
    number = await entitled(door, case_no, code)
    return await _say(
        page, number, code, speaking.urge(door, number, text.strip() or None), page.say("已催办")
    )


@router.post("/c/{case_no}/withdraw", dependencies=[Depends(limited)])
async def withdraw(
    case_no: str,
    page: PageDep,
    door: DoorDep,
    code: Annotated[str, Form(max_length=64)] = "",
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """撤诉."""
    number = await entitled(door, case_no, code)
    said = speaking.withdraw(door, number, text.strip() or None)
    return await _say(page, number, code, said, page.say("已撤回"))


@router.post("/c/{case_no}/supplement", dependencies=[Depends(limited)])
async def supplement(case_no: str, request: Request, page: PageDep, door: DoorDep) -> Response:
    """补充, in words and photos."""
    async with request.form(max_files=MOST_PHOTOS + 1, max_fields=20) as said:
        code = str(said.get("code") or "")
        number = await entitled(door, case_no, code)
        try:
            more = MoreIn.model_validate({"text": str(said.get("text") or "").strip() or None})
            photos = await _sent(door, said)
        except (ValidationError, errors.Problem) as error:
            if isinstance(error, errors.Problem) and error.status_code not in (413, 422):
                raise
            return page.go(_address(number, code), refused_in_words(page, error), "bad")
    added = speaking.supplement(door, number, more.text, photos)
    return await _say(page, number, code, added, page.say("已补充，办理单位会看到"))


@router.post("/c/{case_no}/rating", dependencies=[Depends(limited)])
async def rate(case_no: str, request: Request, page: PageDep, door: DoorDep) -> Response:
    """评价."""
    async with request.form(max_files=1, max_fields=20) as said:
        given = {name: str(value) for name, value in said.items() if value}
    code = given.get("code", "")
    number = await entitled(door, case_no, code)
    marks = {
        name: int(given[name]) for name in ("result", "response", "handling") if given.get(name, "").isdigit()
    }
    try:
        body = RatingIn.model_validate({**marks, "why": given.get("why"), "comment": given.get("comment")})
    except ValidationError:
        return page.go(_address(number, code), page.say("请先选一个满意程度"), "bad")
    rated = speaking.rate(door, number, REPORTER, body)
    return await _say(page, number, code, rated, page.say("谢谢您的评价"))


@router.post("/c/{case_no}/reopen", dependencies=[Depends(limited)])
async def reopen(
    case_no: str,
    page: PageDep,
    door: DoorDep,
    code: Annotated[str, Form(max_length=64)] = "",
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """重新受理, as a linked case."""
    return await _linked(page, door, await entitled(door, case_no, code), code, text, speaking.reopen)


@router.post("/c/{case_no}/not-the-same", dependencies=[Depends(limited)])
async def not_the_same(
    case_no: str,
    page: PageDep,
    door: DoorDep,
    code: Annotated[str, Form(max_length=64)] = "",
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """不是同一件: on as a case of its own."""
    return await _linked(page, door, await entitled(door, case_no, code), code, text, speaking.leave)


async def _linked(page: Page, door: Door, number: str, code: str, text: str, opens: Opens) -> Response:
    """To the new case, with its number and code to be kept; or back, with why not."""
    try:
        new = await opens(door, number, MoreIn.model_validate({"text": text}).text or "")
    except ValidationError:
        return page.go(_address(number, code), page.say("请写明情况"), "bad")
    except errors.Problem as problem:
        if problem.status_code not in (409, 422):
            raise
        return page.go(_address(number, code), refused_in_words(page, problem), "warn")
    return page.go(f"{_address(new, door.numbers.track_code(new))}&new=1")


async def _say(page: Page, number: str, code: str, speaks: Awaitable[Done], said: str) -> Response:
    """Have it judged, and back to the page with what came of it."""
    try:
        await speaks
    except errors.Problem as problem:
        if problem.status_code not in (409, 422):
            raise
        return page.go(_address(number, code), refused_in_words(page, problem), "warn")
    return page.go(_address(number, code), said)


async def _sent(door: Door, said: FormData) -> tuple[str, ...]:
    files = [file for file in said.getlist("file") if isinstance(file, UploadFile) and file.size]
    if len(files) > MOST_PHOTOS:
        raise errors.malformed("photos", f"最多 {MOST_PHOTOS} 张照片", f"at most {MOST_PHOTOS} photos")
    return tuple([(await taken(door, await file.read(MOST_BYTES + 1))).id for file in files])


def refused_in_words(page: Page, error: Exception) -> str:
    """Why not, in the reader's language."""
    if isinstance(error, errors.Problem):
        return error.detail_en if page.language == "en" else str(error.detail)
    return page.say("内容太长或含有不能识别的字符")


def _address(number: str, code: str) -> str:
    return f"/c/{number}?{urlencode({'code': code})}"
