"""`sign_days` and `archive`: each day of the record signed and published, each closed case in a file of its own.

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

from activities.own_events import own_events
from contracts import names
from contracts.archive import pack
from contracts.cases import Batch
from contracts.codec import from_json, to_json
from contracts.keeping import Archiving, Keepings
from domain.chain import digest_of, linked
from domain.events import Event
from domain.localtime import zone
from readmodel.archived import Due, Stored, due_cases, register, stored_events
from readmodel.database import Database
from readmodel.heads import first_recorded, get_head, last_day, sign_day
from readmodel.keeping_tables import ArchivedRow
from readmodel.projector import append

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
        """One pass over closed cases whose time has come, from the number after `after` on."""
        async with self._database.session() as session:
            due = await due_cases(session, self._now() - self._how.after, after, PAGE)
        failed: list[str] = []
        for case in due:
            try:
                await self._archive(case)
            except (Differs, RPCError, OSError) as error:
                log.error("archive.failed", alarm=True, case_no=case.case_no, error=str(error)[:200])
                failed.append(case.case_no)
        more = due[-1].case_no if len(due) == PAGE else None
        return Archiving(len(due) - len(failed), tuple(failed), more)

    async def _archive(self, case: Due) -> None:
        """Hold what is stored against the chain and against the case's own runs; then write it down."""
        stored = await self._stored(case.case_no)
        own = await own_events(self._client, case.case_no)
        if own and own[-1].seq > len(stored.events):
            tail = tuple(event for event in own if event.seq > len(stored.events))
            await append(self._database, Batch(case.case_no, tail))
            stored = await self._stored(case.case_no)
        for event in own:
            kept = stored.events[event.seq - 1]
            if (
                digest_of(to_json(event)) != stored.digests[event.seq - 1]
                and from_json(Event, kept.body) != event
            ):
                raise Differs(f"event {event.seq} is not what the case itself says")
        content = pack(case.case_no, stored.events)
        day = case.closed_at.astimezone(zone(self._how.zone))
        name = f"{day:%Y/%m/%d}/{case.case_no}.json.gz"
        await asyncio.to_thread(self._how.archive.put, name, content)
        row = ArchivedRow(
            case_no=case.case_no,
            seq=len(stored.events),
            chain=stored.chain,
            name=name,
            sha256=sha256(content).hexdigest(),
        )
        await self._database.write(partial(register, row))

    async def _stored(self, case_no: str) -> Stored:
        async with self._database.session() as session:
            stored = await stored_events(session, case_no)
        digests = [digest_of(event.body) for event in stored.events]
        if tuple(digests) != stored.digests or linked(case_no, digests) != stored.chain:
            raise Differs("the stored events do not hold together: run huying verify")
        return stored
