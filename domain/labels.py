"""The words people read for our codes, in both languages. Offered by `domain.words`."""

from domain import labels_rating
from domain.case import BreachOf, CallRole, CallState, Outcome, Phase, TaskKind
from domain.catalogue import Channel, Exposure, Grade
from domain.facts import ReporterKind, Result
from domain.label import Label
from domain.organisation import Tier
from domain.people import Role
from domain.rates import NO_COMPLETIONS, NO_RESPONSES, TOO_FEW

SEALED_NAME = Label("涉密件", "confidential")
UNCLASSIFIED = Label("未分类", "not graded yet")
NAMELESS: dict[str, Label] = {name: name for name in (SEALED_NAME, UNCLASSIFIED)}
"""What stands for an item that is not named."""


def item_name(exposure: str, name: str | None) -> str:
    """An item's name as lists, messages and the Temporal UI may show it: sealed ones are not named."""
    return SEALED_NAME if exposure == Exposure.SEALED else name or UNCLASSIFIED


STATES: dict[str, Label] = {
    "triage": Label("待分级", "waiting to be graded"),
    "called": Label("已呼叫，待响应", "called, no answer yet"),
    "handling": Label("办理中", "being handled"),
    "returned": Label("退单待定", "returned, to be decided"),
    "conference": Label("会商中", "in conference"),
    "suspended": Label("挂账", "suspended"),
    "approving": Label("审核中", "waiting for approval"),
    "checking": Label("核查中", "being checked"),
    "rating": Label("待评价", "waiting for the rating"),
    "reviewing": Label("复核中", "being reviewed"),
    "closed": Label("已结案", "closed"),
}
"""The states of the HTTP contract."""

GRADES: dict[str, Label] = {
    Grade.A: Label("A类事件", "grade A"),
    Grade.B: Label("B类案件", "grade B"),
    Grade.C: Label("C类案件", "grade C"),
    Grade.D: Label("D类案件", "grade D"),
}

TIERS: dict[str, Label] = {
    Tier.GRID: Label("网格", "grid"),
    Tier.STREET: Label("街道", "street"),
    Tier.DISTRICT: Label("区", "district"),
    Tier.CITY: Label("市", "city"),
}

RESULTS: dict[str, Label] = {
    Result.SOLVED: Label("已解决", "solved"),
    Result.EXPLAINED: Label("解释说明", "explained"),
    Result.PLANNED: Label("列入计划", "planned"),
    Result.UNFOUNDED: Label("情况不实", "unfounded"),
    Result.REFERRED: Label("转由他处办理", "referred"),
    Result.UNREACHABLE: Label("联系不上", "unreachable"),
}

OUTCOMES: dict[str, Label] = {
    **RESULTS,
    Outcome.REFUSED: Label("不予受理", "refused"),
    Outcome.VOID: Label("作废", "void"),
    Outcome.MERGED: Label("并单", "merged"),
    Outcome.WITHDRAWN: Label("撤回", "withdrawn"),
    Outcome.REPEAT: Label("重复件，已按原件答复", "a repeat, answered by reference"),
}

PHASES: dict[str, Label] = {
    Phase.TRIAGE: Label("分级", "triage"),
    Phase.HAND_UP: Label("上报", "handing up"),
    Phase.HANDLING: Label("办理", "handling"),
    Phase.CHECKING: Label("核查", "check"),
    Phase.RATING: Label("评价", "rating"),
    Phase.REASON: Label("不满意处理", "dissatisfaction"),
    Phase.REVIEWING: Label("复核", "review"),
    Phase.CLOSED: Label("结案", "closed"),
}

TASKS: dict[str, Label] = {
    TaskKind.TRIAGE: Label("分级", "grade it"),
    TaskKind.RESULT: Label("审核办理结果", "approve the result"),
    TaskKind.RETURN: Label("审定退单", "decide the return"),
    TaskKind.CONFERENCE: Label("会商", "hold the conference"),
    TaskKind.CO: Label("处理超期协办", "decide the overdue co call"),
    TaskKind.HAND_UP: Label("审定上报", "accept the hand-up"),
    TaskKind.EXTEND: Label("审批延期", "decide the extension"),
    TaskKind.SUSPEND: Label("审批挂账", "decide the suspension"),
    TaskKind.SUSPENSION: Label("挂账到期", "end of the suspension"),
    TaskKind.SUSPENSION_ENDS: Label("挂账到期提醒", "notice before the suspension ends"),
    TaskKind.VOID: Label("审批作废", "decide the void"),
    TaskKind.CHECK: Label("核查", "check the work"),
    TaskKind.RATING: Label("评价期", "rating window"),
    TaskKind.REASON: Label("处理不满意", "decide on the dissatisfaction"),
    TaskKind.REVIEW: Label("复核", "review"),
    TaskKind.PETITION: Label("下一轮提请", "next petition round"),
    TaskKind.REGISTER: Label("上报登记", "register it with the tier above"),
    TaskKind.APPEAL: Label("审定超期申诉", "decide the appeal of a breach"),
    TaskKind.EXCLUDE: Label("审定评价剔除", "decide on leaving the rating out"),
}

