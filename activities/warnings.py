"""`warn`: looks at open calls of the read model and tells units which deadlines are half or nearly used up.

First decided, then sent: the marks and the message that holds them are rows in one transaction, so a mark is said once
whatever fails. Then the message goes to the sink, and then its rows say so. A crash between the two sends the same
message again under the same key, of which the sink's reader keeps the first.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

import structlog
from temporalio import activity

from activities.matter_warnings import MatterWarner
from contracts import names
from contracts.cases import Notice, WarnedMark
from contracts.codec import from_json
from contracts.warnings import WarningsGiven
from domain.case import Call, Case
from domain.labels import item_name
from domain.policy import City
from domain.warnings import Look, Mark, look
from readmodel.database import Database
from readmodel.warnings import (
    Given,
    Looked,
    Warned,
    Watched,
    given_of,
    keep,
    mark_sent,
    to_look_at,
    unsent,
)

AT_ONCE = 500
"""Calls looked at in one run; what is left over is the next run's."""
log = structlog.get_logger()

Notify = Callable[[list[Notice]], Awaitable[None]]


class Warner:
    """Warns units of one city out of one read model; `now` gives story time (UTC), `notify` is the sink."""

    def __init__(
        self,
        city: City,
        database: Database,
        notify: Notify,
        now: Callable[[], datetime],
        at_once: int = AT_ONCE,
    ) -> None:
        self._city, self._database, self._notify, self._now = city, database, notify, now
        self._at_once = at_once
        self._matters = MatterWarner(city, database, notify, now, at_once)

    @activity.defn(name=names.WARN)
    async def warn(self) -> WarningsGiven:
        """One look. Raises the database's or the disk's error, and is tried again."""
        await self._send()  # of an earlier run that was cut short: so there is never more than one run's
        more = await self._decide()
        marks, messages = await self._send()
        of_matters = await self._matters.warn()
        marks, messages = marks + of_matters.marks, messages + of_matters.messages
        more = more or of_matters.more
        if messages or more:
            log.info("warnings.given", marks=marks, messages=messages, more=more)
        return WarningsGiven(marks, messages, more)

    async def _decide(self) -> bool:
        run, now = uuid4().hex, self._now()
        async with self._database.session() as session:
            watched = await to_look_at(session, now, self._at_once)
            given = await given_of(session, (call.call_id for call in watched))
        # Thousands of sums over calendars: in a thread, so that nobody's deadline waits for them.
        looks = await asyncio.to_thread(self._looks, watched, given, now)
        said = [given for one, call, seen in looks for given in _said(run, one, call, seen, now)]
        looked = [Looked(one, seen.again_at) for one, _, seen in looks]
        await self._database.write(partial(keep, looked, said))
        return len(watched) == self._at_once

    async def _send(self) -> tuple[int, int]:
        async with self._database.session() as session:
            waiting = await unsent(session)
        if not waiting:
            return 0, 0
        messages: dict[str, list[Warned]] = defaultdict(list)
        for warned in waiting:
            messages[warned.notice].append(warned)
        await self._notify([_notice(key, lines) for key, lines in messages.items()])
        await self._database.write(partial(mark_sent, list(messages), self._now()))
        return len(waiting), len(messages)

    def _looks(
        self, watched: Sequence[Watched], given: Mapping[str, tuple[Mark, ...]], now: datetime
    ) -> list[tuple[Watched, Call, Look]]:
        cases: dict[str, Case] = {}
        looks = []
        for one in watched:
            if one.case_no not in cases:
                cases[one.case_no] = from_json(Case, one.snapshot)
            call = cases[one.case_no].call(one.n)
            if call is not None:
                looks.append((one, call, look(self._city, call, given.get(one.call_id, ()), now)))
        return looks


def _said(run: str, watched: Watched, call: Call, seen: Look, now: datetime) -> list[Given]:
    """An urgent call has a message of its own, all others of a unit share its digest of this run."""
    key = f"warning:{run}:{watched.call_id if call.urgent else call.unit}"
    return [Given(watched.call_id, call.unit, mark, key, now) for mark in seen.say]


def _notice(key: str, lines: Sequence[Warned]) -> Notice:
    first = lines[0]
    return Notice(
        key,
        first.case_no if first.urgent else "",
        first.unit,
        "warning",
        "urgent" if first.urgent else "digest",
        item_name(first.exposure, first.item_name) if first.urgent else "",
        first.given_at,
        tuple(
            WarnedMark(
                line.call_id,
                item_name(line.exposure, line.item_name),
                line.clock,
                line.mark,
                line.due_at,
                line.due_zh,
                line.due_en,
            )
            for line in lines
        ),
        urgent=first.urgent,
    )
