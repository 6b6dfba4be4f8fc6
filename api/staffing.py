"""Accounts as administrators keep them, each act on record with the change itself. Used by the accounts page."""

import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.passwords import hashed
from api.reading import written
from api.schemas.staff import AccountIn
from domain.people import Actor
from readmodel import accounts
from readmodel.acts import add_act


async def add(door: Door, by: Actor, asked: AccountIn) -> str:
    """One more account; its one-time password. Raises 409, 422."""
    password, unit = secrets.token_urlsafe(12), _unit(door, asked.unit)
    roles = tuple(role.value for role in asked.roles)
    made = accounts.Account(asked.username, await door.in_thread(hashed, password), unit, roles)

    async def work(session: AsyncSession) -> None:
        await accounts.add_account(session, made)
        await _note(session, by, "account.added", made.username, f"{unit}: {', '.join(roles)}")

    try:
        await written(door, work)
    except accounts.AccountExists as error:
        raise errors.forbidden(
            "account_exists", "已有这个用户名", "There is such an account already."
        ) from error
    return password


async def change(door: Door, by: Actor, asked: AccountIn) -> None:
    """Another unit, other roles. Not one's own roles: there must be somebody left. Raises 404, 409, 422."""
    if asked.username == by.account:
        raise errors.forbidden("own_account", "不能改自己的角色", "You cannot change your own roles.")
    unit, roles = _unit(door, asked.unit), tuple(role.value for role in asked.roles)

    async def work(session: AsyncSession) -> bool:
        found = await accounts.get_account(session, asked.username)
        if found is None:
            return False
        was = f"{found.unit}: {', '.join(found.roles)}"
        said = f"{was} → {unit}: {', '.join(roles)}"
        await _note(session, by, "account.changed", asked.username, said)
        return await accounts.set_roles(session, asked.username, unit, roles)

    _known(door, asked.username, await written(door, work))


async def new_password(door: Door, by: Actor, username: str) -> str:
    """A new one-time password; its owner's sessions end. Raises 404."""
    password = secrets.token_urlsafe(12)
    stored = await door.in_thread(hashed, password)

    async def work(session: AsyncSession) -> bool:
        found = await accounts.set_password(session, username, stored)
        if found:
            await _note(session, by, "account.password", username)
        return found

    _known(door, username, await written(door, work))
    return password


async def disable(door: Door, by: Actor, username: str) -> None:
    """Nobody signs in with it any more. Not with one's own: there must be somebody left. Raises 404, 409."""
    if username == by.account:
        raise errors.forbidden("own_account", "不能停用自己的账号", "You cannot disable your own account.")

    async def work(session: AsyncSession) -> bool:
        found = await accounts.disable_account(session, username)
        if found:
            await _note(session, by, "account.disabled", username)
        return found

    _known(door, username, await written(door, work))


async def _note(session: AsyncSession, by: Actor, what: str, subject: str, detail: str = "") -> None:
    await add_act(session, by.account, by.unit, what, subject, detail)


def _unit(door: Door, code: str) -> str:
    if code not in door.city.units:
        raise errors.malformed("unit", "没有这个单位", "there is no such unit")
    return code


def _known(door: Door, username: str, found: bool) -> None:
    """Raise 404 unless it was there; its sessions are forgotten here too."""
    if not found:
        raise errors.unknown("没有这个账号", "There is no such account.")
    door.tokens.forget(username)
