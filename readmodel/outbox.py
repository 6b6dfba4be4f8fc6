"""The outbox of messages: put in, taken out by whoever sends, and what became of each. For `activities`.

A message that is taken out is the taker's until its lease (`try_at`, real time) is over; what the taker then says of
it counts only while nobody took it out again, which the number of tries tells.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, select, union_all, update

from domain.outgoing import HEARS, MOST_TRIES, Addressee, State, To
from domain.quiet import parse_quiet
from readmodel.accounts import account_of
from readmodel.message_tables import MessageRow
from readmodel.upserts import ACCOUNTS, CASES, HEARING, MATTERS, MESSAGES, insert_if_absent

OPEN = (State.WAITING.value, State.FAILED.value)


@dataclass(frozen=True)
class Outcome:
    """What became of one try. Moments in UTC: `sent_at` and `not_before` in story time, `try_at` in real time."""

    state: State
    channel: str = ""
    error: str = ""
    sent_at: datetime | None = None
    try_at: datetime | None = None
    not_before: datetime | None = None  # postponed: that was no try
    mark: str | None = None


def put(rows: Sequence[MessageRow], connection: Connection) -> None:
    """Keep these messages; one whose key is there already stays as it is."""
    if rows:
        statement = insert_if_absent(MESSAGES, connection.dialect.name)
        connection.execute(statement, [row.model_dump() for row in rows])


def hearers(units: Iterable[str], reachable: Collection[str], connection: Connection) -> list[Addressee]:
    """Whoever of these units hears by themselves: their work is the unit's, and they have not said no."""
    query = (
        select(ACCOUNTS, HEARING.c.quiet, HEARING.c.muted)
        .join(HEARING, HEARING.c.account == ACCOUNTS.c.username, isouter=True)
        .where(ACCOUNTS.c.unit.in_(sorted(set(units))), ACCOUNTS.c.username.in_(sorted(reachable)))
        .where(ACCOUNTS.c.disabled.is_(False))
        .order_by(ACCOUNTS.c.username)
    )
    found = []
    for row in connection.execute(query):
        account = account_of(row)
        if not row.muted and set(account.roles) & set(HEARS):
            quiet = parse_quiet(row.quiet) if row.quiet else None
            found.append(Addressee(To.ACCOUNT, account.unit, account.username, quiet))
    return found


def addressee_now(row: MessageRow, connection: Connection) -> Addressee | None:
    """Whom a message is for as things stand: None for a person who moved on, or wants to hear no more."""
    if row.addressee != To.ACCOUNT:
        return Addressee(To(row.addressee), row.unit)
    return next(iter(hearers([row.unit], [row.account], connection)), None)


def take(
    now: datetime, real: datetime, until: datetime, limit: int, connection: Connection
) -> list[MessageRow]:
    """Up to so many whose moment has come at `now` (story time), leased to the caller until `until` (real time).

    One whose last taker never said what became of its last try is dead from now on. UTC.
    """
    free = (MESSAGES.c.state.in_(OPEN), MESSAGES.c.not_before <= now, MESSAGES.c.try_at <= real)
    given_up = update(MESSAGES).where(*free, MESSAGES.c.tries >= MOST_TRIES)
    connection.execute(given_up.values(state=State.DEAD.value, error="interrupted"))
    order = (MESSAGES.c.urgent.desc(), MESSAGES.c.not_before, MESSAGES.c.key)
    query = select(MESSAGES).where(*free).order_by(*order).limit(limit).with_for_update(skip_locked=True)
    taken = [MessageRow(**row._mapping) for row in connection.execute(query)]
    keys = [row.key for row in taken]
    leased = update(MESSAGES).where(MESSAGES.c.key.in_(keys))
    connection.execute(leased.values(tries=MESSAGES.c.tries + 1, try_at=until))
    return [MessageRow(**{**row.model_dump(), "tries": row.tries + 1, "try_at": until}) for row in taken]


def settle(row: MessageRow, outcome: Outcome, connection: Connection) -> bool:
    """Say what became of a message that was taken; False where somebody else has taken it since."""
    values: dict[str, object] = {
        "state": outcome.state.value,
        "channel": outcome.channel,
        "error": outcome.error,
    }
    values |= {"zh": row.zh, "en": row.en}
    for name in ("sent_at", "try_at", "not_before", "mark"):
        if getattr(outcome, name) is not None:
            values[name] = getattr(outcome, name)
    if outcome.not_before is not None:
        values["tries"] = row.tries - 1
    mine = (MESSAGES.c.key == row.key, MESSAGES.c.tries == row.tries, MESSAGES.c.state.in_(OPEN))
    said = update(MESSAGES).where(*mine).values(**values).returning(MESSAGES.c.key)
    return connection.execute(said).first() is not None


def sent_to(mark: str, begin: datetime, end: datetime, connection: Connection) -> int:
    """How many messages one reporter was sent from `begin` until before `end` (UTC, story time)."""
    that_day = (MESSAGES.c.mark == mark, MESSAGES.c.sent_at >= begin, MESSAGES.c.sent_at < end)
    return connection.scalar(select(func.count()).select_from(MESSAGES).where(*that_day)) or 0


def forget_marks(before: datetime, connection: Connection) -> None:
    """Nobody has to be told apart any more in what was sent before that moment (UTC, story time)."""
    old = (MESSAGES.c.mark.is_not(None), MESSAGES.c.sent_at < before)
    connection.execute(update(MESSAGES).where(*old).values(mark=None))


def parties(case_numbers: Collection[str], connection: Connection) -> dict[str, str]:
    """Which unit each of these cases is about, of those that are about one."""
    query = select(CASES.c.case_no, CASES.c.party).where(CASES.c.case_no.in_(sorted(case_numbers)))
    return {row.case_no: row.party for row in connection.execute(query.where(CASES.c.party.is_not(None)))}


def case_since(case_no: str, seq: int, connection: Connection) -> str | None:
    """The whole case as JSON, once its event of that number is recorded; a page that lags says nothing yet."""
    snapshot: str | None = connection.scalar(_RECORDED, {"number": case_no, "seq": seq})
    return snapshot


def sealed_of(case_no: str, connection: Connection) -> str | None:
    """What a case or matter keeps sealed of its person; None before its first event is recorded."""
    sealed: str | None = connection.scalar(_SEALED, {"number": case_no})
    return sealed


_NUMBER: BindParameter[str] = bindparam("number")
_RECORDED = select(CASES.c.snapshot).where(CASES.c.case_no == _NUMBER, CASES.c.last_seq >= bindparam("seq"))
_SEALED = union_all(
    select(CASES.c.sealed).where(CASES.c.case_no == _NUMBER),
    select(MATTERS.c.sealed).where(MATTERS.c.matter_no == _NUMBER),
)
"""Asked for every message, and built once."""
