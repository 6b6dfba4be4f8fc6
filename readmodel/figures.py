"""Sums over calls and cases by month, so that no page adds up a city's year: kept in the transaction of the rows.

Each change adds a row of its own to `figure_changes`, which no other writer waits for; now and then one writer sums
them up into `figures`. Readers add both up. Written by the projector, read by `readmodel.rates`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Subquery,
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
from readmodel.rows import Row, count_of, month_of
from readmodel.upserts import CALLS, CASES, FIGURE_CHANGES, FIGURES

KINDS = {"unit": "unit_zh", "item": "item_name"} | {
    kind: kind for kind in ("tier", "community", "grid", "reporter_kind", "open", "closed", "external")
}
"""What is summed by which key, and the column of its name. Calls by deadline; `open` and `closed` cases by the month
they came in, their keys being outcomes; and calls outside (外呼) by that of their case."""
SUMMED_AT = 500
"""Changes that wait, about, before they are summed up."""
MOST_AT_ONCE = 5000
_LOCK = 7_041_926_311
"""PostgreSQL's advisory lock of whoever sums up."""
_TOLD_APART = ("month", "grade", "apart", *dict.fromkeys((*KINDS, *KINDS.values())))
Key = tuple[Any, ...]


@dataclass
class Sum:
    """Numbers by name, and the latest moment that anything of them happened."""

    numbers: Counter[str] = field(default_factory=Counter)
    latest: datetime | None = None
    name: str = ""

    def add(self, numbers: Mapping[str, int], moments: Iterable[datetime | None] = ()) -> None:
        """These too."""
        self.numbers.update(numbers)
        self.latest = max((at for at in (self.latest, *moments) if at is not None), default=None)


def added(of_case: Row, calls: Iterable[Row]) -> dict[Key, Sum]:
    """What the rows of one case add, by all that tells sums apart; of no case nothing."""
    sums: dict[Key, Sum] = {}
    if not of_case:
        return sums

    def add(numbers: Mapping[str, int], *moments: datetime | None, **keys: Any) -> None:
        if numbers:
            sums.setdefault(tuple(keys.get(name) for name in _TOLD_APART), Sum()).add(numbers, moments)

    came = {"month": month_of(of_case["opened_at"]), "grade": of_case["grade"] or "", "apart": False}
    state = "closed" if of_case["phase"] == Phase.CLOSED.value else "open"
    add({"calls": 1}, **came, **{state: of_case["outcome"] or ""})
    for call in calls:
        if call["channel"] == Channel.EXTERNAL.value:
            add({"calls": 1}, **(came | {"grade": "", "external": ""}))
        count, keys = count_of(call), _keys(call)
        add(of_response(count), count.responded, month=call["response_month"], **keys)
        done = (count.completed, count.rateable_at, count.rated_at)
        add(of_completion(count), *done, month=call["resolve_month"], **keys)
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

    Of the case, what counts. None are stored: an empty row.
    """
    one = {"number": case_no}
    of_case = connection.execute(_CASE, one).mappings().first()
    calls = connection.execute(_CALLS, one).mappings() if of_case else ()
    return dict(of_case or {}), {call["call_id"]: dict(call) for call in calls}


_NUMBER: BindParameter[str] = bindparam("number")
_CASE = select(CASES.c.opened_at, CASES.c.grade, CASES.c.phase, CASES.c.outcome).where(
    CASES.c.case_no == _NUMBER
)
_CALLS = select(CALLS).where(CALLS.c.case_no == _NUMBER)
_CHANGED = insert(FIGURE_CHANGES).returning(FIGURE_CHANGES.c.id)
"""Built once: a query costs as much to build as to run."""


def changed(connection: Connection, before: Mapping[Key, Sum], after: Mapping[Key, Sum]) -> None:
    """Take back what rows added before, and add what they add now."""
    rows = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, Sum()), after.get(key, Sum())
        numbers = {name: new.numbers[name] - old.numbers[name] for name in NUMBERS}
        if any(numbers.values()) or old.latest != new.latest:
            rows.append({**dict(zip(_TOLD_APART, key, strict=True)), **numbers, "latest": new.latest})
    if not rows:
        return
    made = connection.scalars(_CHANGED, rows)
    if any(number % SUMMED_AT == 0 for number in made.all()):
        sum_up(connection)


def sum_up(connection: Connection) -> None:
    """Move changes into the sums; nothing where another writer is at it."""
    if connection.dialect.name == "postgresql" and not connection.scalar(
        text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}
    ):
        return
    waiting = select(FIGURE_CHANGES).order_by(FIGURE_CHANGES.c.id).limit(MOST_AT_ONCE)
    changes = connection.execute(waiting).mappings().all()
    found_sums: dict[Key, Sum] = {}
    for change in changes:
        for kind, name in KINDS.items():
            if change[kind] is not None:
                key = (kind, change["month"], change[kind], change["grade"], change["apart"])
                found = found_sums.setdefault(key, Sum())
                found.add({number: change[number] for number in NUMBERS}, [change["latest"]])
                found.name = change[name]
    if found_sums:
        put(connection, found_sums)
        gone = [change["id"] for change in changes]
        connection.execute(delete(FIGURE_CHANGES).where(FIGURE_CHANGES.c.id.in_(gone)))


def put(connection: Connection, sums: Mapping[Key, Sum]) -> None:
    """Add to the sums, by kind, month, key, grade and whether it is 咨询宣传; in that order, whoever writes."""
    columns = ("kind", "month", "key", "grade", "apart")
    rows = [
        dict.fromkeys(NUMBERS, 0)
        | {**dict(zip(columns, key, strict=True)), **of.numbers, "latest": of.latest, "name": of.name}
        for key, of in sorted(sums.items())
    ]
    connection.execute(_adding(connection.dialect.name), rows)


def _adding(dialect: str) -> Any:
    """Insert a sum, or add to the one that is there."""
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(FIGURES)
    mine, new = FIGURES.c, made.excluded
    later = (mine.latest.is_(None) | (new.latest > mine.latest), new.latest)
    return made.on_conflict_do_update(
        index_elements=list(FIGURES.primary_key),
        set_={name: mine[name] + new[name] for name in NUMBERS}
        | {"name": new.name, "latest": case(later, else_=mine.latest)},
    )


def sums(kind: str, first: str, last: str) -> Subquery:
    """Every sum of a kind in the months from `first` to `last`, with what waits: for a query to group as it likes."""
    columns = ("month", "grade", "apart", *NUMBERS, "latest")
    kept = select(*(FIGURES.c[name] for name in (*columns, "key", "name"))).where(
        FIGURES.c.kind == kind, FIGURES.c.month.between(first, last)
    )
    key, name = FIGURE_CHANGES.c[kind], FIGURE_CHANGES.c[KINDS[kind]]
    waiting = select(*(FIGURE_CHANGES.c[name] for name in columns), key.label("key"), name.label("name"))
    waiting = waiting.where(key.is_not(None), FIGURE_CHANGES.c.month.between(first, last))
    return union_all(kept, waiting).subquery()


def totals(of: Subquery) -> list[ColumnElement[Any]]:
    """The columns of a grouped query over `sums`: each number, and the latest moment."""
    numbers: list[ColumnElement[Any]] = [func.sum(of.c[name]).label(name) for name in NUMBERS]
    return [*numbers, func.max(of.c.latest).label("latest")]
