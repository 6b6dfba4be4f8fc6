"""Rows as views of a case: pure, so that a rebuild from the events gives equal rows. For the projector."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from contracts.codec import to_json
from domain.case import BreachOf, Call, Case, Phase
from domain.due import Due
from domain.localtime import zone
from domain.organisation import Tier
from domain.rates import CallCount, counts
from domain.views import Deadline, call_deadlines, due_behind, holder, shown_deadline, state

Row = dict[str, Any]

MONTHS_OF = "Asia/Shanghai"
"""The calendar that months and days of the rates are taken from."""
DEFAULT_EXPOSURE = "case"
"""Of a case whose item is not known yet."""


def call_id(case_no: str, n: int) -> str:
    """`<case_no>.<n>`, as in the HTTP contract."""
    return f"{case_no}.{n}"


def case_row(case: Case) -> Row:
    """The row of the case in `cases`."""
    held, due, report = holder(case), due_behind(case, shown_deadline(case)), case.report
    running = [call for call in case.calls if call.running]
    lng, lat = report.point or (None, None)
    return {
        "case_no": case.case_no,
        "state": state(case),
        "phase": case.phase.value,
        "outcome": case.outcome.value if case.outcome else None,
        "tier": _tier(case),
        "class_zh": case.item.class_zh if case.item else None,
        **_matter(case),
        "channel": report.channel,
        "reporter_kind": report.reporter_kind.value,
        "lng": lng,
        "lat": lat,
        "unit": held.unit if held else None,
        "unit_zh": held.unit_zh if held else None,
        "opened_at": case.opened_at,
        "due_at": due.at if due else None,
        "due_zh": due.zh if due else None,
        "due_en": due.en if due else None,
        "closed_at": case.closed_at,
        "updated_at": case.updated_at or case.opened_at,
        "last_seq": case.seq,
        "flags": json.dumps(case.flags),
        "rating": case.latest_rating.result if case.latest_rating else None,
        "urgent": case.urgent,
        "breached": any(call.open and call.breaches for call in case.calls),
        "next_resolve_at": min((call.resolve.at for call in running), default=None),
        "party": case.party,
        "linked_to": report.linked_to,
        "link": report.link,
        "merged_into": case.merged_into,
        "incident": "incident" in case.flags,
        "sealed": report.sealed,
        "snapshot": to_json(case),
    }


def call_rows(case: Case) -> dict[str, Row]:
    """The rows of the case in `calls`, by call id."""
    matter = {**_matter(case), "reporter_kind": case.report.reporter_kind.value}
    apart = case.item is not None and case.item.counted_apart
    return {
        call_id(case.case_no, call.n): {
            **matter,
            "party": case.party,
            "apart": apart,
            **_call(case, call),
            "missed_closed_at": case.closed_at if call.breaches else None,
            **_counted(count),
        }
        for call, count in zip(case.calls, counts(case), strict=True)
    }


def task_rows(case: Case) -> dict[str, Row]:
    """The rows of the case in `tasks`, by task id: its open ones."""
    matter = {"case_no": case.case_no, "urgent": case.urgent, **_matter(case)}
    return {
        task.id: {
            **matter,
            "id": task.id,
            "kind": task.kind.value,
            "call_n": task.call,
            "unit": task.unit,
            "unit_zh": task.unit_zh,
            "opened_at": task.opened_at,
            **_due_columns(task.due),
            "how": task.how,
            "asked_by": task.asked_by,
            "round": task.round,
        }
        for task in case.tasks
    }


def _matter(case: Case) -> Row:
    """What it is about and where, as in every table."""
    item = case.item
    return {
        "item": item.code if item else None,
        "item_name": item.name_zh if item else None,
        "exposure": item.exposure.value if item else DEFAULT_EXPOSURE,
        "grade": case.first_grade.value if case.first_grade else None,
        "community": case.report.community,
        "grid": case.report.grid,
    }


def _call(case: Case, call: Call) -> Row:
    return {
        "call_id": call_id(case.case_no, call.n),
        "case_no": case.case_no,
        "n": call.n,
        "unit": call.unit,
        "unit_zh": call.unit_zh,
        "role": call.role.value,
        "purpose": call.purpose.value,
        "tier": call.tier.value,
        "channel": call.channel.value,
        "state": call.state.value,
        "response_item": call.response_item,
        "urgent": call.urgent,
        "dispatched_at": call.dispatched_at,
        **_due_columns(due_behind(case, min(call_deadlines(call), key=_at, default=None)) or call.resolve),
        "respond_zh": call.respond.zh,
        "respond_en": call.respond.en,
        "resolve_zh": call.resolve.zh,
        "resolve_en": call.resolve.en,
        "closed_at": call.closed_at,
        "extended": call.extended,
        "breached_respond": BreachOf.RESPOND in call.breaches,
        "breached_resolve": BreachOf.RESOLVE in call.breaches,
        "undelivered": call.undelivered,
        "stopped": call.stopped_at is not None,
        "look_at": call.dispatched_at,
    }


_COUNTED_AS_NAMED = (
    *("counts_response", "counts_completion", "answered_in_time", "completed_in_time", "rating"),
    *("rating_by_staff", "rating_excluded", "rated_at", "rateable_at", "result", "outside"),
)


def _counted(count: CallCount) -> Row:
    return {
        "respond_by": count.response_due,
        "resolve_by": count.resolve_due,
        "responded_at": count.responded,
        "completed_at": count.completed,
        **{name: getattr(count, name) for name in _COUNTED_AS_NAMED},
        "response_month": month_of(count.response_due),
        "resolve_month": month_of(count.resolve_due),
    }


def count_of(row: Row) -> CallCount:
    """What the call of a row in `calls` counts for, as it was when the row was written."""
    return CallCount(
        call=row["n"],
        unit=row["unit"],
        response_due=row["respond_by"],
        resolve_due=row["resolve_by"],
        responded=row["responded_at"],
        completed=row["completed_at"],
        **{name: row[name] for name in _COUNTED_AS_NAMED},
    )


def _due_columns(due: Due) -> Row:
    return {"due_at": due.at, "due_zh": due.zh, "due_en": due.en}


def _tier(case: Case) -> str:
    """Where it lies: with the topmost open lead, else where it was completed, else with the street's desk."""
    call = case.top if case.phase is Phase.HANDLING else None
    for known in (call, case.call(case.winner or 0), *reversed(list(_leads(case)))):
        if known is not None:
            return known.tier.value
    return Tier.STREET.value


def _leads(case: Case) -> Iterator[Call]:
    return (call for call in case.calls if call.lead)


def _at(deadline: Deadline) -> datetime:
    return deadline.at


def month_of(at: datetime) -> str:
    """The month of a moment on the street's own calendar: `2026-10`."""
    return day_of(at)[:7]


def day_of(at: datetime) -> str:
    """The day of a moment on the street's own calendar: `2026-10-09`."""
    return at.astimezone(zone(MONTHS_OF)).date().isoformat()
