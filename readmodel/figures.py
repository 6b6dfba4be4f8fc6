"""Sums over calls and cases by month, pentad and day, for no page to add up a year: kept in the rows' transaction.

Each change adds a row of its own to `figures_waiting`, which no other writer waits for; now and then one writer sums
them up into `figures`, `figure_pentads` and `figure_days`. Readers add up. Written by the projector, read by
`readmodel.rates`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Subquery,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.case import Phase
from domain.catalogue import Channel, Exposure
from domain.labels import SEALED_NAME
from domain.rates import NUMBERS, of_completion, of_response
from readmodel.rows import Row, count_of, day_of
from readmodel.spans import OF_MONTH, Part, Span, name_of
from readmodel.upserts import CALLS, CASES, FIGURE_DAYS, FIGURE_PENTADS, FIGURES, FIGURES_WAITING

KINDS = {"unit": "unit_zh", "item": "item_name"} | {
    kind: kind for kind in ("tier", "community", "grid", "reporter_kind", "open", "closed", "external")
}
"""What is summed by which key, and the column of its name. Calls by deadline; `open` and `closed` cases by the day
they came in, their keys being outcomes; and calls outside (外呼) by that of their case."""
KEPT: dict[Span, Table] = {"month": FIGURES, "pentad": FIGURE_PENTADS, "day": FIGURE_DAYS}
"""Where the sums are, by what they are sums of."""
SUMMED_AT = 500
"""Changes of one process, about, before it sums up what waits."""
MOST_AT_ONCE = 5000
_LOCK = 7_041_926_311
"""PostgreSQL's advisory lock of whoever sums up."""
_TOLD_APART = ("day", "grade", "apart", *dict.fromkeys((*KINDS, *KINDS.values())))
Key = tuple[Any, ...]


@dataclass
class Sum:
    """Numbers by name, and the latest moment that anything of them happened."""

    numbers: Counter[str] = field(default_factory=Counter)
    latest: datetime | None = None
    name: str = ""

    def add(self, numbers: Mapping[str, int], moments: Iterable[datetime | None] = ()) -> None:
        """These too."""
        for name, number in numbers.items():  # ten times as fast as a counter's own update
            self.numbers[name] += number
        self.latest = max((at for at in (self.latest, *moments) if at is not None), default=None)


def added(of_case: Row, calls: Iterable[Row]) -> dict[Key, Sum]:
    """What the rows of one case add, by all that tells sums apart; of no case nothing."""
    sums: dict[Key, Sum] = {}
    if not of_case:
        return sums

    def add(numbers: Mapping[str, int], *moments: datetime | None, **keys: Any) -> None:
        if numbers:
            sums.setdefault(tuple(keys.get(name) for name in _TOLD_APART), Sum()).add(numbers, moments)

    came = {"day": day_of(of_case["opened_at"]), "grade": of_case["grade"] or "", "apart": False}
    state = "closed" if of_case["phase"] == Phase.CLOSED.value else "open"
    add({"calls": 1}, **came, **{state: of_case["outcome"] or ""})
    for call in calls:
        if call["channel"] == Channel.EXTERNAL.value:
            add({"calls": 1}, **(came | {"grade": "", "external": ""}))
        count, keys = count_of(call), _keys(call)
        add(of_response(count), count.responded, day=day_of(call["respond_by"]), **keys)
        done = (count.completed, count.rateable_at, count.rated_at)
        add(of_completion(count), *done, day=day_of(call["resolve_by"]), **keys)
    return sums


def _keys(call: Row) -> dict[str, Any]:
    """What a call counts under. Sealed items count as one: a key of its own would name the item."""
    is_sealed = call["exposure"] == Exposure.SEALED.value
    plain = {name: call[name] or "" for name in ("unit", "unit_zh", "tier", "community", "grid")}
    return plain | {
        "reporter_kind": call["reporter_kind"],
        "item": Exposure.SEALED.value if is_sealed else call["item"] or "",
        "item_name": str(SEALED_NAME) if is_sealed else call["item_name"] or "",
        "grade": call["grade"] or "",
        "apart": call["apart"],
    }


def stored(connection: Connection, case_no: str) -> tuple[Row, dict[str, Row]]:
    """The rows of a case and of its calls as they are stored: whatever a newer version would make of its events.

    Of the case, `COUNTED`. None are stored: an empty row.
    """
    of_case = connection.execute(_CASE, {"number": case_no}).mappings().first()
    return dict(of_case or {}), stored_calls(connection, case_no) if of_case else {}


def stored_calls(connection: Connection, case_no: str) -> dict[str, Row]:
    """The rows of its calls alone, by id."""
    calls = connection.execute(_CALLS, {"number": case_no}).mappings()
    return {call["call_id"]: dict(call) for call in calls}


