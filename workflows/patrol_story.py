"""A round as an operator reads it in the Temporal UI, and whom its events are told. Pure."""

from collections.abc import Iterator, Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.cases import Notice
    from domain.localtime import short
    from domain.rounds import events as e
    from domain.rounds.round import Round, RoundKind
    from domain.rounds.views import armed
    from domain.rounds.words import DEADLINES, KINDS, OUTCOMES, PHASES, told
    from domain.views import Deadline

EVENTS_TOLD = 30


def details(one: Round, events: Sequence[e.RoundEvent], zone: str) -> str:
    """Markdown in Chinese: what it is, where it stands, what is due, what happened."""
    plan, deadline = one.plan, armed(one)
    ended = f" · {OUTCOMES[one.outcome]}" if one.outcome else ""
    lines = [
        f"### {KINDS[plan.kind]} · {plan.title_zh} · {PHASES[one.phase]}{ended}",
        f"**负责**：{plan.lead_zh}",
    ]
    if deadline is not None:
        lines.append(f"**到期**：{due_line(deadline, zone)}")
    lines.append(f"**时限**：{plan.due.zh}")
    course = [f"- {short(event.at, zone)} {told(event.body)}" for event in events[-EVENTS_TOLD:]]
    return "\n\n".join((*lines, "**经过**", "\n".join(course)))


def due_line(deadline: Deadline, zone: str) -> str:
    """`中北路路段长 完成 10-16 17:00`."""
    return f"{deadline.unit_zh} {DEADLINES[deadline.what]} {short(deadline.at, zone)}"


def notices(one: Round, event: e.RoundEvent) -> Iterator[Notice]:
    """Whom this event is told, by code, without personal data."""
    plan = one.plan
    match event.body:
        case e.Opened() if plan.kind is RoundKind.JOINT:
            told_to, why = (plan.lead, *plan.members), "planned"
        case e.Missed(overseer=overseer):
            told_to, why = (overseer,), "missed"
        case e.Finished(absent=absent) if absent:
            told_to, why = (plan.overseer, *absent), "absent"
        case e.Cancelled():
            told_to, why = (plan.lead, *plan.members), "cancelled"
        case _:
            return
    for to in dict.fromkeys(told_to):
        yield Notice(
            f"{one.round_no}:{event.seq}:{to}", one.round_no, to, "round", why, plan.title_zh, event.at
        )
