"""What a fact leads to: events, or a refusal that says why and changes nothing. Pure; asked by the workflow.

The rules of 四长巡查: a round has a time by which it is finished, a missed one is reported to whom the chief answers
and stays on record, late work is wanted until the next round begins. What is found is a case. A joint action names
every unit that did not come.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from domain.facts import DeadlinePassed
from domain.people import Actor, Role
from domain.rounds import events as e
from domain.rounds import facts as f
from domain.rounds.evolve import evolve
from domain.rounds.round import Round, RoundKind, RoundOutcome, RoundPhase
from domain.rounds.views import armed
from domain.ruling import Forbidden, Refusal

MOST_FINDINGS, MOST_MEMBERS, LONGEST = 100, 20, 2000
"""Of one round; the last is the number of characters of its summary."""
ORDERS = (Role.CHIEF, Role.DIRECTOR, Role.AREA_CHIEF)
"""Who plans a joint action, and cancels it."""


@dataclass
class _Ruling:
    """One decision in the making."""

    one: Round | None
    by: Actor
    at: datetime
    events: list[e.RoundEvent] = field(default_factory=list)

    def add(self, body: e.Body) -> None:
        seq = self.one.seq + 1 if self.one else 1
        event = e.RoundEvent(seq, self.at, self.by, body)
        self.one = evolve(self.one, event)
        self.events.append(event)


def decide(one: Round | None, fact: f.RoundFact, now: datetime) -> tuple[e.RoundEvent, ...] | Refusal:
    """The events that the fact makes, in order; or why not. `now` is UTC story time."""
    ruling = _Ruling(one, fact.by, now)
    try:
        if one is None:
            _open(ruling, fact.body)
        elif isinstance(fact.body, DeadlinePassed):
            _passed(ruling, one, fact.body.key)
        else:
            _judge(ruling, one, fact.body)
    except Forbidden as error:
        return Refusal(error.code, error.zh, error.en, allowed(one, fact.by, now) if one else ())
    return tuple(ruling.events)


def allowed(one: Round, by: Actor, now: datetime) -> tuple[str, ...]:
    """What this very person may say to it now, by the names of the facts."""
    said = []
    if one.open and now >= one.plan.opens_at:
        if by.unit == one.plan.lead:
            said += ["begin"] if one.phase is RoundPhase.WAITING else ["find", "finish"]
        elif by.unit in one.plan.members and one.phase is RoundPhase.UNDER_WAY:
            said += ["find"] if by.unit in one.came else ["come"]
    if one.open and one.plan.kind is RoundKind.JOINT and by.has(*ORDERS):
        said.append("cancel")
    return tuple(said)


def _open(r: _Ruling, body: f.Body) -> None:
    if not isinstance(body, f.Open):
        raise Forbidden("no_case", "没有这次巡查", "There is no such round.")
    plan = body.plan
    if plan.kind is RoundKind.PATROL and not r.by.has(Role.SYSTEM):
        raise Forbidden("role", "巡查由系统按计划安排", "Rounds are opened as planned, by the system.")
    if plan.kind is RoundKind.JOINT and not r.by.has(*ORDERS):
        raise Forbidden("role", "联合行动由值班长、主任或片区长发起", "This is for chiefs and directors.")
    if not plan.opens_at <= plan.due.at <= plan.closes_at:
        raise Forbidden("times", "结束时间须在开始之后", "It must end after it begins.")
    if plan.lead in plan.members or len(plan.members) > MOST_MEMBERS:
        raise Forbidden(
            "members",
            f"参加单位不含牵头单位，最多 {MOST_MEMBERS} 个",
            f"The lead is no member, and there are {MOST_MEMBERS} members at most.",
        )
    r.add(e.Opened(plan))


def _judge(r: _Ruling, one: Round, body: f.Body) -> None:
    _check(r, one, body.kind)
    match body:
        case f.Begin():
            r.add(e.Began())
        case f.Come():
            r.add(e.Came(r.by.unit))
        case f.Find(case_no=case_no):
            _find(r, one, case_no)
        case f.Finish(summary=summary):
            _finish(r, one, summary)
        case f.Cancel(reason=reason):
            if not reason.strip():
                raise Forbidden("reason", "请写明取消的原因", "Say why it is cancelled.")
            r.add(e.Cancelled(reason))
            r.add(e.Closed(RoundOutcome.CANCELLED))
        case f.Open() | DeadlinePassed():
            raise Forbidden("phase", "这次巡查已经开始", "This round is on record already.")
        case _:
            assert_never(body)


def _check(r: _Ruling, one: Round, name: str) -> None:
    """Raise `Forbidden` where the round's end, its phase or the sender rules it out."""
    if not one.open:
        raise Forbidden("closed", "这次巡查或行动已经结束", "This round is over.")
    if name == "cancel":
        if one.plan.kind is not RoundKind.JOINT or not r.by.has(*ORDERS):
            raise Forbidden(
                "role", "只有联合行动可由发起人取消", "Only a joint action is cancelled, by who plans it."
            )
        return
    if r.by.unit not in (one.plan.lead, *one.plan.members):
        raise Forbidden("not_yours", "没有这次巡查", "There is no such round.")
    if r.at < one.plan.opens_at:
        raise Forbidden("early", "还没到开始的时间", "It has not begun yet.")
    if name not in allowed(one, r.by, r.at):
        raise Forbidden("phase", "这一步现在不能做", "This cannot be done at this step.")


def _find(r: _Ruling, one: Round, case_no: str) -> None:
    if any(found.case_no == case_no for found in one.findings):
        return
    if len(one.findings) >= MOST_FINDINGS:
        raise Forbidden(
            "findings", f"一次最多登记 {MOST_FINDINGS} 个问题", f"At most {MOST_FINDINGS} findings a round."
        )
    r.add(e.Found(case_no, r.by.unit))


def _finish(r: _Ruling, one: Round, summary: str) -> None:
    """A patrol without findings says nothing more; a joint action always says what came of it."""
    if one.plan.kind is RoundKind.JOINT and not summary.strip():
        raise Forbidden("summary", "请写明行动结果", "Say what came of it.")
    r.add(e.Finished(summary.strip()[:LONGEST], one.missed, one.absent))
    r.add(e.Closed(RoundOutcome.LATE if one.missed else RoundOutcome.DONE))


def _passed(r: _Ruling, one: Round, key: str) -> None:
    """The one armed deadline came; of any other this says nothing."""
    deadline = armed(one)
    if deadline is None or deadline.key != key:
        raise Forbidden("stale", "时限已经变化", "That deadline is not the one that is armed.")
    if one.missed:
        r.add(e.Closed(RoundOutcome.MISSED))
    else:
        r.add(e.Missed(one.plan.overseer))
