"""The case as an operator reads it in the Temporal UI: current details, timer summaries, search attributes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from contracts import codec, names
    from contracts.telling import item_name
    from domain.case import Call, Case, Phase, TaskKind
    from domain.due import Due
    from domain.events import (
        CallReplanned,
        Completed,
        Event,
        Progressed,
        Repeated,
        Responded,
        TaskReplanned,
    )
    from domain.localtime import short
    from domain.views import Deadline, armed, due_behind, holder, shown_deadline, state
    from domain.words import CALL_STATES, CLOCKS, FLAGS, GRADES, OUTCOMES, STATES, TASKS, TIERS, public_text

EVENTS_TOLD = 30
TOLD_BYTES = 64 * 1024


def details(case: Case, events: Sequence[Event], zone: str) -> str:
    """Markdown in Chinese: who has it, what is due, what comes if nobody acts, every call, the latest events."""
    lines = [_headline(case)]
    now_with = holder(case)
    if case.open and now_with is not None:
        lines.append(f"**现在**：{now_with.unit_zh}")
    deadline = shown_deadline(case)
    if deadline is not None:
        lines.append(f"**到期**：{due_line(deadline, zone)}{_explained(due_behind(case, deadline))}")
        lines.append(f"**若无人办**：{_otherwise(case)}")
    if case.flags:
        lines.append(f"**标记**：{'、'.join(FLAGS.get(flag, flag) for flag in case.flags)}")
    return "\n\n".join(lines) + _calls(case, zone) + _course(case, events, zone)


def last_told(events: Sequence[Event]) -> tuple[Event, ...]:
    """The latest events, so that a new run's story does not begin with nothing; so many and so long at most."""
    kept: list[Event] = []
    size = 0
    for event in reversed(events[-EVENTS_TOLD:]):
        size += len(codec.to_json(event))
        if size > TOLD_BYTES:
            break
        kept.append(event)
    return tuple(reversed(kept))


def due_line(deadline: Deadline, zone: str) -> str:
    """`城管 响应 10-09 16:30`."""
    what = CLOCKS.get(deadline.what) or TASKS[TaskKind(deadline.what)]
    return f"{deadline.unit_zh} {what} {short(deadline.at, zone)}"


def _headline(case: Case) -> str:
    ended = f" · {OUTCOMES[case.outcome]}" if case.outcome else ""
    tier = f" · {TIERS[case.top.tier]}" if case.top else ""
    grade = GRADES[case.grade] if case.grade else "未分级"
    return f"### {grade} · {item_name(case)} · {STATES[state(case)]}{tier}{ended}"


def _explained(due: Due | None) -> str:
    """How it is counted, in both languages."""
    return f"（{due.zh} / {due.en}）" if due else ""


def _otherwise(case: Case) -> str:
    top = case.top
    if case.phase is not Phase.HANDLING or top is None:
        return "到期自动转入下一步"
    return f"升级至 {top.above_zh}" if top.above_zh else "继续提请市、区，并督办以下各单位"


def _calls(case: Case, zone: str) -> str:
    if not case.calls:
        return ""
    return "\n\n**呼叫**\n\n" + "\n".join(f"{call.n}. {_call(call, zone)}" for call in case.calls)


def _call(call: Call, zone: str) -> str:
    late = " ⚠超期" if call.breaches else ""
    if call.open and call.completion:
        shown = "已办结，待审"
    elif call.open:
        shown = "已响应" if call.responded_at else "未响应"
    else:
        shown = CALL_STATES[call.state]
    role = "" if call.lead else "（协办）"
    until = f"响应 {short(call.respond.at, zone)} · 办结 {short(call.resolve.at, zone)}"
    line = f"{call.unit_zh}{role} · {until} · {shown}{late}"
    return line + "".join(f"\n   - {CLOCKS[what]}{_explained(due)}" for what, due in _clocks(call))


def _clocks(call: Call) -> tuple[tuple[str, Due], ...]:
    """The deadlines of an open call, to be explained."""
    return (("respond", call.respond), ("resolve", call.resolve)) if call.open else ()


def _course(case: Case, events: Sequence[Event], zone: str) -> str:
    """The latest of what happened, without anybody's words."""
    names_zh = {case.report.desk: case.report.desk_zh or case.report.desk}
    names_zh |= {task.unit: task.unit_zh for task in case.tasks}
    names_zh |= {call.unit: call.unit_zh for call in case.calls}
    told = ((event, public_text(_wordless(event), names_zh, zone)) for event in events[-EVENTS_TOLD:])
    lines = [f"- {short(event.at, zone)} {text}" for event, text in told if text]
    return "\n\n**经过**\n\n" + "\n".join(lines) if lines else ""


def _wordless(event: Event) -> Event:
    match event.body:
        case Responded() | Progressed():
            return replace(event, body=replace(event.body, note=""))
        case Completed():
            return replace(event, body=replace(event.body, reply=""))
        case CallReplanned() | TaskReplanned():
            return replace(event, body=replace(event.body, reason=""))
        case Repeated():
            return replace(event, body=replace(event.body, reply=""))
        case _:
            return event


TIER = SearchAttributeKey.for_keyword(names.TIER)
GRADE = SearchAttributeKey.for_keyword(names.GRADE)
UNIT = SearchAttributeKey.for_keyword(names.UNIT)
COMMUNITY = SearchAttributeKey.for_keyword(names.COMMUNITY)
DUE = SearchAttributeKey.for_datetime(names.DUE)
OVERDUE = SearchAttributeKey.for_bool(names.OVERDUE)


def attributes(case: Case) -> list[SearchAttributeUpdate[Any]]:
    """Search attributes after a dispatch or an escalation: of the topmost open lead call."""
    top, deadline = case.top, armed(case)
    if top is None or deadline is None:
        return []
    overdue = any(call.open and call.breaches for call in case.calls)
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(TIER, top.tier.value),
        SearchAttributePair(GRADE, case.grade or ""),
        SearchAttributePair(UNIT, top.unit),
        SearchAttributePair(DUE, deadline.at),
        SearchAttributePair(OVERDUE, overdue),
    ]
    if case.report.community:
        pairs.append(SearchAttributePair(COMMUNITY, case.report.community))
    return [pair.key.value_set(pair.value) for pair in pairs]