COUNTED = ("opened_at", "grade", "phase", "outcome")
"""What of a case's row is counted."""
_NUMBER: BindParameter[str] = bindparam("number")
_CASE = select(*(CASES.c[name] for name in COUNTED)).where(CASES.c.case_no == _NUMBER)
_CALLS = select(CALLS).where(CALLS.c.case_no == _NUMBER)
_CHANGED = insert(FIGURES_WAITING)
"""Built once: a query costs as much to build as to run."""
_OLDEST = select(FIGURES_WAITING.c.id).order_by(FIGURES_WAITING.c.id).limit(bindparam("most"))
_TAKEN = delete(FIGURES_WAITING).where(FIGURES_WAITING.c.id.in_(_OLDEST)).returning(FIGURES_WAITING)
_NOTHING = dict.fromkeys(NUMBERS, 0)
_since: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()
"""Changes that this process has written since it last summed up."""


def changed(connection: Connection, before: Mapping[Key, Sum], after: Mapping[Key, Sum]) -> None:
    """Take back what rows added before, and add what they add now."""
    rows = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, Sum()), after.get(key, Sum())
        numbers = {name: new.numbers[name] - old.numbers[name] for name in {**old.numbers, **new.numbers}}
        if any(numbers.values()) or old.latest != new.latest:
            rows.append(
                dict(zip(_TOLD_APART, key, strict=True)) | _NOTHING | numbers | {"latest": new.latest}
            )
    if not rows:
        return
    connection.execute(_CHANGED, rows)
    written = _since.get(connection.engine, SUMMED_AT) + len(rows)  # a process begins by summing up
    _since[connection.engine] = written % SUMMED_AT if written >= SUMMED_AT else written
    if written >= SUMMED_AT:
        sum_up(connection)


def sum_up(connection: Connection) -> None:
    """Move changes into the sums; nothing where another writer is at it."""
    if connection.dialect.name == "postgresql" and not connection.scalar(
        text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}
    ):
        return
    changes = connection.execute(_TAKEN, {"most": MOST_AT_ONCE}).mappings().all()
    found_sums: dict[Key, Sum] = {}
    for change in sorted(changes, key=itemgetter("id")):
        numbers = {number: change[number] for number in NUMBERS if change[number]}
        for kind, name in KINDS.items():
            if change[kind] is not None:
                key = (kind, change["day"], change[kind], change["grade"], change["apart"])
                found = found_sums.setdefault(key, Sum())
                found.add(numbers, [change["latest"]])
                found.name = change[name]
    if found_sums:
        put(connection, found_sums)


def put(connection: Connection, sums: Mapping[Key, Sum]) -> None:
    """Add to the sums, by kind, day, key, grade and whether it is 咨询宣传; in that order, whoever writes."""
    for span, kept in KEPT.items():
        columns = ("kind", span, "key", "grade", "apart")
        rows = [
            _NOTHING
            | {**dict(zip(columns, key, strict=True)), **of.numbers, "latest": of.latest, "name": of.name}
            for key, of in sorted(_by(span, sums).items())
        ]
        connection.execute(_adding(kept, connection.dialect.name), rows)


def _by(span: Span, days: Mapping[Key, Sum]) -> dict[Key, Sum]:
    found: dict[Key, Sum] = {}
    for (kind, day, *keys), of in days.items():
        one = found.setdefault((kind, name_of(span, day), *keys), Sum())
        one.add(of.numbers, [of.latest])
        one.name = max(one.name, of.name)
    return found


@cache
def _adding(kept: Table, dialect: str) -> Any:
    """Insert a sum, or add to the one that is there."""
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(kept)
    mine, new = kept.c, made.excluded
    later = (mine.latest.is_(None) | (new.latest > mine.latest), new.latest)
    return made.on_conflict_do_update(
        index_elements=list(kept.primary_key),
        set_={name: mine[name] + new[name] for name in NUMBERS}
        | {"name": new.name, "latest": case(later, else_=mine.latest)},
    )


def sums(kind: str, periods: Iterable[Part]) -> Subquery:
    """Every sum of a kind in these months, pentads and days, with what waits: for a query to group as it likes."""
    return union_all(*(one for part in periods for one in _sums(kind, part))).subquery()


def _sums(kind: str, part: Part) -> tuple[Select[Any], Select[Any]]:
    assert part.span is not None
    columns, of, change = ("grade", "apart", "latest"), KEPT[part.span].c, FIGURES_WAITING.c
    kept = select(func.substr(of[part.span], 1, OF_MONTH).label("month"), of.key, of.name)
    kept = kept.add_columns(*(of[name] for name in columns), *_signed(of, part.sign))
    waiting = select(func.substr(change.day, 1, OF_MONTH), change[kind], change[KINDS[kind]])
    waiting = waiting.add_columns(*(change[name] for name in columns), *_signed(change, part.sign))
    return (
        kept.where(of.kind == kind, of[part.span].between(*part.named(part.span))),
        waiting.where(change[kind].is_not(None), change.day.between(*part.days)),
    )


def _signed(of: Any, sign: int) -> list[ColumnElement[int]]:
    return [(of[name] if sign > 0 else -of[name]).label(name) for name in NUMBERS]
