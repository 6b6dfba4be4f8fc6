"""What ties cases together, and what is asked of a closed one."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.text import Answer, Asked, Code, Photos, StaffNote


class MergeIn(Asked):
    """并单 into an earlier case."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"into": "SGH-20261009-48213057"}]}
    )

    into: Code


class IncidentIn(Asked):
    """突发事件主单, and the later cases that are of it."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"cases": ["SGH-20261009-48213057", "SGH-20261009-11111116"]}]},
    )

    cases: tuple[Code, ...] = Field(default=(), max_length=50)


class PartIn(Asked):
    """One matter out of a report that holds several."""

    text: StaffNote
    item: Code | None = None


class SplitIn(Asked):
    """拆单."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"parts": [{"text": "同一路口的井盖松动", "item": "B0101"}]}]},
    )

    parts: Annotated[tuple[PartIn, ...], Field(min_length=1, max_length=10)]


class RepeatIn(Asked):
    """重复件, answered by reference to an earlier case of the same person."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [{"of": "SGH-20261009-48213057", "reply": "已于 10 月 9 日答复，无新情况"}]
        },
    )

    of: Code
    reply: StaffNote


class PartyIn(Asked):
    """The unit that the report is about."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"unit": "chengguan"}]})

    unit: Code


class AppealIn(Asked):
    """申诉 of one missed clock, with evidence."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"clock": "respond", "note": "市政停电，附停电通知"}]},
    )

    clock: Literal["respond", "resolve"]
    note: StaffNote
    photos: Photos = ()


class ExcludeIn(Asked):
    """剔除评价, for a listed reason, with evidence."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"reason": "e3", "note": "诉求人来电更正，录音 A-12"}]}
    )

    reason: Code
    note: StaffNote
    photos: Photos = ()


class ReopenIn(Asked):
    """What is new."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"text": "修好的路灯又灭了"}]})

    text: StaffNote
    photos: Photos = ()


class NotTheSameIn(Asked):
    """Why it is another matter."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"text": "我说的是 3 栋，不是 5 栋"}]}
    )

    text: StaffNote


class Asking(Answer):
    """What became of each case that was asked to join an incident."""

    case_no: str
    asked: bool
    detail: str | None = None


class IncidentOpened(Answer):
    """The incident, and the cases that were asked."""

    case_no: str
    seq: int
    cases: tuple[Asking, ...] = ()
