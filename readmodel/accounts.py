"""Accounts and their sessions, for sign-in and `huying account`. Passwords and tokens come hashed."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import ACCOUNTS, SESSIONS, insert_if_absent


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in; `roles` as in `domain.people.Role`."""

    username: str
    password_hash: str
    unit: str
    roles: tuple[str, ...]
    disabled: bool = False


@dataclass(frozen=True)
class SignedIn:
    """A session that stands, and whose it is. Real time, UTC."""

    account: Account
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None = None  # None: not since it began


class AccountExists(Exception):
    """There is an account of that name."""


async def get_account(session: AsyncSession, username: str) -> Account | None:
    """The account of that name, disabled or not; or None."""
    row = (await session.execute(select(ACCOUNTS).where(ACCOUNTS.c.username == username))).first()
    return account_of(row) if row else None


async def count_accounts(session: AsyncSession) -> int:
    """How many accounts there are: none on a first start."""
    return await session.scalar(select(func.count()).select_from(ACCOUNTS)) or 0


async def list_accounts(session: AsyncSession, units: Collection[str] | None = None) -> list[Account]:
    """Every account of these units, of all for None, by name."""
    query = select(ACCOUNTS).order_by(ACCOUNTS.c.username)
    if units is not None:
        query = query.where(ACCOUNTS.c.unit.in_(units))
    return [account_of(row) for row in await session.execute(query)]


async def add_account(session: AsyncSession, account: Account) -> None:
    """Add an account. Raises `AccountExists`, and then changes nothing."""
    added = insert_if_absent(ACCOUNTS, session.get_bind().dialect.name).returning(ACCOUNTS.c.username)
    if (await session.execute(added, _columns(account))).first() is None:
        raise AccountExists(account.username)


async def add_missing_accounts(session: AsyncSession, accounts: Iterable[Account]) -> None:
    """Add those accounts whose names are not there yet; leave the others."""
    rows = [_columns(account) for account in accounts]
    if rows:
        await session.execute(insert_if_absent(ACCOUNTS, session.get_bind().dialect.name), rows)


async def set_password(session: AsyncSession, username: str, password_hash: str) -> bool:
    """Replace a password and end the account's sessions. False where there is no such account."""
    changed = update(ACCOUNTS).where(ACCOUNTS.c.username == username).values(password_hash=password_hash)
    return await _changed(session, username, changed.returning(ACCOUNTS.c.username))


async def set_roles(session: AsyncSession, username: str, unit: str, roles: tuple[str, ...]) -> bool:
    """Another unit and other roles; its sessions end. False where there is no such account."""
    changed = (
        update(ACCOUNTS).where(ACCOUNTS.c.username == username).values(unit=unit, roles=json.dumps(roles))
    )
    return await _changed(session, username, changed.returning(ACCOUNTS.c.username))


async def disable_account(session: AsyncSession, username: str) -> bool:
    """Nobody signs in with it any more; its sessions end. False where there is no such account."""
    changed = update(ACCOUNTS).where(ACCOUNTS.c.username == username).values(disabled=True)
    return await _changed(session, username, changed.returning(ACCOUNTS.c.username))


async def add_session(
    session: AsyncSession, token_hash: str, username: str, created_at: datetime, expires_at: datetime
) -> None:
    """Somebody signed in."""
    row = {"token_hash": token_hash, "username": username, "created_at": created_at, "expires_at": expires_at}
    await session.execute(insert(SESSIONS), [row])


async def get_session(session: AsyncSession, token_hash: str, now: datetime) -> SignedIn | None:
    """The session of that token, unless it ended, expired by `now` (real, UTC) or its account is disabled."""
    query = (
        select(ACCOUNTS, SESSIONS.c.created_at, SESSIONS.c.expires_at, SESSIONS.c.seen_at)
        .join(SESSIONS, SESSIONS.c.username == ACCOUNTS.c.username)
        .where(
            SESSIONS.c.token_hash == token_hash, SESSIONS.c.ended_at.is_(None), SESSIONS.c.expires_at > now
        )
        .where(ACCOUNTS.c.disabled.is_(False))
    )
    row = (await session.execute(query)).first()
    return SignedIn(account_of(row), row.created_at, row.expires_at, row.seen_at) if row else None


async def see_session(session: AsyncSession, token_hash: str, now: datetime) -> None:
    """Somebody used it (`now` is real, UTC)."""
    await session.execute(update(SESSIONS).where(SESSIONS.c.token_hash == token_hash).values(seen_at=now))


async def end_session(session: AsyncSession, token_hash: str, now: datetime) -> None:
    """Somebody signed out (`now` is real, UTC); no effect where the session has ended."""
    standing = (SESSIONS.c.token_hash == token_hash, SESSIONS.c.ended_at.is_(None))
    await session.execute(update(SESSIONS).where(*standing).values(ended_at=now))


async def standing_sessions(
    session: AsyncSession, username: str, now: datetime
) -> list[tuple[str, datetime, datetime]]:
    """That account's sessions that stand at `now` (real, UTC), the newest first: hash, beginning, end."""
    query = (
        select(SESSIONS.c.token_hash, SESSIONS.c.created_at, SESSIONS.c.expires_at)
        .where(SESSIONS.c.username == username, SESSIONS.c.ended_at.is_(None), SESSIONS.c.expires_at > now)
        .order_by(SESSIONS.c.created_at.desc())
        .limit(200)
    )
    return [(row.token_hash, row.created_at, row.expires_at) for row in await session.execute(query)]


async def end_own_session(session: AsyncSession, token_hash: str, username: str, now: datetime) -> bool:
    """End a session, if it is that account's own and stands. `now` is real, UTC."""
    own = (
        SESSIONS.c.token_hash == token_hash,
        SESSIONS.c.username == username,
        SESSIONS.c.ended_at.is_(None),
    )
    ended = update(SESSIONS).where(*own).values(ended_at=now).returning(SESSIONS.c.token_hash)
    return (await session.execute(ended)).first() is not None


async def forget_sessions(session: AsyncSession, before: datetime) -> None:
    """Delete sessions that ended or expired before a real moment (UTC)."""
    over = or_(SESSIONS.c.ended_at < before, SESSIONS.c.expires_at < before)
    await session.execute(delete(SESSIONS).where(over))


async def _changed(session: AsyncSession, username: str, statement: object) -> bool:
    found = (await session.execute(statement)).first()  # type: ignore[call-overload]
    await session.execute(delete(SESSIONS).where(SESSIONS.c.username == username))
    return found is not None


def _columns(account: Account) -> dict[str, object]:
    return {
        "username": account.username,
        "password_hash": account.password_hash,
        "unit": account.unit,
        "roles": json.dumps(account.roles),
        "disabled": account.disabled,
    }


def account_of(row: Row[tuple[object, ...]]) -> Account:
    """The account in a row that holds all its columns."""
    return Account(row.username, row.password_hash, row.unit, tuple(json.loads(row.roles)), row.disabled)
