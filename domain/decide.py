"""The rules of a case, entered here: one fact in, events out. Pure; never raises; never reads a clock or a file.

Called by the workflow, by forecasts and rehearsals, and by every test of the rules.
"""

from datetime import datetime

from domain import events as e
from domain import facts as f
from domain.afterwards import appeal, exclude
from domain.approvals import approve
from domain.calling_back import attempt
from domain.case import Case, Phase
from domain.deadlines import deadline_passed
from domain.delivering import delivery, resend
from domain.endings import ask_void, call_off, refuse, repeat, supplement, withdraw
from domain.evolve import evolve
from domain.facts import Fact
from domain.finishing import check, of_party, rate, reason, review
from domain.handling import ask_return, complete, progress, respond
from domain.incidents import offer, open_incident
from domain.intake import accept, dispatch, grade
from domain.merging import join, join_answered, leave, merge
from domain.operations import allowed_in
from domain.party import keep_out, name_party
from domain.people import Role
from domain.permissions import is_open
from domain.questions import Answers
from domain.replan import replan
from domain.ruling import Forbidden, Refusal, Ruling
from domain.splitting import linked, split
from domain.summarising import summarise
from domain.tiers import hand_down, hand_up, register
from domain.transferring import transfer
from domain.waiting import extend, suspend, take_up

AFTER_THE_END = (f.Delivery, f.Join, f.JoinAnswer, f.Linked, f.Appeal, f.Exclude)
"""What a closed case still answers: who was called off, other cases, and what may be asked of it afterwards."""
OF_A_TASK = (f.Approve, f.DeadlinePassed)
"""And while something is asked of it: the decision, and its deadline."""
WHO_SUPERVISES = (Role.SUPERVISOR, Role.CHIEF, Role.DIRECTOR)
"""Roles that may give a supervision order (督办)."""


def decide(
    case: Case | None, fact: Fact, answers: Answers, now: datetime, rules: int = 1
) -> tuple[e.Event, ...] | Refusal:
    """What follows from one fact.

    Args:
        case: the case so far; None for its report.
        fact: what came in, with `received_at` in UTC story time.
        answers: to the questions that `asks` raised for this fact.
        now: the moment of the decision, UTC story time; new budgets start here.
        rules: the version of the rules that the run began with; a changed rule branches on `Ruling.rules`.

    Returns:
        The events, numbered on from the case's last; or the refusal, and then nothing changed.
    """
    made = ruled(case, fact, answers, now, rules)
    return made if isinstance(made, Refusal) else tuple(made.events)


def ruled(case: Case | None, fact: Fact, answers: Answers, now: datetime, rules: int = 1) -> Ruling | Refusal:
    """The same, for who needs the case as it is afterwards and would else fold the events a second time."""
    if case is None:
        return _begin(fact, answers, now)
    ruling = Ruling(case, fact, answers, now, rules=rules)
    try:
        keep_out(ruling)
        if not isinstance(fact.body, AFTER_THE_END if not case.tasks else (*AFTER_THE_END, *OF_A_TASK)):
            is_open(case)
        _judge(ruling, fact.body)
    except Forbidden as forbidden:
        return Refusal(forbidden.code, forbidden.zh, forbidden.en, allowed_in(case.phase))
    return ruling


def _begin(fact: Fact, answers: Answers, now: datetime) -> Ruling | Refusal:
    if not isinstance(fact.body, f.Report):
        return Refusal("no_case", "还没有这个案件", "there is no such case yet")
    first = e.Event(1, min(fact.received_at, now), fact.by, e.Accepted(fact.body))
    ruling = Ruling(evolve(None, first), fact, answers, now, [first])
    accept(ruling, fact.body)
    return ruling