CLOCKS: dict[str, Label] = {
    BreachOf.RESPOND: Label("响应", "response"),
    BreachOf.RESOLVE: Label("办结", "completion"),
}
"""The two clocks of a call."""

DEADLINES: dict[str, Label] = {**CLOCKS, "again": Label("再次响应", "second response")}
"""The deadlines of a call: its clocks, and the second response budget."""

BREACHES: dict[str, Label] = {
    BreachOf.RESPOND: Label("响应超期", "response overdue"),
    BreachOf.RESOLVE: Label("办结超期", "completion overdue"),
}

CALL_STATES: dict[str, Label] = {
    CallState.OPEN: Label("在办", "open"),
    CallState.COMPLETED: Label("办结", "completed"),
    CallState.RELIEVED: Label("下级已办结，解除", "relieved: a lower unit completed it"),
    CallState.SUPERSEDED: Label("上级已办结，被接替", "superseded: an upper unit completed it"),
    CallState.RETURNED: Label("已退单", "returned"),
    CallState.MISDISPATCHED: Label("误派撤销", "misdispatched"),
    CallState.CANCELLED: Label("已取消", "cancelled"),
    CallState.UNFINISHED: Label("协办未完成", "co call left unfinished"),
    CallState.HANDED_UP: Label("已上报，上级接办", "handed up"),
    CallState.SENT_BACK: Label("上级已退回或交办", "sent back or down"),
}

CALL_ROLES: dict[str, Label] = {CallRole.LEAD: Label("主办", "lead"), CallRole.CO: Label("协办", "co")}

CHANNELS: dict[str, Label] = {
    Channel.SELF: Label("自办", "self"),
    Channel.JOINT: Label("联办", "joint"),
    Channel.INTERNAL: Label("内呼", "internal call"),
    Channel.EXTERNAL: Label("外呼", "external call"),
}

REPORTED_BY: dict[str, Label] = {
    "web": Label("网页", "web"),
    "wechat": Label("微邻里", "WeChat"),
    "grid": Label("网格上报", "grid worker"),
    "hotline": Label("12345 热线", "hotline"),
    "message_board": Label("留言板", "message board"),
    "phone": Label("电话", "telephone"),
    "open311": Label("Open311 接口", "Open311"),
    "meeting": Label("会议议定", "decided by a meeting"),
}
"""Channels a report comes in by."""

REPORTERS: dict[str, Label] = {
    ReporterKind.RESIDENT: Label("居民", "resident"),
    ReporterKind.ENTERPRISE: Label("企业", "enterprise"),
    ReporterKind.GRASSROOTS: Label("基层", "grassroots"),
}

RATINGS, WHYS = labels_rating.RATINGS, labels_rating.WHYS
TAKEN, TRIES, VIA = labels_rating.TAKEN, labels_rating.TRIES, labels_rating.VIA

ROLES: dict[str, Label] = {
    Role.INTAKE: Label("受理员", "intake officer"),
    Role.DISPATCHER: Label("派遣员", "dispatcher"),
    Role.CHIEF: Label("值班长", "duty chief"),
    Role.DIRECTOR: Label("指挥中心主任", "director of the command centre"),
    Role.AREA_CHIEF: Label("片区长", "area chief"),
    Role.CALLBACK: Label("回访员", "callback officer"),
    Role.REVIEWER: Label("复核组成员", "reviewer"),
    Role.SUPERVISOR: Label("督查员", "supervisor"),
    Role.ADMIN: Label("系统管理员", "administrator"),
    Role.AUDITOR: Label("审计员", "auditor"),
    Role.OPERATOR: Label("运维人员", "operator"),
    Role.HANDLER: Label("单位经办人", "handler"),
    Role.GRID_CHIEF: Label("网格长", "grid chief"),
    Role.STATION_CHIEF: Label("站长", "station chief"),
    Role.DEPARTMENT: Label("部门系统", "a department's system"),
    Role.REPORTER: Label("诉求人", "reporter"),
    Role.SYSTEM: Label("系统", "the clock"),
}

WRITTEN_BACK: dict[str, Label] = {
    "waiting": Label("待回写", "to be written back"),
    "sent": Label("已回写", "written back"),
    "refused": Label("对方拒收", "refused there"),
    "superseded": Label("已有新结果", "superseded by a newer one"),
}
"""How far a referral's result is on its way to where it came from."""

FLAGS: dict[str, Label] = {
    "unapproved": Label("未审", "passed without approval"),
    "unchecked": Label("未核查", "passed without a check"),
    "supervised": Label("已督办", "supervised"),
    "unfinished_co": Label("协办未完成", "a co call was left unfinished"),
    "withdrawn": Label("已撤诉", "withdrawn by the reporter"),
    "incident": Label("突发事件主单", "an incident of many reports"),
    "incident_offered": Label("疑似突发事件", "perhaps an incident"),
    "merge_refused": Label("并单未成", "a merge was refused"),
    "exclude_asked": Label("已申请剔除评价", "asked to leave the rating out"),
}

