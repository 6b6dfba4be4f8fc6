"""The case told to its reporter in English: line by line what `domain.words` tells in Chinese.

Used by the API and by the pages.
"""

from collections.abc import Mapping

from domain import events as e
from domain.case import Call, CallRole, Purpose, TaskKind
from domain.catalogue import Exposure, Item
from domain.due import moves
from domain.facts import Entered
from domain.intake import ELSEWHERE_EN, ELSEWHERE_ZH
from domain.labels import (
    BREACHES,
    DEADLINES,
    GRADES,
    OUTCOMES,
    RATINGS,
    RESULTS,
    TAKEN,
    TASKS,
    TIERS,
    TRIES,
    VIA,
)
from domain.localtime import short

Names = Mapping[str, str]

HOW = {
    "contacted": "has been in contact",
    "on_site": "is on site",
    "plan": "has made a plan for the work",
    "completed": "has done the work at once",
    "registered": "has registered it, number",
}
"""How a unit responded."""

OPENED: dict[TaskKind, str] = {
    TaskKind.TRIAGE: "Waiting for {unit} to grade and dispatch it",
    TaskKind.RESULT: "Waiting for {unit} to approve the result",
    TaskKind.CONFERENCE: "Several units confer on who handles it",
    TaskKind.HAND_UP: "Handed up, waiting for {unit} to decide",
    TaskKind.CHECK: "{unit} checks the work",
    TaskKind.RATING: "Please rate how it was handled",
    TaskKind.REVIEW: "Two members of the review group look at it again",
}
"""What begins with a task, where the reporter is told."""

DECIDED: dict[str, str] = {
    "rework": "Decided: it is handled again",
    "explain": "Decided: it has been explained to you",
    "review": "Decided: it goes to the review group",
    "again": "Review: it is handled again",
    "explained": "Review: it has been explained sufficiently",
    "unreasonable": "Review: the request goes beyond what is reasonable",
}
"""What was decided after a dissatisfied rating, and in a review."""

LINKED = {
    "split": "One part of it has become a case of its own:",
    "repair": "The repair that follows has become a case of its own:",
    "reopen": "Taken up again as a new case:",
    "left": "Now a case of its own:",
}
"""Why another case was opened."""


def public_text_en(event: e.Event, unit_names: Names, zone: str = "Asia/Shanghai") -> str | None:
    """One line of the reporter's timeline, in English; None exactly where `public_text` is None.

    What units wrote for the reporter (a response's note, a reply) stays as written. `unit_names` maps unit codes
    to English names; an unknown code stands for itself; moments are told in `zone`.
    """
    if isinstance(event.body, e.CallReplanned | e.TaskReplanned):
        return _replanned(event.body, unit_names, zone)
    for telling in (_dispatched, _worked, _missed, _decided, _linked, _ended, _afterwards):
        text = telling(event.body, unit_names)
        if text is not None:
            return text
    return None


def _replanned(body: e.CallReplanned | e.TaskReplanned, names: Names, zone: str) -> str | None:
    """Old and new, side by side; None for a task that the reporter was not told of."""
    if isinstance(body, e.TaskReplanned):
        if body.task_kind not in OPENED:
            return None
        told = [(TASKS[body.task_kind].en, body.was, body.now)]
    else:
        told = [(DEADLINES[what].en, was, now) for what, was, now in moves(body.was, body.now)]
    lines = [
        f"{what} due {short(now.at, zone)} instead of {short(was.at, zone)}: {now.en}"
        for what, was, now in told
    ]
    return _with(f"Deadlines of {names.get(body.unit, body.unit)} counted again", body.reason) + "".join(
        f"; {line}" for line in lines
    )


