"""Signing in and out at a browser, and the list of one's own sessions."""

from typing import Annotated

import structlog
from fastapi import Form, Query
from fastapi.responses import Response

from api import errors
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import SESSIONS, open_to
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer, StafferDep, end_former, forget, keep, local_path
from api.reading import unhindered
from api.routing import pages
from api.session import begin, change_password

router = pages()
log = structlog.get_logger()
Next = Annotated[str, Query(alias="next", max_length=500)]


@router.get("/login")
async def login(page: PageDep, back: Next = "") -> Response:
    """The form."""
    return page.html("staff/login.html", back=local_path(back, ""), username="", problem=None)


@router.post("/login")
async def sign_in(
    page: PageDep,
    door: DoorDep,
    username: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
    back: Annotated[str, Form(alias="next", max_length=500)] = "",
) -> Response:
    """In, and on to where one wanted to go; or the form again with the reason, the name kept."""
    name, there = username.strip(), local_path(back, "")
    try:
        if not name or not password:
            raise errors.unauthorized("请填写用户名和密码", "Give a name and a password.")
        token, expires_at, _ = await begin(door, name, password)
    except errors.Problem as problem:
        return page.html("staff/login.html", problem.status_code, back=there, username=name, problem=problem)
    await end_former(door, page.request)
    response = page.go(there or "/work")
    keep(response, page.request, token, expires_at)
    return response


@router.post("/logout")
async def sign_out(page: PageDep, door: DoorDep, who: StafferDep, form: FormDep) -> Response:
    """Out: the session ends, not only the cookie."""
    await door.tokens.end(who.token)
    log.info("session.ended", account=who.actor.account)
    response = page.go("/login", page.say("已退出"))
    forget(response, page.request)
    return response


@router.get("/work")
async def work(page: PageDep, who: StafferDep) -> Response:
    """To the page that this person works on."""
    first = next((entry.path for entry in open_to(page.door, who.actor)), SESSIONS.path)
    return page.go(first)


@router.get(SESSIONS.path)
async def sessions(page: PageDep, who: StafferDep) -> Response:
    """Where one is signed in."""
    return await _sessions(page, who, FRESH)


@router.post("/sessions/password")
async def password(page: PageDep, door: DoorDep, who: StafferDep, form: FormDep) -> Response:
    """A new password of one's own choice; one signs in anew with it, everywhere."""
    old, new, again = (str(form.get(name, ""))[:256] for name in ("old", "new", "again"))
    try:
        if new != again:
            raise errors.malformed("again", "两次输入的新密码不一样", "the two new passwords differ")
        await change_password(door, who.actor.account, old, new)
    except errors.Problem as problem:
        return await _sessions(page, who, Tried("password", problem))
    await door.tokens.end(who.token)
    response = page.go("/login", page.say("密码已修改，请用新密码登录"))
    forget(response, page.request)
    return response


async def _sessions(page: Page, who: Staffer, tried: Tried) -> Response:
    standing = await unhindered(page.door.tokens.standing(who.actor.account))
    return show(page, who, "sessions.html", tried.status, standing=standing, tried=tried)


@router.post("/sessions/end")
async def end(page: PageDep, door: DoorDep, who: StafferDep, form: FormDep) -> Response:
    """End one of one's own sessions."""
    ended = await unhindered(door.tokens.end_own(str(form.get("name", "")), who.actor.account))
    if not ended:
        raise errors.unknown("没有这个登录", "There is no such session.")
    return page.go(SESSIONS.path, page.say("已结束该登录"))