def _judge(ruling: Ruling, body: f.Body) -> None:
    match body:
        case f.Grading():
            grade(ruling, body)
        case f.Dispatch():
            dispatch(ruling, body)
        case f.Respond():
            respond(ruling, body)
        case f.Progress():
            progress(ruling, body)
        case f.Complete():
            complete(ruling, body)
        case f.Return():
            ask_return(ruling, body)
        case f.Approve():
            approve(ruling, body)
        case f.DeadlinePassed():
            deadline_passed(ruling, body)
        case _:
            _judge_others(ruling, body)


def _judge_others(ruling: Ruling, body: f.Body) -> None:
    match body:
        case f.Check():
            check(ruling, body)
        case f.Rate():
            rate(ruling, body)
        case f.Attempt():
            attempt(ruling, body)
        case f.Reason():
            reason(ruling, body)
        case f.Review():
            review(ruling, body)
        case f.Supervise():
            _supervise(ruling, body)
        case f.Urge():
            _urge(ruling, body)
        case f.Delivery():
            delivery(ruling, body)
        case _:
            _judge_requests(ruling, body)


def _judge_requests(ruling: Ruling, body: f.Body) -> None:
    match body:
        case f.Extend():
            extend(ruling, body)
        case f.Suspend():
            suspend(ruling, body)
        case f.TakeUp():
            take_up(ruling, body)
        case f.HandUp():
            hand_up(ruling, body)
        case f.Transfer():
            transfer(ruling, body)
        case f.HandDown():
            hand_down(ruling, body)
        case f.Register():
            register(ruling, body)
        case f.Resend():
            resend(ruling, body)
        case _:
            _judge_endings(ruling, body)


def _judge_endings(ruling: Ruling, body: f.Body) -> None:
    match body:
        case f.CallOff():
            call_off(ruling, body)
        case f.Void():
            ask_void(ruling, body)
        case f.Refuse():
            refuse(ruling, body)
        case f.Withdraw():
            withdraw(ruling, body)
        case f.Supplement():
            supplement(ruling, body)
        case f.Replan():
            replan(ruling, body)
        case f.Repeat():
            repeat(ruling, body)
        case f.NameParty():
            name_party(ruling, body)
        case f.Appeal():
            appeal(ruling, body)
        case f.Exclude():
            exclude(ruling, body)
        case f.Summarise():
            summarise(ruling, body)
        case _:
            _judge_links(ruling, body)


def _judge_links(ruling: Ruling, body: f.Body) -> None:
    match body:
        case f.Merge():
            merge(ruling, body)
        case f.Join():
            join(ruling, body)
        case f.JoinAnswer():
            join_answered(ruling, body)
        case f.Leave():
            leave(ruling, body)
        case f.OfferIncident():
            offer(ruling, body)
        case f.OpenIncident():
            open_incident(ruling, body)
        case f.Split():
            split(ruling, body)
        case f.Linked():
            linked(ruling, body)
        case _:
            raise Forbidden("accepted", "已经受理", "the case is accepted already")


def _supervise(ruling: Ruling, body: f.Supervise) -> None:
    if not ruling.by.has(*WHO_SUPERVISES):
        raise Forbidden("role", "只有督查员、值班长、主任可以督办", "supervisors and chiefs give orders")
    units = tuple(dict.fromkeys(call.unit for call in ruling.case.calls if call.open))
    held = units or tuple(dict.fromkeys(task.unit for task in ruling.case.tasks))
    ruling.add(e.Supervised(held, "person", text=body.text), ruling.at)


def _urge(ruling: Ruling, body: f.Urge) -> None:
    if not ruling.by.has(Role.REPORTER):
        raise Forbidden("role", "催办由诉求人提出", "the reporter urges")
    if ruling.case.phase is Phase.RATING:
        raise Forbidden("phase", "已经办结，请评价", "it is done: please rate it")
    today = [at for at in ruling.case.urges if (ruling.at - at).total_seconds() < 24 * 3600]
    if len(today) >= body.a_day:
        raise Forbidden("too_often", f"一天最多催办 {body.a_day} 次", f"at most {body.a_day} times a day")
    of_party(ruling, body.of)
    ruling.add(e.Urged(body.text, body.of), ruling.at)
