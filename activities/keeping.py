"""`sign_days` and `archive`: each day of the record signed, each closed case and matter in a file of its own.

Called by the keeping workflow every hour, and by `huying archive`.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import sha256

import structlog
from sqlalchemy.exc import IntegrityError
from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError

from activities.kinds import KINDS, Kind
from activities.own_events import own_events
from contracts import names
from contracts.archive import pack
from contracts.codec import from_json, to_json
from contracts.keeping import Archiving, Keepings
from domain.chain import digest_of, linked
from domain.localtime import zone
from readmodel.archived import Due, Stored, due, register, stored_events
from readmodel.database import Database
from readmodel.heads import first_recorded, get_head, last_day, sign_day
from readmodel.keeping_tables import ArchivedRow

PAGE = 200
"""Cases in one pass."""
DAYS_AT_ONCE = 400
SETTLED = timedelta(minutes=10)
"""Real time after the end of a day: what is on its way then has arrived."""
PUBLISHED_AGAIN = 10
"""Days whose files are looked for, and written where they are missing."""
log = structlog.get_logger()


class Differs(Exception):
    """What is stored of a case is not what it was; says how. A person must look."""


class Keeper:
    """Keeps the record of one database and one namespace; `now` gives story time (UTC), `clock` real time."""

    def __init__(
        self,
        client: Client,
        database: Database,
        keepings: Keepings,
        now: Callable[[], datetime],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client, self._database, self._how = client, database, keepings
        self._now, self._clock = now, clock

    @activity.defn(name=names.SIGN_DAYS)
    async def sign_days(self) -> tuple[str, ...]:
        """Sign every day that is over and was not, the oldest first; returns which."""
        async with self._database.session() as session:
            last, first = await last_day(session), await first_recorded(session)
        if first is None:
            return ()
        here = zone(self._how.zone)
        yesterday = (self._clock() - SETTLED).astimezone(here).date() - timedelta(days=1)
        day = last + timedelta(days=1) if last else first.astimezone(here).date()
        signed: list[str] = []
        while day <= yesterday and len(signed) < DAYS_AT_ONCE:
            if not await self._sign(day):
                break
            signed.append(day.isoformat())
            day += timedelta(days=1)
        await self._publish(yesterday, len(signed))
        return tuple(signed)

    async def _sign(self, day: date) -> bool:
        """False where another worker was first."""
        here = zone(self._how.zone)
        start, end = (
            datetime.combine(on, time(), here).astimezone(UTC) for on in (day, day + timedelta(days=1))
        )
        job = partial(sign_day, day, (start, end), self._how.key, self._how.sign)
        try:
            head = await self._database.write(job)
        except IntegrityError:
            return False
        log.info("heads.signed", day=head.day, cases=head.cases, events=head.events, root=head.root)
        return True

    async def _publish(self, last: date, fresh: int) -> None:
        """The files of the latest days, where they are missing."""
        for back in range(max(PUBLISHED_AGAIN, fresh)):
            name = (last - timedelta(days=back)).isoformat()
            async with self._database.session() as session:
                head = await get_head(session, name)
            if head and await asyncio.to_thread(self._how.heads.get, f"{name}.json") is None:
                await asyncio.to_thread(self._how.heads.put, f"{name}.json", head.published())

    @activity.defn(name=names.ARCHIVE)
    async def archive(self, after: str = "") -> Archiving:
        """One pass over closed cases and matters whose time has come, from the number after `after` on."""
        async with self._database.session() as session:
            found = await due(session, self._now() - self._how.after, after, PAGE)
        failed: list[str] = []
        for one in found:
            try:
                await self._archive(one)
            except (Differs, RPCError, OSError) as error:
                log.error("archive.failed", alarm=True, case_no=one.number, error=str(error)[:200])
                failed.append(one.number)
        more = found[-1].number if len(found) == PAGE else None
        return Archiving(len(found) - len(failed), tuple(failed), more)

    async def _archive(self, one: Due) -> None:
        """Hold what is stored against the chain and against its own runs; then write it down."""
        number, kind = one.number, KINDS[one.of]
        stored = await self._stored(number, kind)
        own = await own_events(self._client, number, kind=kind)
        if own and own[-1].seq > len(stored.events):
            tail = tuple(event for event in own if event.seq > len(stored.events))
            await kind.append(self._database, number, tail)
            stored = await self._stored(number, kind)
        for event in own:
            kept = stored.events[event.seq - 1]
            if (
                digest_of(to_json(event)) != stored.digests[event.seq - 1]
                and from_json(kind.ledger.event, kept.body) != event
            ):
                raise Differs(f"event {event.seq} is not what it says itself")
        content = pack(number, stored.events)
        day = one.closed_at.astimezone(zone(self._how.zone))
        name = f"{day:%Y/%m/%d}/{number}.json.gz"
        await asyncio.to_thread(self._how.archive.put, name, content)
        row = ArchivedRow(
            case_no=number,
            seq=len(stored.events),
            chain=stored.chain,
            name=name,
            sha256=sha256(content).hexdigest(),
        )
        await self._database.write(partial(register, row))

    async def _stored(self, number: str, kind: Kind) -> Stored:
        async with self._database.session() as session:
            stored = await stored_events(session, number, kind.ledger)
        digests = [digest_of(event.body) for event in stored.events]
        if tuple(digests) != stored.digests or linked(number, digests) != stored.chain:
            raise Differs("the stored events do not hold together: run huying verify")
        return stored
