"""What a called unit reads and says, at its desk or through its own system."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, ConfigDict, model_validator

from api.schemas.text import Answer, Asked, Code, Photos, StaffNote
from domain.facts import Result

How = Literal["contacted", "on_site", "plan"]


class RespondIn(Asked):
    """响应. The reporter sees the note."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"kind": "contacted", "note": "已联系，今天下午到场"}]}
    )

    kind: How
    note: StaffNote


class ProgressIn(Asked):
    """反馈进展. The reporter sees the note; no clock changes."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"note": "配件已到，明天安装"}]})

    note: StaffNote


class CompleteIn(Asked):
    """办结. The reporter sees the reply.

    A result other than solved needs evidence (internal note or photos).
    """

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"result": "solved", "reply": "路灯已修好，今晚亮灯"}]}
    )

    result: Result
    reply: StaffNote
    internal_note: StaffNote | None = None
    photos: Photos = ()
    repair: StaffNote | None = (
        None  # an urgent matter was made safe: what is left to repair, as a linked case
    )
    repair_item: Code | None = None


class ReturnIn(Asked):
    """退单, for a listed reason."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"reason": "r1", "note": "该路段属水务集团养护"}]}
    )

    reason: Code
    note: StaffNote


class ReceiptIn(Asked):
    """A receipt of a department's own system: the fields of the desk's calls, told apart by `type`."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "receipt_id": "8842-1",
                    "call_id": "SGH-20261009-48213057.1",
                    "type": "completed",
                    "at": "2026-10-09T10:12:00+08:00",
                    "result": "solved",
                    "reply": "已修复",
                }
            ]
        },
    )

    receipt_id: Code
    call_id: Code
    type: Literal["responded", "completed", "returned", "progress"]
    at: AwareDatetime
    kind: How = "contacted"
    note: StaffNote | None = None
    result: Result | None = None
    reply: StaffNote | None = None
    internal_note: StaffNote | None = None
    reason: Code | None = None
    photos: Photos = ()
    repair: StaffNote | None = None
    repair_item: Code | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {"responded": ("note",), "completed": ("result", "reply"), "returned": ("reason", "note")}
        for name in needed.get(self.type, ("note",)):
            if getattr(self, name) is None:
                raise ValueError(f"{self.type} 须填写 {name} | {self.type} needs {name}")
        return self


class CallShown(Answer):
    """One call as its unit and the desk see it."""

    call_id: str
    case_no: str
    unit: str
    unit_name: str
    tier: str
    role: str
    state: str
    state_zh: str
    item: str | None = None
    item_name: str
    grade: str | None = None
    community: str | None = None
    grid: str | None = None
    urgent: bool
    dispatched_at: datetime
    respond_by: datetime
    respond_explained: str
    respond_explained_en: str
    resolve_by: datetime
    resolve_explained: str
    resolve_explained_en: str
    responded_at: datetime | None = None
    completed_at: datetime | None = None
    overdue: bool
    breaches: tuple[str, ...] = ()
    undelivered: bool = False


class CallFull(CallShown):
    """One call with everything its unit needs to go there; words and place only where they may have them."""

    description: str | None = None
    address: str | None = None
    point: tuple[float, float] | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None
    summary: str = ""  # the matter in the desk's words
    photos: tuple[str, ...] = ()  # addresses of the photos that the desk let out, while the call is open


class CallPage(Answer):
    """A page of calls."""

    items: tuple[CallShown, ...]
    next_cursor: str | None = None
