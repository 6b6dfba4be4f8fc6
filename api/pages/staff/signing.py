"""Who looks at a staff page: the session in a cookie, and the token that every form of theirs carries.

Dependencies of all staff pages. The sessions are those of the API; the cookie holds the same opaque token.
"""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from api import burden, errors
from api.door import Door, DoorDep
from api.pages.rendering import named
from api.reading import unhindered
from domain.people import Actor

COOKIE = "huying-session"
MOST_FIELDS = 60
MOST_FILES = 6
"""Of one form: more than any of ours has."""


@dataclass(frozen=True)
class Staffer:
    """A signed-in person at a browser."""

    actor: Actor
    token: str
    csrf: str


async def signed_in(request: Request, door: DoorDep) -> Staffer:
    """Who is signed in. Raises 401, which a browser is shown as the sign-in page."""
    token = request.cookies.get(cookie(request), "")
    actor = await door.tokens.actor(token) if token else None
    if actor is None:
        raise errors.unauthorized()
    return Staffer(actor, token, _csrf(door, token))


StafferDep = Annotated[Staffer, Depends(signed_in)]


async def own_form(request: Request, who: StafferDep, door: DoorDep) -> AsyncIterator[FormData]:
    """The form that was sent, if a page of ours gave it to this very session. Raises 403."""
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        if not hmac.compare_digest(str(form.get("csrf", "")).encode(), who.csrf.encode()):
            raise errors.not_yours("页面已过期，请刷新后再提交", "This page is out of date: load it again.")
        burden.note(door, request.scope["route"].path, form)
        yield form


FormDep = Annotated[FormData, Depends(own_form)]


def keep(response: Response, request: Request, token: str, expires_at: datetime) -> None:
    """Give the browser its session; `expires_at` is real time, UTC."""
    response.set_cookie(
        cookie(request),
        token,
        expires=expires_at,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


async def end_former(door: Door, request: Request) -> None:
    """Whoever signs in leaves the session that this browser had."""
    if token := request.cookies.get(cookie(request)):
        await unhindered(door.tokens.end(token))


def cookie(request: Request) -> str:
    """The name of the cookie that holds the session."""
    return named(request, COOKIE)


def forget(response: Response, request: Request) -> None:
    """Have the browser forget its session, and what it kept of our pages."""
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie(request), httponly=True, samesite="lax", secure=secure)
    response.headers["Clear-Site-Data"] = '"cache"'


def local_path(text: str, otherwise: str) -> str:
    """A path of ours, to go to after a form; anything else, and `otherwise` is taken."""
    plain = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if plain else otherwise


def _csrf(door: Door, token: str) -> str:
    return door.numbers.fingerprint(f"csrf\0{token}")
