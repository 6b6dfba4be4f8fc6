"""What an event sets going outside the case. Pure: the workflow carries it out."""

from collections.abc import Iterator
from typing import Literal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.cases import Message
    from contracts.letters import Letter, LinkRequest
    from contracts.story import StoryClock
    from contracts.telling import item_name
    from domain import events as e
    from domain.budget import length
    from domain.case import Call, CallState, Case
    from domain.facts import Attached, Body, Fact, Join, JoinAnswer, Leave
    from domain.people import Actor, Role


def message(case: Case, event: e.Event) -> Message | None:
    """The message to the called unit's own system, if this event means one."""
    match event.body:
        case e.Called(call) if call.connected:
            return _about(case, call, "call", 1)
        case e.Resent(call=n):
            again = case.call(n)
            return _about(case, again, "call", again.version) if again else None
        case (
            e.CallReopened(call=n)
            | e.CallExtended(call=n)
            | e.ClockResumed(call=n)
            | e.CallReplanned(call=n)
            | e.BriefChanged(call=n)
        ):
            call_now = case.call(n)
            return (
                _about(case, call_now, "change", call_now.version)
                if call_now and call_now.connected
                else None
            )
        case e.CallClosed(call=n, state=state) if state is not CallState.COMPLETED:
            ended = case.call(n)
            return _about(case, ended, "cancel", ended.version + 1) if ended and ended.connected else None
        case _:
            return None


def _about(case: Case, call: Call, kind: Literal["call", "change", "cancel"], version: int) -> Message:
    report, item = case.report, case.item
    return Message(
        type=kind,
        case_no=case.case_no,
        call=call.n,
        version=version,
        unit=call.unit,
        urgent=call.urgent,
        item=item.code if item else None,
        item_name=item_name(case),
        exposure=item.exposure if item else "case",
        grade=case.grade or "",
        role=call.role,
        community=report.community,
        grid=report.grid,
        respond_by=call.respond.at,
        resolve_by=call.resolve.at,
        sealed=report.sealed,
        summary=case.summary,
        released=case.released,
        respond_zh=call.respond.zh,
        respond_en=call.respond.en,
        resolve_zh=call.resolve.zh,
        resolve_en=call.resolve.en,
    )


def patience(call: Call) -> float:
    """Seconds of story time after which an undelivered message is shown."""
    return length(call.undelivered_after).total_seconds()


def settled(event: e.Event) -> int | None:
    """The call whose department evidently has our message: its own system answered."""
    if not event.by.has(Role.DEPARTMENT):
        return None
    match event.body:
        case e.Responded(call=n) | e.Completed(call=n) | e.Progressed(call=n) | e.ReturnAsked(call=n):
            return n
        case _:
            return None


def letters(case: Case, event: e.Event) -> Iterator[Letter]:
    """What this event says to other cases."""
    own = case.case_no
    match event.body:
        case e.MergeAsked(into=into, how=how):
            me = Attached(own, case.opened_at, case.report.asked, again=how == "again")
            yield _letter(case, event, into, Join(own, (me, *case.attached), how, case.party))
        case e.Joined(case_no=other, cases=cases, how=how):
            came = tuple(one.case_no for one in cases)
            yield _letter(case, event, other, JoinAnswer(own, True, how=how, cases=came))
        case e.Detached(case_no=other) if case.merging is not None:  # the letter that asks still names it
            yield _letter(case, event, case.merging, Leave(other), other)
        case e.JoinRefused(case_no=other, why=why):
            yield _letter(case, event, other, JoinAnswer(own, False, why))
        case e.MergeRefused(into=into, taken_back=True):
            for number in (own, *(other.case_no for other in case.attached)):
                yield _letter(case, event, into, Leave(number), number)
        case _:
            return


def _letter(case: Case, event: e.Event, to: str, body: Body, whose: str = "") -> Letter:
    whose = whose or case.case_no
    by = Actor(whose, roles=(Role.SYSTEM,))
    return Letter(to, Fact(f"{case.case_no}:{event.seq}:{whose}", event.at, by, body))


def wanted(case: Case, event: e.Event, story: StoryClock, zone: str) -> LinkRequest | None:
    """The linked case that this event asks for."""
    if not isinstance(event.body, e.LinkWanted):
        return None
    body = event.body
    return LinkRequest(body.key, body.why, case.report, body.item, body.text, event.by, event.at, story, zone)
