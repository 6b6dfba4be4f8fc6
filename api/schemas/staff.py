"""What the command centre reads and orders, and who is signed in."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from api.schemas.calls import CallFull
from api.schemas.cases import LinkedShown, RatingShown
from api.schemas.chiefs import ChiefHeld
from api.schemas.text import Answer, Asked, Code, Line, Note, Photos, StaffNote
from domain.catalogue import Grade
from domain.people import Role


class SignIn(Asked):
    """Name and password."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"username": "street-dispatch", "password": "huying-demo"}]},
    )

    username: Code
    password: str = Field(min_length=1, max_length=256, repr=False)


class Account(Answer):
    """Who is signed in."""

    username: str
    unit: str
    unit_name: str
    roles: tuple[str, ...]


class SignedIn(Answer):
    """A bearer token, shown once."""

    token: str = Field(repr=False)
    expires_at: datetime
    account: Account


class GradeIn(Asked):
    """分级: an item (grades A and B), or C / D to hand it up."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"item": "B0520", "reason": "路灯不亮"}]}
    )

    item: Code | None = None
    grade: Grade | None = None
    reason: StaffNote

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.item is None and self.grade is None:
            raise ValueError("须指明事项或级别 | name an item or a grade")
        return self


class DispatchIn(Asked):
    """派遣 / 改派. Without a lead the item's own unit is called."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"lead": "chengguan", "co": ["guanli"]}]}
    )

    lead: Code | None = None
    co: tuple[Code, ...] = Field(default=(), max_length=20)
    response_item: Code | None = None
    summary: Note | None = Field(  # whole: a number in it is refused, not masked
        default=None, description="What the called units read: as `/summarise`."
    )
    photos: Photos | None = Field(default=None, description="The reporter's photos that they see.")


class SummariseIn(Asked):
    """摘要: the matter and its place, rewritten; without a text, the item and a landmark."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"text": "放鹰台路口东北角一盏路灯不亮，杆号 12"}]}
    )

    text: Note | None = None
    photos: Photos = Field(default=(), description="Ids of the reporter's photos that called units may see.")


class ApproveIn(Asked):
    """A decision on an open task; `request_id` is the task's id in the full view."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"request_id": "t2", "granted": True, "note": "依据充分"}]},
    )

    request_id: Code
    granted: bool = Field(strict=True)
    note: StaffNote | None = None


class SuperviseIn(Asked):
    """督办."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"text": "请今天内办结并报告"}]})

    text: StaffNote


class CheckIn(Asked):
    """核查."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"passed": True, "note": "现场已亮灯"}]}
    )

    passed: bool = Field(strict=True)
    note: StaffNote
    photos: Photos = ()


class AttemptIn(Asked):
    """回访未果."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"outcome": "no_answer"}]})

    outcome: Literal["no_answer", "busy", "later", "wrong_number", "declined"]
    of: Code | None = Field(default=None, description="The merged case whose reporter was rung up.")


class ReasonIn(Asked):
    """The desk's decision after a dissatisfied rating."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"choice": "explain", "note": "已当面说明"}]}
    )

    choice: Literal["rework", "explain", "review"]
    note: StaffNote


class ReviewIn(Asked):
    """复核: one of two persons' verdicts."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"verdict": "explained", "note": "已解释到位"}]}
    )

    verdict: Literal["again", "explained", "unreasonable"]
    note: StaffNote
    reason: Code | None = None  # listed, where unreasonable


class AccountIn(Asked):
    """An account to add, with at least one role."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"username": "wang", "unit": "chengguan", "roles": ["handler"]}]},
    )

    username: Code
    unit: Code
    roles: tuple[Role, ...] = Field(min_length=1, max_length=8)


class RevealIn(Asked):
    """Why the reporter's number is needed."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"reason": "电话回访"}]})

    reason: Line


class Revealed(Answer):
    """The reporter in full; null for what was not left, or is erased."""

    case_no: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None


class CaseRow(Answer):
    """One line of the list of cases."""

    case_no: str
    state: str
    state_zh: str
    grade: str | None = None
    tier: str | None = None
    item: str | None = None
    item_name: str
    unit: str | None = None
    unit_name: str | None = None
    community: str | None = None
    grid: str | None = None
    channel: str
    opened_at: datetime
    due_at: datetime | None = None
    due_explained: str | None = None
    due_explained_en: str | None = None
    overdue: bool
    outcome: str | None = None
    closed_at: datetime | None = None


class CasePage(Answer):
    """A page of cases."""

    items: tuple[CaseRow, ...]
    next_cursor: str | None = None


class TaskShown(Answer):
    """待办 of a unit; `id` is the `request_id` of `POST …/approve`."""

    id: str
    kind: str
    kind_zh: str
    unit: str
    unit_name: str
    due_at: datetime
    due_explained: str
    due_explained_en: str
    call_id: str | None = None
    how: str = ""
    asked_by: str = ""


class Happened(Answer):
    """One event, with who did it and what it holds."""

    seq: int
    at: datetime
    event: str
    by: str
    by_unit: str
    by_home: str = ""  # of a deputy: the own unit
    text: str | None = None
    text_en: str | None = None
    body: dict[str, Any]


class StepAhead(Answer):
    """Who is called when, if nobody acts; and how the deadline is counted that passes then."""

    at: datetime
    explained: str
    explained_en: str
    tier: str
    unit: str
    unit_name: str


class CaseFull(CaseRow):
    """The whole case as staff may see it: the reporter masked, the words only for those entitled."""

    phase: str
    first_grade: str | None = None
    reporter_kind: str
    entered: str = "self"  # behalf: taken down for somebody; found: by one of us
    entered_by: str | None = None  # the unit whose person took it down
    entered_zh: str | None = None
    entered_en: str | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None
    description: str | None = None
    address: str | None = None
    point: tuple[float, float] | None = None
    flags: tuple[str, ...] = ()
    round: int = 1
    calls: tuple[CallFull, ...] = ()
    tasks: tuple[TaskShown, ...] = ()
    timeline: tuple[Happened, ...] = ()
    forecast: tuple[StepAhead, ...] = ()
    ratings: tuple[RatingShown, ...] = ()
    party: str | None = None  # the unit reported
    merged_into: str | None = None
    attached: tuple[str, ...] = ()  # cases that ended in this one
    linked_to: str | None = None
    linked: tuple[LinkedShown, ...] = ()
    summary: str = ""  # what called units read, by the desk
    released: tuple[str, ...] = ()  # the reporter's photos that they see
    chiefs: tuple[ChiefHeld, ...] = ()  # that answer for the place, and who holds the post
    offered: tuple[str, ...] = ()  # cases that may be one incident with this one
