"""Signing in by the provider that the settings name. A session of ours begins as after a password.

What must come back unchanged from the provider waits in a signed cookie of this browser, for ten minutes.
"""

import base64
import binascii
import hmac
import json
from typing import Annotated

import structlog
from fastapi import Query
from fastapi.responses import RedirectResponse, Response

from api import errors
from api.door import Asked, Door, DoorDep, Provider, ProviderAway, ProviderRefused
from api.pages.rendering import Page, PageDep
from api.pages.staff.login import Next
from api.pages.staff.signing import end_former, keep, local_path
from api.routing import pages
from api.session import begin_as

router = pages()
PATH = "/login/oidc"
LASTS = 600
"""Seconds that somebody has for signing in there."""
log = structlog.get_logger()


@router.get(PATH)
async def leave(page: PageDep, door: DoorDep, back: Next = "") -> Response:
    """On to the provider."""
    provider, asked = _provider(door), Asked.anew()
    try:
        url = await provider.begin(asked, _here(page))
    except ProviderAway as error:
        return _refused(page, _away(error))
    response = RedirectResponse(url, 303)
    until = int(door.clock().timestamp()) + LASTS
    kept = json.dumps([asked.state, asked.nonce, asked.verifier, until, local_path(back, "")]).encode()
    text = base64.urlsafe_b64encode(kept).decode()
    secure = page.request.url.scheme == "https"
    response.set_cookie(
        _cookie(page),
        f"{text}.{_signed(door, text)}",
        max_age=LASTS,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return response


@router.get(f"{PATH}/back")
async def back_again(
    page: PageDep,
    door: DoorDep,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Signed in there: if an account of ours has that name, a session begins."""
    provider = _provider(door)
    try:
        asked, there = _kept(door, page.request.cookies.get(_cookie(page), ""))
        if not code or not hmac.compare_digest(state.encode(), asked.state.encode()):
            raise ProviderRefused("it did not sign anybody in, or not for this browser")
        named = await provider.finish(asked, code, _here(page))
        token, expires_at, _ = await begin_as(door, named)
    except ProviderAway as error:
        return _refused(page, _away(error))
    except ProviderRefused as error:
        log.info("oidc.refused", why=str(error))
        return _refused(page, errors.unauthorized("登录没有完成，请再试一次", "Not signed in: try again."))
    except errors.Problem as problem:
        return _refused(page, problem)
    await end_former(door, page.request)
    response = page.go(there or "/work")
    keep(response, page.request, token, expires_at)
    secure = page.request.url.scheme == "https"
    response.delete_cookie(_cookie(page), path=PATH, httponly=True, samesite="lax", secure=secure)
    return response


def _provider(door: Door) -> Provider:
    if door.provider is None:
        raise errors.unknown("没有设置统一身份认证", "There is no other provider to sign in by.")
    return door.provider


def _here(page: Page) -> str:
    """Our own address that the provider sends the browser back to, as registered there."""
    return str(page.request.base_url).rstrip("/") + f"{PATH}/back"


def _cookie(page: Page) -> str:
    return "__Secure-huying-oidc" if page.request.url.scheme == "https" else "huying-oidc"


def _kept(door: Door, cookie: str) -> tuple[Asked, str]:
    """What this browser took along, and where it wanted to go. Raises `ProviderRefused`."""
    text, _, signed = cookie.partition(".")
    if not hmac.compare_digest(_signed(door, text).encode(), signed.encode()):
        raise ProviderRefused("this browser did not begin it")
    try:
        state, nonce, verifier, until, there = json.loads(base64.urlsafe_b64decode(text))
    except (ValueError, binascii.Error) as error:
        raise ProviderRefused("this browser did not begin it") from error
    if until < door.clock().timestamp():
        raise ProviderRefused("it took too long")
    return Asked(state, nonce, verifier), there


def _signed(door: Door, text: str) -> str:
    return door.numbers.fingerprint(f"oidc\0{text}")


def _away(error: ProviderAway) -> errors.Problem:
    log.warning("oidc.away", why=str(error))
    return errors.unavailable(
        "provider_away",
        "统一身份认证没有回应，请稍后再试，或用用户名和密码登录",
        "The provider does not answer: try again, or sign in by name and password.",
    )


def _refused(page: Page, problem: errors.Problem) -> Response:
    return page.html("staff/login.html", problem.status_code, back="", username="", problem=problem)
