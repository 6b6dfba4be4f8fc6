"""Who a bearer token belongs to.

Opaque tokens, stored hashed, looked up rarely: a session is remembered for 5 s.

While the database is away, a session that was known goes on until it expires: units must be able to answer.
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from api import errors
from domain.people import Actor, Role
from readmodel import accounts
from readmodel.database import Database, bounded

LASTS = timedelta(hours=12)
"""Real time until one must sign in again."""
IDLE = timedelta(hours=2)
"""Real time without a request until one must sign in again. A page that is open keeps asking for what is new."""
SEEN = timedelta(minutes=1)
"""So exactly is it known when a session was last used."""
_FRESH = 5.0  # seconds
_MOST = 10_000
_KNOWN_ROLES = frozenset(role.value for role in Role)


@dataclass(frozen=True)
class _Known:
    actor: Actor
    expires_at: datetime
    fresh_until: float  # monotonic


@dataclass(frozen=True)
class Standing:
    """A session in its owner's list. `name` is the token's hash: it ends the session and opens nothing."""

    name: str
    created_at: datetime  # real time, UTC
    expires_at: datetime

    def belongs_to(self, token: str) -> bool:
        """Whether this is the session of that very token."""
        return self.name == _hashed(token)


class Tokens:
    """The sessions of one installation."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def begin(self, account: accounts.Account) -> tuple[str, datetime]:
        """A new token for that account, and when it ends. Raises what the database raises."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        async with self._database.session() as session:
            await accounts.add_session(session, _hashed(token), account.username, now, now + LASTS)
        known = _Known(actor_of(account), now + LASTS, time.monotonic() + _FRESH)
        self._remember(_hashed(token), known)  # known from now on, also while the database is away
        return token, now + LASTS

    async def end(self, token: str) -> None:
        """Sign out, at once in this process and within seconds in others."""
        self._known.pop(_hashed(token), None)
        async with self._database.session() as session:
            await accounts.end_session(session, _hashed(token), datetime.now(UTC))

    async def standing(self, username: str) -> list[Standing]:
        """That account's sessions, the newest first. Raises what the database raises."""
        async with self._database.session() as session:
            found = await accounts.standing_sessions(session, username, datetime.now(UTC))
        return [Standing(*row) for row in found]

    async def end_own(self, digest: str, username: str) -> bool:
        """End one of that account's own sessions by its name in the list; False where there is none."""
        self._known.pop(digest, None)
        async with self._database.session() as session:
            return await accounts.end_own_session(session, digest, username, datetime.now(UTC))

    def forget(self, username: str) -> None:
        """What is remembered of that account's sessions: they were ended. Other processes see so in seconds."""
        for digest in [name for name, known in self._known.items() if known.actor.account == username]:
            self._known.pop(digest)

    async def actor(self, token: str) -> Actor | None:
        """Whose token this is; None for nobody's. Raises 503 where nobody can say."""
        digest = _hashed(token)
        known = self._known.get(digest)
        if known is not None and known.expires_at <= datetime.now(UTC):
            known = None
        if known is not None and known.fresh_until > time.monotonic():
            return known.actor
        try:
            found = await bounded(self._look_up(digest), 0.5 if known else 3.0)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            if known is None:
                raise errors.unavailable(
                    "database_away",
                    "暂时无法核对登录，请稍后再试",
                    "Sign-ins cannot be checked now: try again.",
                    5,
                ) from error
            found = replace(known, fresh_until=time.monotonic() + _FRESH)
        return self._remember(digest, found)

    async def _look_up(self, digest: str) -> _Known | None:
        now = datetime.now(UTC)
        async with self._database.session() as session:
            found = await accounts.get_session(session, digest, now)
        if found is None:
            return None
        idle = now - (found.seen_at or found.created_at)
        if idle >= SEEN:
            change = accounts.end_session if idle >= IDLE else accounts.see_session
            async with self._database.session() as session:
                await change(session, digest, now)
        if idle >= IDLE:
            return None
        return _Known(actor_of(found.account), found.expires_at, time.monotonic() + _FRESH)

    def _remember(self, digest: str, found: _Known | None) -> Actor | None:
        if found is None:
            self._known.pop(digest, None)
            return None
        self._known[digest] = found
        self._known.move_to_end(digest)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found.actor


def actor_of(account: accounts.Account) -> Actor:
    """The account as the rules see it; roles that this version does not know are left out."""
    roles = tuple(Role(role) for role in account.roles if role in _KNOWN_ROLES)
    return Actor(account.username, account.unit, roles)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
