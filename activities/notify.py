"""Puts messages to people and units into the outbox.

`write` is what recording calls in its own transaction. `notify` is the activity of runs that began before there was
that; `keep` is for warnings.

The same key may come twice after a crash: the first stays. Whoever of a unit has an address of their own and wants to
hear gets a copy, whose key ends in their account. What happens then is `activities.sending`'s.
"""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from contracts.cases import Notice
from contracts.codec import to_json
from contracts.names import NOTIFY
from domain.label import Label
from domain.labels import NAMELESS
from domain.message_words import Mark, Text, worded
from domain.outgoing import Addressee, State, To, earliest
from domain.policy import City
from readmodel.database import Database, bounded
from readmodel.message_tables import MessageRow
from readmodel.outbox import hearers, put

LOCAL_TRY, LOCAL_PATIENCE, LONG_TRY = 0.3, 0.2, 4.0
"""Seconds: a dead database delays messages, never a deadline."""
PAUSE = 5.0  # seconds without a local try after one that failed
REPORTER = "reporter"
log = structlog.get_logger()


class Notifier:
    """Writes to one database. `reachable` are the accounts that have an address of their own."""

    def __init__(
        self,
        city: City,
        database: Database,
        reachable: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._city, self._database, self._reachable, self._clock = city, database, reachable, clock
        self._skip_until = 0.0  # on the monotonic clock

    @activity.defn(name=NOTIFY)
    async def notify(self, notices: list[Notice]) -> None:
        """Keep these messages. Raises `ApplicationError`, to be tried again; beside a workflow within 300 ms."""
        local = activity.info().is_local
        if local and self._clock() < self._skip_until:
            raise _unkept("the last local try failed moments ago")
        try:
            await bounded(
                self.keep(notices, LOCAL_PATIENCE if local else LONG_TRY), LOCAL_TRY if local else LONG_TRY
            )
        except Exception as error:
            self._skip_until = self._clock() + PAUSE
            log.warning("notify.failed", notices=len(notices), error=type(error).__name__)
            raise _unkept(type(error).__name__) from None
        self._skip_until = 0.0

    async def keep(self, notices: list[Notice], patience: float = LONG_TRY) -> None:
        """The same for callers that try again by themselves. Raises the database's error."""
        await self._database.write(partial(self.write, notices), patience)

    def write(self, notices: Sequence[Notice], connection: Connection) -> None:
        """The same within a transaction of the caller's. Raises the database's error."""
        units = {notice.to for notice in notices} - {REPORTER}
        persons = hearers(units, self._reachable, connection) if self._reachable and units else []
        rows = []
        for notice in notices:
            said = text_of(notice, self._city)
            to = Addressee(To.REPORTER) if notice.to == REPORTER else Addressee(To.UNIT, notice.to)
            own = (person for person in persons if person.unit == notice.to)
            rows += [self._row(notice, whom, said) for whom in (to, *own)]
        put(rows, connection)

    def _row(self, notice: Notice, whom: Addressee, said: Text) -> MessageRow:
        return MessageRow(
            key=f"{notice.key}@{whom.account}" if whom.account else notice.key,
            case_no=notice.case_no,
            addressee=whom.to.value,
            unit=whom.unit,
            account=whom.account,
            what=notice.what,
            why=notice.why,
            urgent=notice.urgent,
            zh=said.zh,
            en=said.en,
            notice=to_json(notice),
            made_at=notice.at,
            not_before=earliest(self._city, whom, notice.urgent, notice.at),
            state=State.WAITING.value,
            try_at=datetime.now(UTC),
        )


def text_of(notice: Notice, city: City) -> Text:
    """What the notice says."""
    zone = city.calendar.timezone
    marks = [Mark(m.call_id, _named(city, m.item_name), m.clock, m.percent, m.due_at) for m in notice.warned]
    return worded(notice.what, notice.why, notice.case_no, _named(city, notice.item_name), marks, zone)


def _named(city: City, name: str) -> Label:
    """An item's name in both languages; one that the pack has no more stays as it was written."""
    return NAMELESS.get(name) or city.catalogue.names.get(name) or Label(name, name)


def _unkept(why: str) -> ApplicationError:
    return ApplicationError(why, type="unkept", category=ApplicationErrorCategory.BENIGN)