def _dispatched(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Accepted(report=report) if report.entered is Entered.BEHALF:
            return f"Received, reported for you by {names.get(report.entered_by, 'staff')}"
        case e.Accepted():
            return "Received"
        case e.Refused(where=where):
            return f"Not accepted. {ELSEWHERE_EN if where == ELSEWHERE_ZH else where}"
        case e.Graded(grade=grade, item=item, classified=score):
            how = (
                "Set to" if score is None else f"By its content ({score:.0%} sure), without a person: set to"
            )
            return f"{how} {GRADES[grade].en}" + (f": {_item(item)}" if item else "")
        case e.Called(call=call, promised=promised):
            return _called(call, names.get(call.unit, call.unit), promised is not None)
        case e.TaskOpened(task=task) if task.kind in OPENED:
            return OPENED[task.kind].format(unit=names.get(task.unit, task.unit))
        case e.ReworkOpened(round=number):
            return f"Handled again (round {number})"
        case _:
            return None


def _item(item: Item) -> str:
    """Sealed ones are not named."""
    return "sealed case" if item.exposure is Exposure.SEALED else item.name_en or item.code


def _called(call: Call, unit: str, moved: bool) -> str:
    how = "Reassigned" if call.purpose is Purpose.REDISPATCH else "Assigned"
    if call.purpose is Purpose.REWORK:
        what = " to be handled again"
    else:
        what = " as the lead unit" if call.role is CallRole.LEAD else " as a supporting unit"
    again = " (time starts anew)" if moved else ""
    return f"{how} to {unit}{what}, time to complete it: {call.resolve.en}{again}"


def _worked(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Responded(unit=unit, how=how, note=note):
            said = f"{names.get(unit, unit)} {HOW.get(how, 'has responded')}"
            return _with(said, "" if how == "completed" else note)
        case e.Progressed(unit=unit, note=note):
            return _with(f"{names.get(unit, unit)} reports progress", note)
        case e.Completed(unit=unit, result=result, reply=reply):
            return _with(f"{names.get(unit, unit)} has completed it ({RESULTS[result].en})", reply)
        case e.Transferred(unit=unit, to_unit=to_unit):
            return f"Passed from {names.get(unit, unit)} to {names.get(to_unit, to_unit)}; the deadline stays"
        case e.CallReopened(unit=unit):
            return f"{names.get(unit, unit)} goes on with it"
        case e.CallExtended(unit=unit, resolve=due):
            return f"Deadline of {names.get(unit, unit)} extended: {due.en}"
        case e.CaseCompleted(result=result):
            return f"All work completed: {RESULTS[result].en}"
        case _:
            return None


def _missed(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Breached(unit=unit, clock=clock):
            return f"{names.get(unit, unit)}: {BREACHES[clock].en}"
        case e.ResponseMissedAgain(unit=unit):
            return f"{names.get(unit, unit)} has again not responded in time"
        case e.TaskMissed(task_kind=kind, unit=unit) if kind not in (TaskKind.RATING, TaskKind.PETITION):
            return f"{names.get(unit, unit)} has missed a deadline: {TASKS[kind].en}"
        case e.Escalated(to_unit=unit, to_tier=tier):
            return f"Escalated to the {TIERS[tier].en} level: {names.get(unit, unit)} takes it"
        case e.Petitioned(round=number):
            return f"Put to the authorities above (round {number})"
        case e.Supervised(units=units):
            return f"Under supervision: {', '.join(names.get(unit, unit) for unit in units)}"
        case e.Urged():
            return "Your reminder has been passed on to the units"
        case e.Supplemented():
            return "What you added has been passed on to the units"
        case e.Withdrawn(goes_on=goes_on):
            said = "You have withdrawn it"
            return f"{said}; as safety is concerned, staff go on with it" if goes_on else said
        case _:
            return None


def _decided(body: e.Body, names: Names) -> str | None:
    match body:
        case e.ResultDecided(unapproved=True):
            return "The result was not looked at in time and passed without approval"
        case e.ResultDecided(granted=granted):
            return "The result is approved" if granted else "The result is not approved; the work goes on"
        case e.ClockStopped(unit=unit, until=until) if until is not None:
            return f"Time of {names.get(unit, unit)} stands still (suspended)"
        case e.ClockResumed(unit=unit, resolve=due):
            return f"Time of {names.get(unit, unit)} runs again, time to complete it: {due.en}"
        case e.ExtendAsked(unit=unit):
            return f"{names.get(unit, unit)} asks for more time"
        case e.SuspendAsked(unit=unit):
            return f"{names.get(unit, unit)} asks to suspend it"
        case e.HandUpAsked(unit=unit):
            return f"{names.get(unit, unit)} asks to hand it up"
        case e.HandedDown(unit=unit, to_unit=to_unit):
            return f"{names.get(unit, unit)} hands it to {names.get(to_unit, to_unit)}"
        case e.ReturnAsked(unit=unit):
            return f"{names.get(unit, unit)} says it is not theirs; the command centre is deciding"
        case e.ReturnRejected(unit=unit):
            return f"It stays with {names.get(unit, unit)}: the return was not agreed to"
        case e.ReasonDecided(choice=choice) | e.Reviewed(verdict=choice):
            return DECIDED.get(choice)
        case _:
            return None


def _linked(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Merged(into=into, how="incident"):
            return f"Handled together with incident {into}"
        case e.Merged(how="me_too"):  # of a stranger's case not even the number
            return "The same matter near by is in hand already; yours is handled with it"
        case e.Merged(into=into, how="again"):
            return f"The same report was sent twice: handled as {into}"
        case e.Merged(into=into):
            return f"Handled together with {into}"
        case e.Joined(cases=cases):
            many = len(cases) != 1
            return f"{len(cases)} more {'reports are' if many else 'report is'} handled with this one"
        case e.Detached():
            return "A report handled with this one was about something else and goes its own way"
        case e.IncidentOpened():
            return "Handled as an incident"
        case e.LinkOpened(why=why, case_no=case_no):
            return f"{LINKED[why]} {case_no}"
        case e.Repeated(reply=reply):
            return _with("The same matter has been answered before", reply)
        case e.PartyNamed(desk=desk):
            return f"{names.get(desk, desk)} takes it, so that nobody decides a report about themselves"
        case e.VotesCounted(satisfied=good, dissatisfied=bad):
            return f"Ratings: {good + bad}, satisfied {good}, dissatisfied {bad}"
        case _:
            return None


def _afterwards(body: e.Body, names: Names) -> str | None:
    match body:
        case e.AppealAsked(unit=unit, clock=clock):
            return f"{names.get(unit, unit)} appeals: {BREACHES[clock].en}"
        case e.AppealDecided(unit=unit, clock=clock, upheld=upheld):
            said = "appeal upheld, not counted against the unit" if upheld else "appeal not upheld"
            return f"{names.get(unit, unit)}, {BREACHES[clock].en}: {said}"
        case e.ExcludeDecided(excluded=True):
            return "Two persons looked at the rating: it is kept, and left out of the satisfaction rate"
        case e.ExcludeDecided():
            return "The rating counts as before"
        case _:
            return None


def _ended(body: e.Body, _: Names) -> str | None:
    match body:
        case e.Checked(passed=passed):
            return "The check was passed" if passed else "The check was not passed"
        case e.Rated(result=result, taken=taken, via=via):
            how = f" (taken down {TAKEN[taken].en})" if taken else f" ({VIA[via].en})" if via else ""
            return f"Rated: {RATINGS[result].en}{how}"
        case e.RatingKept(rating):
            return f"A rating came {VIA[rating.via or ''].en}: {RATINGS[rating.result].en}; it counts after the check"
        case e.Attempted(outcome=outcome, number=number):
            return f"Call {number} to ask for a rating: {TRIES[outcome].en}"
        case e.Closed(outcome=outcome):
            return f"Closed: {OUTCOMES[outcome].en}"
        case _:
            return None


def _with(said: str, note: str) -> str:
    return f"{said}: {note.strip()}" if note.strip() else said