UNDEFINED: dict[str, Label] = {
    TOO_FEW: Label(TOO_FEW, "too few ratings"),
    NO_RESPONSES: Label(NO_RESPONSES, "no response was due"),
    NO_COMPLETIONS: Label(NO_COMPLETIONS, "no completion was due"),
}
"""Why a rate is undefined, by its flag."""

EVENTS: dict[str, Label] = {
    "accepted": Label("受理", "accepted"),
    "refused": Label("不予受理", "refused"),
    "graded": Label("分级", "graded"),
    "called": Label("交办", "called"),
    "responded": Label("响应", "answered"),
    "resent": Label("重发", "sent again"),
    "registered": Label("上报登记", "registered with the tier above"),
    "progressed": Label("反馈进展", "progress"),
    "breached": Label("超期", "deadline missed"),
    "response_missed_again": Label("再次未响应", "no answer again"),
    "escalated": Label("升级", "escalated"),
    "completed": Label("办结", "completed"),
    "result_decided": Label("审核结果", "result decided"),
    "call_closed": Label("交办结束", "call ended"),
    "call_reopened": Label("继续办理", "call reopened"),
    "call_extended": Label("已延期", "extended"),
    "return_asked": Label("提出退单", "return asked"),
    "return_rejected": Label("退单未同意", "return rejected"),
    "note_kept": Label("补记办理情况", "late work noted"),
    "delivered": Label("已送达对方系统", "delivered"),
    "undelivered": Label("未送达对方系统", "not delivered"),
    "clock_stopped": Label("停表", "clock stopped"),
    "clock_resumed": Label("恢复计时", "clock resumed"),
    "extend_asked": Label("申请延期", "extension asked"),
    "suspend_asked": Label("申请挂账", "suspension asked"),
    "hand_up_asked": Label("申请上报", "hand-up asked"),
    "transferred": Label("转网格", "to another grid"),
    "handed_down": Label("交办、退回", "handed down"),
    "task_opened": Label("待办", "task opened"),
    "task_done": Label("待办完成", "task done"),
    "task_missed": Label("待办超时", "task missed"),
    "task_signed": Label("一人同意", "one signed"),
    "told": Label("已告知", "told"),
    "summarised": Label("写摘要", "summary written"),
    "brief_changed": Label("摘要已转承办单位", "summary passed on"),
    "supervised": Label("督办", "supervised"),
    "petitioned": Label("提请上级", "petitioned"),
    "case_completed": Label("全部办结", "case completed"),
    "urged": Label("催办", "urged"),
    "supplemented": Label("补充", "added to"),
    "withdrawn": Label("撤诉", "withdrawn"),
    "ignored": Label("未予采纳", "ignored"),
    "void_asked": Label("申请作废", "void asked"),
    "checked": Label("核查", "checked"),
    "attempted": Label("回访未果", "rung up in vain"),
    "rated": Label("评价", "rated"),
    "rating_kept": Label("转办单位回访评价", "rated with whoever referred it"),
    "reason_decided": Label("不满意处理", "dissatisfaction decided"),
    "review_proposed": Label("复核第一人意见", "first reviewer's verdict"),
    "reviewed": Label("复核决定", "review decided"),
    "rework_opened": Label("重新办理", "rework"),
    "closed": Label("结案", "closed"),
    "merge_asked": Label("申请并单", "merge asked"),
    "merge_refused": Label("并单未成", "merge refused"),
    "merged": Label("已并单", "merged"),
    "joined": Label("另一件并入", "another case ended in this one"),
    "join_refused": Label("另一件未能并入", "another case was not taken in"),
    "detached": Label("不是同一件，分出", "not the same, went its own way"),
    "incident_offered": Label("可能是突发事件", "offered as an incident"),
    "incident": Label("突发事件主单", "an incident"),
    "votes_counted": Label("评价已汇总", "ratings counted"),
    "link_wanted": Label("将立关联件", "a linked case is wanted"),
    "link_opened": Label("已立关联件", "a linked case was opened"),
    "repeated": Label("重复件", "a repeat"),
    "party_named": Label("认定被反映单位", "the party reported was named"),
    "appeal_asked": Label("申诉超期", "appealed"),
    "appeal_decided": Label("申诉已定", "appeal decided"),
    "exclude_asked": Label("申请剔除评价", "exclusion of a rating asked"),
    "exclude_decided": Label("剔除评价已定", "exclusion decided"),
    "item_corrected": Label("事项资料更正", "the item was corrected"),
    "call_replanned": Label("交办时限重排", "a call was replanned"),
    "task_replanned": Label("待办时限重排", "a task was replanned"),
}
"""What happened, as staff read it where the reporter is told nothing."""
