"""The case as an operator reads it in the Temporal UI: current details, timer summaries, search attributes."""

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from domain.case import Call, Case, Phase, TaskKind
    from domain.localtime import short
    from domain.views import Deadline, armed, holder, shown_deadline, state
    from domain.words import CALL_STATES, FLAGS, OUTCOMES, STATES, TASKS, TIERS

    from workflows.effects import item_name

WHAT_ZH = {"respond": "响应", "resolve": "办结"}


def details(case: Case, zone: str) -> str:
    """Markdown in Chinese: who has it, what is due, what comes if nobody acts, and every call."""
    lines = [_headline(case)]
    now_with = holder(case)
    if case.open and now_with is not None:
        lines.append(f"**现在**：{now_with.unit_zh}")
    deadline = shown_deadline(case)
    if deadline is not None:
        lines.append(f"**到期**：{due_line(deadline, zone)}{_explained(case)}")
        lines.append(f"**若无人办**：{_otherwise(case)}")
    if case.flags:
        lines.append(f"**标记**：{'、'.join(FLAGS[flag] for flag in case.flags)}")
    return "\n\n".join(lines) + _table(case, zone)


def due_line(deadline: Deadline, zone: str) -> str:
    """`城管 响应 10-09 16:30`."""
    what = WHAT_ZH.get(deadline.what) or TASKS[TaskKind(deadline.what)]
    return f"{deadline.unit_zh} {what} {short(deadline.at, zone)}"


def _headline(case: Case) -> str:
    ended = f" · {OUTCOMES[case.outcome]}" if case.outcome else ""
    tier = f" · {TIERS[case.top.tier]}" if case.top else ""
    return f"### {case.grade or '未分级'} · {item_name(case)} · {STATES[state(case)]}{tier}{ended}"


def _explained(case: Case) -> str:
    top = case.top
    if case.phase is not Phase.HANDLING or top is None:
        return ""
    due = top.resolve if top.responded_at else top.respond
    return f"（{due.zh}）"


def _otherwise(case: Case) -> str:
    top = case.top
    if case.phase is not Phase.HANDLING or top is None:
        return "到期自动转入下一步"
    return f"升级至 {top.above_zh}" if top.above_zh else "继续提请市、区，并督办以下各单位"


def _table(case: Case, zone: str) -> str:
    if not case.calls:
        return ""
    rows = "\n".join(_row(call, zone) for call in case.calls)
    return f"\n\n| # | 单位 | 响应期限 | 办结期限 | 现状 |\n| --- | --- | --- | --- | --- |\n{rows}"


def _row(call: Call, zone: str) -> str:
    late = " ⚠超期" if call.breaches else ""
    if call.open and call.completion:
        shown = "已办结，待审"
    elif call.open:
        shown = "已响应" if call.responded_at else "未响应"
    else:
        shown = CALL_STATES[call.state]
    role = "" if call.lead else "（协）"
    cells = (call.n, call.unit_zh + role, short(call.respond.at, zone), short(call.resolve.at, zone), shown + late)
    return f"| {' | '.join(str(cell) for cell in cells)} |"


TIER = SearchAttributeKey.for_keyword(names.TIER)
GRADE = SearchAttributeKey.for_keyword(names.GRADE)
UNIT = SearchAttributeKey.for_keyword(names.UNIT)
COMMUNITY = SearchAttributeKey.for_keyword(names.COMMUNITY)
DUE = SearchAttributeKey.for_datetime(names.DUE)
OVERDUE = SearchAttributeKey.for_bool(names.OVERDUE)


def attributes(case: Case) -> list[SearchAttributeUpdate]:
    """Search attributes after a dispatch or an escalation: of the topmost open lead call."""
    top, deadline = case.top, armed(case)
    if top is None or deadline is None:
        return []
    overdue = any(call.open and call.breaches for call in case.calls)
    pairs: list[SearchAttributePair] = [  # type: ignore[type-arg]
        SearchAttributePair(TIER, top.tier.value),
        SearchAttributePair(GRADE, case.grade or ""),
        SearchAttributePair(UNIT, top.unit),
        SearchAttributePair(DUE, deadline.at),
        SearchAttributePair(OVERDUE, overdue),
    ]
    if case.report.community:
        pairs.append(SearchAttributePair(COMMUNITY, case.report.community))
    return [pair.key.value_set(pair.value) for pair in pairs]
