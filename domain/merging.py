"""并单: a later case ends in an earlier one that said yes. Two cases, each deciding for itself, by letters."""

from domain import events as e
from domain.case import CallState, Case, Outcome, Phase, TaskKind
from domain.facts import Attached, Join, JoinAnswer, Leave, Merge
from domain.facts.linking import JoinHow
from domain.finishing import counted_if_all_voted
from domain.intake import not_above
from domain.people import Role
from domain.permissions import DISPATCHING, at_desk, in_phase, nobody_completed
from domain.ruling import Forbidden, Ruling

MOST_ATTACHED = 500
"""How many cases may end in one."""
BY_ITSELF: tuple[JoinHow, ...] = ("incident", "again")
"""What the system may ask of a case: to end in an incident that it fits, or in the one that its report made again."""
BEFORE_COMPLETION = (Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)


def merge(ruling: Ruling, body: Merge) -> None:
    """Asked by a person of the desk; of `BY_ITSELF` also by the system. The earlier case answers by letter.

    What was refused once only a person asks again, so that the system does not ask for ever.
    """
    if body.how in BY_ITSELF and ruling.by.has(Role.SYSTEM):
        if "merge_refused" in ruling.case.flags:
            return
    else:
        at_desk(ruling, Role.INTAKE, *DISPATCHING)
    nobody_completed(ruling)
    not_above(ruling)
    if body.into == ruling.case.case_no:
        raise Forbidden("itself", "不能并入自己", "a case is not merged into itself")
    if ruling.case.merging is not None:
        raise Forbidden("undecided", "正在并单，还没有结果", "a merge is being answered")
    ruling.add(e.MergeAsked(body.into, body.how), ruling.at)


def join(ruling: Ruling, body: Join) -> None:
    """The earlier case's word on a later one: yes while nobody has completed. An answer is always given."""
    _of_a_case(ruling, body.case_no)
    why = _why_not(ruling.case, body)
    if why is None:
        ruling.add(e.Joined(body.case_no, body.cases, body.how))
    else:
        ruling.add(e.JoinRefused(body.case_no, why))


def _why_not(case: Case, body: Join) -> str | None:
    """Only into an earlier case, so no two can ever end in each other.

    What was sent twice ends in the later one, which people have seen meanwhile; only whoever starts the first asks so.
    """
    asking = body.cases[0] if body.cases else None
    if case.phase not in BEFORE_COMPLETION or case.winner or any(call.completion for call in case.calls):
        return "completed" if case.open else "closed"
    if asking is None or (body.how != "again" and not _later(asking, case)):
        return "later"
    if case.merging is not None or case.task_of(TaskKind.VOID) is not None:
        return "ending"
    if body.about != case.party:  # what is about a unit must not end where that unit has a part
        return "party"
    if body.how == "incident" and "incident" not in case.flags:
        return "no_incident"
    return "full" if len(case.attached) + len(body.cases) > MOST_ATTACHED else None


def _later(asking: Attached, case: Case) -> bool:
    return (asking.opened_at, asking.case_no) > (case.opened_at, case.case_no)


def join_answered(ruling: Ruling, body: JoinAnswer) -> None:
    """Yes: this case ends there, if nobody completed it meanwhile. No: it goes on, and the desk is told."""
    _of_a_case(ruling, body.into)
    if ruling.case.merging != body.into:
        return
    if body.granted and _can_still_end(ruling.case):
        _end_there(ruling, body)
        return
    ruling.add(e.MergeRefused(body.into, body.why or "completed", taken_back=body.granted))
    if ruling.case.open:
        ruling.add(e.Told(ruling.case.report.desk, "merge_refused"))


def _can_still_end(case: Case) -> bool:
    undone = not case.winner and not any(call.completion for call in case.calls)
    return case.phase in BEFORE_COMPLETION and undone


def _end_there(ruling: Ruling, body: JoinAnswer) -> None:
    ruling.add(e.Merged(body.into, body.how))
    for call in ruling.case.calls:
        if call.open:
            ruling.end_call(call.n, CallState.CANCELLED)
    ruling.close(Outcome.MERGED)


def leave(ruling: Ruling, body: Leave) -> None:
    """不是同一件, by the reporter of the case that ended in this one, or by that case itself."""
    if not ruling.by.has(Role.REPORTER):
        _of_a_case(ruling, body.case_no)
    in_phase(ruling, *(phase for phase in Phase if phase is not Phase.CLOSED))
    if body.case_no not in {other.case_no for other in ruling.case.attached}:
        raise Forbidden("not_attached", "该件没有并入本件", "that case did not end in this one")
    ruling.add(e.Detached(body.case_no), ruling.at)
    counted_if_all_voted(ruling)


def _of_a_case(ruling: Ruling, case_no: str) -> None:
    if not ruling.by.has(Role.SYSTEM) or ruling.by.account not in (case_no, "system"):
        raise Forbidden("role", "由案件之间自动办理", "cases settle this between themselves")
