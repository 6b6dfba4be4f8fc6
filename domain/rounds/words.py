"""A round in words, both languages: for pages, and for the Temporal UI. Nothing of a person."""

from domain.chiefs import ChiefKind
from domain.label import Label
from domain.rounds import events as e
from domain.rounds.round import RoundKind, RoundOutcome, RoundPhase

CHIEFS: dict[str, Label] = {
    ChiefKind.AREA: Label("片区长", "area chief"),
    ChiefKind.WATER: Label("河湖长", "river and lake chief"),
    ChiefKind.ROAD: Label("路段长", "road chief"),
    ChiefKind.GRID: Label("网格长", "grid chief"),
}
KINDS: dict[str, Label] = {
    RoundKind.PATROL: Label("巡查", "patrol"),
    RoundKind.JOINT: Label("联合行动", "joint action"),
}
PHASES: dict[str, Label] = {
    RoundPhase.WAITING: Label("待开始", "not begun"),
    RoundPhase.UNDER_WAY: Label("进行中", "under way"),
    RoundPhase.CLOSED: Label("已结束", "over"),
}
OUTCOMES: dict[str, Label] = {
    RoundOutcome.DONE: Label("按时完成", "done in time"),
    RoundOutcome.LATE: Label("超期完成", "done late"),
    RoundOutcome.MISSED: Label("未完成", "not done"),
    RoundOutcome.CANCELLED: Label("已取消", "cancelled"),
}
DEADLINES: dict[str, Label] = {
    "due": Label("完成", "finish"),
    "closes": Label("补做截止", "last moment for late work"),
}


def told(body: e.Body) -> Label:
    """What happened, as the Temporal UI and pages show it."""
    match body:
        case e.Opened(plan=plan):
            return Label(f"已安排，期限 {plan.due.zh}", f"planned, due {plan.due.en}")
        case e.Began():
            return Label("已开始", "begun")
        case e.Came(unit=unit):
            return Label(f"{unit} 已到场", f"{unit} is there")
        case e.Found(case_no=case_no):
            return Label(f"发现问题，已立案 {case_no}", f"found something: case {case_no}")
        case e.Missed():
            return Label("超期未完成，已报上级", "not finished in time: reported")
        case e.Finished(late=late, absent=absent):
            missing = f"，未到：{'、'.join(absent)}" if absent else ""
            absence = f"; did not come: {', '.join(absent)}" if absent else ""
            how = Label("超期完成", "finished late") if late else Label("已完成", "finished")
            return Label(f"{how}{missing}", f"{how.en}{absence}")
        case e.Cancelled():
            return Label("已取消", "cancelled")
        case e.Closed(outcome=outcome):
            return OUTCOMES[outcome]
        case e.Ignored():
            return Label("一条不能受理的消息", "a message that could not be taken")
