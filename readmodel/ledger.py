"""Events into rows, one transaction a batch, for cases and for matters alike. Called by the projectors.

What differs between the two is in a `Ledger`: its tables, and how a state folds and is shown.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlalchemy import Column, Connection, Insert, Select, Table, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from contracts.codec import from_json
from domain.chain import link
from readmodel.database import Database
from readmodel.rows import Row

Beside = Callable[[Connection], None]
"""Writes something, and raises what the database raises."""
log = structlog.get_logger()


class SeqGap(Exception):
    """A batch whose first event is not the next one: an earlier batch is still on its way."""


class SeqConflict(Exception):
    """An event number that is stored with other content: two histories of one case. An alarm."""


class Numbered(Protocol):
    """An event of ours."""

    @property
    def seq(self) -> int:
        """Its number in its case or matter."""


S = TypeVar("S")
E = TypeVar("E", bound=Numbered)


@dataclass(frozen=True)
class Step(Generic[S, E]):
    """What a batch added to the record: a history before and after, and the events that made the difference."""

    before: S | None
    after: S
    events: Sequence[E]


MOST_REMEMBERED = 500
"""States of one kind that a process keeps at hand, the latest; a case's is ten to fifty kilobytes."""


@dataclass(frozen=True)
class Remembered(Generic[S]):
    """States that this process has folded lately, by the chain of the events that made them.

    The chain is a hash of all of them, so what is found by it is what their snapshot says, and need not be read from
    there. A state is taken out where a batch goes on from it, for nobody asks for it again.
    """

    states: OrderedDict[str, S] = field(default_factory=OrderedDict)

    def take(self, chain: str) -> S | None:
        """The state after the events of that chain, once; None where this process has not made it lately."""
        return self.states.pop(chain, None)

    def keep(self, chain: str, state: S) -> None:
        """For the next batch. The oldest is forgotten where there are too many."""
        self.states[chain] = state
        if len(self.states) > MOST_REMEMBERED:
            self.states.popitem(last=False)


@dataclass(frozen=True)
class Ledger(Generic[S, E]):
    """One kind of histories: where its events and its heads are, and how they are made.

    `heads` has `last_seq` and `snapshot`; `key` names the column of the number in every table. `shown` are the
    tables that are cleared where a history is projected anew, `heads` last of them made and first of them dropped.
    `known` are the columns of the head that `project` needs as they are stored.
    """

    heads: Table
    events: Table
    key: str
    shown: tuple[Table, ...]
    state: type[S]
    event: type[E]
    evolve: Callable[[S | None, E], S]
    event_row: Callable[[str, E, datetime], Row]  # not chained yet; the moment is real time, UTC
    project: Callable[[Connection, Row, S | None, S], None]  # given what the head has of `known`
    forget: Callable[[Connection, str, int], None]  # take the events from that number on out of the record
    known: tuple[str, ...] = ()
    remembered: Remembered[S] = field(default_factory=Remembered)

    def column(self, of: Table) -> Column[Any]:
        """The number's column in that table."""
        return of.c[self.key]

    def folded(self, state: S | None, events: Iterable[E]) -> S:
        """The state after these events."""
        for event in events:
            state = self.evolve(state, event)
        assert state is not None
        return state


async def append(
    database: Database,
    ledger: Ledger[S, E],
    number: str,
    events: Sequence[E],
    patience: float,
    *,
    authoritative: bool,
    beside: Beside | None = None,
) -> Step[S, E] | None:
    """Record consecutive events of one history and bring its rows up to date, in one transaction.

    Args:
        database: where to.
        ledger: of which kind.
        number: whose they are.
        events: those stored already have no effect.
        patience: seconds to wait for another writer on SQLite (PostgreSQL has its own `lock_timeout`).
        authoritative: the batch is the history itself for certain. What is stored otherwise from its first
            differing event on was recorded by a workflow task that the server lost, and gives way to it.
        beside: what else is written in the same transaction, also where the events are stored already.

    Returns:
        What was added; None where all of it was recorded already.

    Raises:
        SeqGap: an event before the first is missing.
        SeqConflict: a stored event has other content; logged as an alarm.
        sqlalchemy.exc.SQLAlchemyError: the database failed; nothing was changed.
    """

    def job(connection: Connection) -> Step[S, E] | None:
        step = _append(ledger, number, events, authoritative, connection) if events else None
        if beside is not None:
            beside(connection)
        return step

    if not events and beside is None:
        return None
    try:
        return await database.write(job, patience)
    except IntegrityError:  # another writer began this history between our look and our insert (PostgreSQL)
        return await database.write(job, patience)


