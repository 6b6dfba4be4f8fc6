"""Absences with their deputies (AB角), who is on duty, and shifts handed over (交接班)."""

from datetime import datetime

from pydantic import AwareDatetime, ConfigDict, JsonValue

from api.schemas.text import Answer, Asked, Code, Line, StaffNote

_AWAY: dict[str, JsonValue] = {
    "unit": "SQ07-G03",
    "deputy": "SQ07-G01",
    "starts_at": "2026-10-12T08:00:00+08:00",
    "ends_at": "2026-10-14T18:00:00+08:00",
    "reason": "年休假",
}


class AbsenceIn(Asked):
    """A grid worker is away, and whose account acts for the grid meanwhile."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_AWAY]})

    unit: Code
    deputy: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Line


class AbsenceShown(Answer):
    """An absence that runs, is to come, or was just ended; `ended_by` where it was ended early."""

    id: str
    unit: str
    unit_name: str
    deputy: str  # account
    starts_at: datetime
    ends_at: datetime
    reason: str
    made_by: str
    made_at: datetime
    ended_by: str | None = None


class AbsencePage(Answer):
    """The next to end first."""

    items: tuple[AbsenceShown, ...]
    next_cursor: str | None = None


class DeputyShown(Answer):
    """An account that may stand in for a grid of the station."""

    account: str
    unit: str
    unit_name: str


class Deputies(Answer):
    """By account."""

    items: tuple[DeputyShown, ...]
    next_cursor: str | None = None


class OnDutyShown(Answer):
    """A unit at this moment: on duty, or when next."""

    unit: str
    unit_name: str
    on_duty: bool
    next: datetime


class OnDutyNow(Answer):
    """Every unit but the grids, by the calendar and its hours; `working_day` is the office calendar's word of today."""

    at: datetime
    working_day: bool
    items: tuple[OnDutyShown, ...]
    next_cursor: str | None = None


class HandoverIn(Asked):
    """交接班: what who comes has to know, or what who comes says to it."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"note": "两件超期，已督办"}]})

    note: StaffNote


class MatterShown(Answer):
    """One thing that was open when the shift ended: `what` is `call` or the kind of a task."""

    case_no: str
    what: str
    item: str | None
    item_name: str
    unit: str
    due_at: datetime
    due_explained: str
    due_explained_en: str


class HandoverShown(Answer):
    """One shift handed over: signed by who went, and, once taken, by who came."""

    id: str
    unit: str
    made_at: datetime
    made_by: str
    note: str
    matters: tuple[MatterShown, ...]
    taken_at: datetime | None = None
    taken_by: str | None = None
    taken_note: str = ""


class HandoverPage(Answer):
    """The newest first."""

    items: tuple[HandoverShown, ...]
    next_cursor: str | None = None
