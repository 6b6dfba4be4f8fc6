"""A staff form becomes the very command that the JSON API takes: same body, same handler, same roles.

Used by every staff page. A form's fields are the body's; an empty field is a field not sent.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args, get_origin

from pydantic import AwareDatetime
from starlette.datastructures import FormData

from api import afterwards, calls, cases, errors, linking, orders, requests, staff_cases, summaries
from api.door import Door
from api.schemas.calls import CompleteIn, ProgressIn, RespondIn, ReturnIn
from api.schemas.cases import RatingIn
from api.schemas.linking import (
    AppealIn,
    ExcludeIn,
    IncidentIn,
    MergeIn,
    PartIn,
    PartyIn,
    RepeatIn,
    SplitIn,
)
from api.schemas.requests import (
    CallOffIn,
    ExtendIn,
    HandDownIn,
    HandUpIn,
    RefuseIn,
    SuspendIn,
    TransferIn,
    VoidIn,
)
from api.schemas.staff import (
    ApproveIn,
    AttemptIn,
    CheckIn,
    DispatchIn,
    GradeIn,
    ReasonIn,
    ReviewIn,
    SummariseIn,
    SuperviseIn,
)
from api.schemas.text import Asked, Done, Taken
from api.staff import need
from domain.localtime import zone
from domain.party import WHO_NAMES
from domain.people import Actor, Role

Handler = Callable[..., Awaitable[Done | Taken]]


@dataclass(frozen=True)
class Command:
    """One order of the API: its body, its handler, and the roles that its route asks for (none: the rules judge)."""

    body: type[Asked]
    handler: Handler
    roles: tuple[Role, ...] = ()


class Nothing(Asked):
    """The body of an order that needs no words."""


async def _resume(call_id: str, door: Door, by: Actor, _: Nothing, key: str | None) -> Done:
    return await requests.resume(call_id, door, by, key)


async def _rate(case_no: str, door: Door, by: Actor, body: RatingIn, key: str | None) -> Done:
    return await cases.rate(case_no, door, by, body, "", key)


async def _incident(case_no: str, door: Door, by: Actor, body: IncidentIn, _: str | None) -> Done:
    opened = await linking.incident(case_no, door, by, body)
    return Done(case_no=opened.case_no, seq=opened.seq)


async def _split(case_no: str, door: Door, by: Actor, body: PartIn, key: str | None) -> Done:
    return await linking.split(case_no, door, by, SplitIn(parts=(body,)), key)


OF_CALL: Mapping[str, Command] = {
    "respond": Command(RespondIn, calls.respond),
    "progress": Command(ProgressIn, calls.progress),
    "complete": Command(CompleteIn, calls.complete),
    "return": Command(ReturnIn, calls.give_back),
    "extend": Command(ExtendIn, requests.extend),
    "suspend": Command(SuspendIn, requests.suspend),
    "resume": Command(Nothing, _resume),
    "hand-up": Command(HandUpIn, requests.hand_up),
    "transfer": Command(TransferIn, requests.transfer, (Role.STATION_CHIEF,)),
    "appeal": Command(AppealIn, afterwards.appeal),
    "call-off": Command(CallOffIn, requests.call_off),
}
"""What is said about one call, by the last part of its path."""
OF_CASE: Mapping[str, Command] = {
    "grade": Command(GradeIn, staff_cases.grade, staff_cases.GRADING),
    "dispatch": Command(DispatchIn, staff_cases.dispatch, staff_cases.DISPATCHING),
    "approve": Command(ApproveIn, staff_cases.approve, staff_cases.DECIDING),
    "summarise": Command(SummariseIn, summaries.summarise, summaries.WRITING),
    "supervise": Command(SuperviseIn, staff_cases.supervise, staff_cases.ORDERING),
    "check": Command(CheckIn, staff_cases.check, staff_cases.CHECKING),
    "attempt": Command(AttemptIn, staff_cases.attempt, staff_cases.CALLING_BACK),
    "reason": Command(ReasonIn, staff_cases.reason, staff_cases.DISPATCHING),
    "review": Command(ReviewIn, staff_cases.review, staff_cases.REVIEWING),
    "hand-up": Command(HandUpIn, orders.hand_up, orders.CHIEFS),
    "hand-down": Command(HandDownIn, orders.hand_down, orders.CHIEFS),
    "void": Command(VoidIn, orders.void, orders.ENDING),
    "refuse": Command(RefuseIn, orders.refuse, orders.ENDING),
    "merge": Command(MergeIn, linking.merge, orders.ENDING),
    "incident": Command(IncidentIn, _incident, staff_cases.DISPATCHING),
    "split": Command(PartIn, _split, staff_cases.DISPATCHING),
    "repeat": Command(RepeatIn, linking.repeat, orders.ENDING),
    "party": Command(PartyIn, linking.party, WHO_NAMES),
    "exclude": Command(ExcludeIn, afterwards.exclude),
    "rating": Command(RatingIn, _rate),
}
"""What is ordered about a whole case."""


async def carry_out(
    door: Door, by: Actor, commands: Mapping[str, Command], operation: str, subject: str, form: FormData
) -> Done | Taken:
    """Do what the form says to `subject` (a call id or a case number). Raises what the API would answer.

    The form's `key` makes it once: pressed twice, it has no further effect.
    """
    command = commands.get(operation)
    if command is None:
        raise errors.unknown("没有这个操作", "There is no such operation.")
    if command.roles:
        need(by, *command.roles)
    body = parsed(command.body, form, door.city.calendar.timezone)
    key = str(form.get("key", "")) or None
    return await command.handler(subject, door, by, body, key)


def parsed(body: type[Asked], form: FormData, timezone: str) -> Asked:
    """The form as the API's own body; a moment without an offset is the city's. Raises 422 in the user's words."""
    sent = {
        name: values
        if get_origin(field.annotation) is tuple
        else _typed(field.annotation, values[0], timezone)
        for name, field in body.model_fields.items()
        if (values := _values(form, name))
    }
    return errors.checked(body, sent)


def _values(form: FormData, name: str) -> list[str]:
    return [text.strip() for text in form.getlist(name) if isinstance(text, str) and text.strip()]


def _typed(annotation: Any, text: str, timezone: str) -> object:
    """What the text stands for where the schema wants more than text; what does not fit is left to the schema."""
    kinds = set(_kinds(annotation))
    if bool in kinds:
        return {"true": True, "false": False}.get(text, text)
    if int in kinds and text.isascii() and text.isdigit():
        return int(text)
    return _with_offset(text, timezone) if kinds & {AwareDatetime, datetime} else text


def _kinds(annotation: Any) -> Iterator[Any]:
    """The plain types inside an optional or annotated one."""
    inside = get_args(annotation)
    yield annotation
    for part in inside:
        yield from _kinds(part)


def _with_offset(text: str, timezone: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text  # the schema says what is wrong with it
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone(timezone))).isoformat()