@cache
def _stored(heads: Table, events: Table, key: str, known: tuple[str, ...]) -> Select[Any]:
    """How far the history `:number` is recorded, built once; SQLite's writer has the lock already."""
    chain = select(events.c.chain).where(events.c[key] == heads.c[key], events.c.seq == heads.c.last_seq)
    columns = (heads.c.last_seq, heads.c.snapshot, chain.scalar_subquery().label("chain"))
    return (
        select(*columns, *(heads.c[name] for name in known))
        .where(heads.c[key] == bindparam("number"))
        .with_for_update()
    )


@cache
def _added(events: Table) -> Insert:
    return insert(events)


def chained(rows: Iterable[Row], previous: str) -> list[Row]:
    """Consecutive rows with their chain; `previous` is the chain before them, at the beginning the number itself."""
    made = []
    for row in rows:
        previous = link(previous, row["digest"])
        made.append({**row, "chain": previous})
    return made


def _append(
    ledger: Ledger[S, E], number: str, events: Sequence[E], authoritative: bool, connection: Connection
) -> Step[S, E] | None:
    recorded_at = datetime.now(UTC)
    rows = [ledger.event_row(number, event, recorded_at) for event in events]
    query = _stored(ledger.heads, ledger.events, ledger.key, ledger.known)
    stored = connection.execute(query, {"number": number}).first()
    last = stored.last_seq if stored else 0
    if rows[0]["seq"] <= last:
        differs = _first_that_differs(connection, ledger, number, [row for row in rows if row["seq"] <= last])
        if differs is not None:
            if not authoritative:
                raise SeqConflict(f"{number}: event {differs} is stored with other content")
            _forget_from(connection, ledger, number, differs)
            return _append(ledger, number, events, authoritative, connection)
    fresh = [event for event in events if event.seq > last]
    if not fresh:
        return None
    if [event.seq for event in fresh] != list(range(last + 1, last + 1 + len(fresh))):
        raise SeqGap(f"{number}: event {last + 1} is next, not {fresh[0].seq}")
    before = _state(ledger, stored.chain, stored.snapshot) if stored else None
    chained_rows = chained(rows[-len(fresh) :], stored.chain if stored else number)
    connection.execute(_added(ledger.events), chained_rows)
    after = ledger.folded(before, fresh)
    ledger.remembered.keep(chained_rows[-1]["chain"], after)
    head = {name: getattr(stored, name) for name in ledger.known} if stored else {}
    ledger.project(connection, head, before, after)
    return Step(before, after, fresh)


def _state(ledger: Ledger[S, E], chain: str, snapshot: str) -> S:
    remembered = ledger.remembered.take(chain)
    return from_json(ledger.state, snapshot) if remembered is None else remembered


def _first_that_differs(
    connection: Connection, ledger: Ledger[S, E], number: str, rows: list[Row]
) -> int | None:
    """The first of these events that is stored with other content."""
    events = ledger.events
    query = select(events.c.seq, events.c.digest).where(
        ledger.column(events) == number, events.c.seq.between(rows[0]["seq"], rows[-1]["seq"])
    )
    digests = {row.seq: row.digest for row in connection.execute(query)}
    for row in rows:
        if digests.get(row["seq"]) != row["digest"] and not _means_the_same(connection, ledger, number, row):
            log.error("record.conflict", alarm=True, case_no=number, seq=row["seq"], kind=row["kind"])
            return int(row["seq"])
    return None


def _means_the_same(connection: Connection, ledger: Ledger[S, E], number: str, row: Row) -> bool:
    """Whether the stored event was only written by an older version, without fields that messages have since got."""
    events = ledger.events
    query = select(events.c.body).where(ledger.column(events) == number, events.c.seq == row["seq"])
    stored = connection.scalar(query)
    return stored is not None and from_json(ledger.event, stored) == from_json(ledger.event, row["body"])


def _forget_from(connection: Connection, ledger: Ledger[S, E], number: str, seq: int) -> None:
    """Leave of the history what was recorded before that event, and project it anew."""
    events = ledger.events
    ledger.forget(connection, number, seq)
    for rows in ledger.shown:
        connection.execute(delete(rows).where(ledger.column(rows) == number))
    query = select(events.c.body).where(ledger.column(events) == number).order_by(events.c.seq)
    kept = [from_json(ledger.event, body) for body in connection.scalars(query)]
    if kept:
        ledger.project(connection, {}, None, ledger.folded(None, kept))
    log.warning("record.tail_replaced", case_no=number, seq=seq)
