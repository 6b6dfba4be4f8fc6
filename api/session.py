"""`/session`: sign in, see who one is, sign out."""

from datetime import datetime

import structlog

from api import counting, errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.limits import FAILED_SIGN_INS
from api.passwords import fits, hashed, weakness, words_here
from api.reading import read, written
from api.routing import resource
from api.schemas.staff import Account, SignedIn, SignIn
from api.staff import Bearer, Staff
from api.tokens import actor_of
from domain.people import Actor
from readmodel.accounts import get_account, set_password

router = resource(prefix="/session", tags=["session"])
log = structlog.get_logger()


@router.post("", summary="登录 · sign in", responses=refusals(401, 422, 429, 503))
async def sign_in(door: DoorDep, body: SignIn) -> SignedIn:
    """A bearer token for twelve hours; two without a request end it.

    After five wrong passwords in a quarter of an hour the name is shut.
    """
    token, expires_at, actor = await begin(door, body.username, body.password)
    return SignedIn(token=token, expires_at=expires_at, account=shown(door, actor))


async def begin(door: Door, username: str, password: str) -> tuple[str, datetime, Actor]:
    """A new session: its token, when it ends (real time, UTC), and whose it is. For API and pages.

    Raises 401 for a wrong name or password, and 429 once the name is shut.
    """
    await counting.check(door, FAILED_SIGN_INS, username)
    account = await read(door, lambda session: get_account(session, username))
    usable = account if account and not account.disabled else None
    if not await fits(password, usable.password_hash if usable else None) or usable is None:
        log.warning("session.refused", account=username if account else "unknown", how="password")
        await counting.spend(door, FAILED_SIGN_INS, username)
        raise errors.unauthorized("用户名或密码不对", "The name or the password is wrong.")
    await counting.forget(door, FAILED_SIGN_INS, username)
    token, expires_at = await door.tokens.begin(usable)
    log.info("session.begun", account=username, how="password")
    return token, expires_at, actor_of(usable)


async def begin_as(door: Door, username: str) -> tuple[str, datetime, Actor]:
    """A new session of whoever a provider vouches for. Raises 401 where no account in use has that name."""
    account = await read(door, lambda session: get_account(session, username))
    if account is None or account.disabled:
        log.warning("session.refused", account=username if account else "unknown", how="provider")
        raise errors.unauthorized(
            f"没有与“{username}”对应的账号，请找管理员开通",
            f"There is no account for {username}: ask an administrator.",
        )
    token, expires_at = await door.tokens.begin(account)
    log.info("session.begun", account=username, how="provider")
    return token, expires_at, actor_of(account)


async def change_password(door: Door, username: str, old: str, new: str) -> None:
    """Replace one's own password; every session of the account ends. Raises 422.

    A wrong old password counts as a failed sign-in.
    """
    await counting.check(door, FAILED_SIGN_INS, username)
    account = await read(door, lambda session: get_account(session, username))
    if weak := weakness(new, words_here(door.city, username, account.unit if account else "")):
        raise errors.malformed("new", *weak)
    if account is None or not await fits(old, account.password_hash):
        log.warning("password.refused", account=username)
        await counting.spend(door, FAILED_SIGN_INS, username)
        raise errors.malformed("old", "原密码不对", "the old password is wrong")
    stored = await door.in_thread(hashed, new)
    await written(door, lambda session: set_password(session, username, stored))
    door.tokens.forget(username)
    log.info("password.changed", account=username)


@router.get("", summary="我是谁 · who am I", responses=refusals(401, 503))
async def whoami(door: DoorDep, by: Staff) -> Account:
    """The signed-in account, its unit and its roles."""
    return shown(door, by)


@router.delete("", status_code=204, summary="退出 · sign out", responses=refusals(401, 503))
async def sign_out(door: DoorDep, by: Staff, bearer: Bearer) -> None:
    """The token ends now."""
    if bearer is not None:
        await door.tokens.end(bearer.credentials)
        log.info("session.ended", account=by.account)


def shown(door: Door, actor: Actor) -> Account:
    """An account as its owner sees it."""
    unit = door.city.units.get(actor.unit)
    return Account(
        username=actor.account,
        unit=actor.unit,
        unit_name=unit.name_zh if unit else actor.unit,
        roles=tuple(role.value for role in actor.roles),
    )
