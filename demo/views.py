"""What the API shows, as the demo reads it: only the fields the actors need. Made by `client` alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]
BEFORE_ALL = datetime.fromisoformat("2026-10-01T00:00:00+08:00")
"""Of a case whose answer does not say when it was opened."""


@dataclass(frozen=True)
class Accepted:
    """What a reporter gets back."""

    case_no: str
    track_code: str
    track_url: str


@dataclass(frozen=True)
class Call:
    """One call of one unit."""

    call_id: str
    case_no: str
    unit: str
    unit_name: str
    tier: str
    role: str
    state: str
    item: str | None
    item_name: str
    urgent: bool
    dispatched_at: datetime
    respond_by: datetime
    resolve_by: datetime
    responded_at: datetime | None
    completed_at: datetime | None
    breaches: tuple[str, ...]

    @property
    def n(self) -> int:
        """Its number in the case."""
        return int(self.call_id.rpartition(".")[2])


@dataclass(frozen=True)
class CaseRow:
    """A line of the list of cases."""

    case_no: str
    state: str
    tier: str | None
    unit: str | None
    outcome: str | None


@dataclass(frozen=True)
class Task:
    """Something that waits for a decision, a check, a rating."""

    id: str
    kind: str
    unit: str
    how: str


@dataclass(frozen=True)
class Happened:
    """One line of the timeline."""

    at: datetime
    event: str
    text: str
    body: Row
    by: str = ""


@dataclass(frozen=True)
class Linked:
    """A case opened from this one; its code is shown to the reporter alone."""

    case_no: str
    why: str
    track_code: str | None


@dataclass(frozen=True)
class CaseFull:
    """The whole case."""

    row: CaseRow
    calls: tuple[Call, ...]
    tasks: tuple[Task, ...]
    timeline: tuple[Happened, ...]
    ratings: int
    opened_at: datetime = BEFORE_ALL
    offered: tuple[str, ...] = ()  # cases that the system thinks one incident with this one
    attached: tuple[str, ...] = ()  # cases that ended in this one
    linked: tuple[Linked, ...] = ()

    @property
    def leads(self) -> tuple[Call, ...]:
        """The lead calls, in order."""
        return tuple(call for call in self.calls if call.role == "lead")

    def task(self, *kinds: str) -> Task | None:
        """The first open task of one of these kinds."""
        return next((task for task in self.tasks if task.kind in kinds), None)


@dataclass(frozen=True)
class Share:
    """One rate in percent, with what it was counted from."""

    rate: float | None
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Rate:
    """The three rates of one unit (or tier)."""

    key: str
    name: str
    response: Share
    completion: Share
    satisfaction: Share
    coverage: Share
    score: float | None
    flags: tuple[str, ...]


def call_of(row: Row) -> Call:
    """A call from its JSON."""
    return Call(
        call_id=row["call_id"],
        case_no=row["case_no"],
        unit=row["unit"],
        unit_name=row.get("unit_name") or row["unit"],
        tier=row["tier"],
        role=row["role"],
        state=row["state"],
        item=row.get("item"),
        item_name=row.get("item_name") or "",
        urgent=row["urgent"],
        dispatched_at=datetime.fromisoformat(row["dispatched_at"]),
        respond_by=datetime.fromisoformat(row["respond_by"]),
        resolve_by=datetime.fromisoformat(row["resolve_by"]),
        responded_at=_moment(row.get("responded_at")),
        completed_at=_moment(row.get("completed_at")),
        breaches=tuple(row.get("breaches", ())),
    )


def row_of(row: Row) -> CaseRow:
    """A case of a list from its JSON."""
    return CaseRow(row["case_no"], row["state"], row.get("tier"), row.get("unit"), row.get("outcome"))


def full_of(row: Row) -> CaseFull:
    """A whole case from its JSON."""
    return CaseFull(
        row=row_of(row),
        calls=tuple(call_of(call) for call in row["calls"]),
        tasks=tuple(Task(t["id"], t["kind"], t["unit"], t.get("how", "")) for t in row["tasks"]),
        timeline=tuple(
            Happened(
                datetime.fromisoformat(h["at"]),
                h["event"],
                h.get("text") or "",
                h.get("body", {}),
                h.get("by", ""),
            )
            for h in row["timeline"]
        ),
        ratings=len(row.get("ratings", ())),
        opened_at=_moment(row.get("opened_at")) or BEFORE_ALL,
        offered=tuple(row.get("offered", ())),
        attached=tuple(row.get("attached", ())),
        linked=linked_of(row),
    )


def linked_of(row: Row) -> tuple[Linked, ...]:
    """The linked cases of a case's JSON, whoever sees it."""
    return tuple(Linked(one["case_no"], one["why"], one.get("track_code")) for one in row.get("linked", ()))


def rate_of(row: Row) -> Rate:
    """A line of rates from its JSON."""
    shares = (_share(row[name]) for name in ("response", "completion", "satisfaction", "coverage"))
    response, completion, satisfaction, coverage = shares
    return Rate(
        key=str(row["key"]),
        name=row.get("name") or str(row["key"]),
        response=response,
        completion=completion,
        satisfaction=satisfaction,
        coverage=coverage,
        score=_number(row.get("score")),
        flags=tuple(row.get("flags", ())),
    )


def _share(row: Row) -> Share:
    return Share(_number(row.get("rate")), int(row["numerator"]), int(row["denominator"]))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | str) else None
