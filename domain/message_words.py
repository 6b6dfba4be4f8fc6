"""Messages in words, Chinese and English: a template a kind. Pure; used where messages are put into the outbox.

They name the case, the item as anybody may read it (涉密件 where it is sealed) and what to do: nothing of a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.label import Label
from domain.labels import CLOCKS
from domain.localtime import short

KINDS: dict[str, Label] = {
    "rating_invitation": Label("评价邀请", "invitation to rate"),
    "supervision": Label("督办单", "supervision order"),
    "told": Label("告知", "notice"),
    "petition": Label("提请", "petition"),
    "merged": Label("并单告知", "notice of a merge"),
    "linked": Label("另立案件告知", "notice of a linked case"),
    "warning": Label("预警", "warning"),
    "matter": Label("办事通知", "your matter"),
    "matter_late": Label("办件督办", "a late matter"),
    "round": Label("巡查与联合行动", "patrols and joint actions"),
    "matter_soon": Label("办件预警", "a matter that is due"),
}
STATES: dict[str, Label] = {
    "waiting": Label("待发", "waiting"),
    "sent": Label("已发", "sent"),
    "failed": Label("发送失败，将重试", "failed, is tried again"),
    "dead": Label("多次失败，已停发", "failed too often, stopped"),
    "no_channel": Label("无发送渠道", "no channel"),
    "outdated": Label("已不需要，未发", "no longer needed"),
    "withheld": Label("涉及本单位，未发", "withheld from the unit reported"),
}
CHANNELS: dict[str, Label] = {
    "file": Label("消息文件", "file"),
    "apprise": Label("推送", "push"),
    "sms": Label("短信", "text message"),
    "wechat": Label("微信", "WeChat"),
}
WHYS: dict[tuple[str, str], Label] = {
    ("supervision", "response_missed"): Label("响应超期", "the response is overdue"),
    ("supervision", "petition"): Label(
        "仍未办结，已向上级提请", "it is still open and was petitioned upwards"
    ),
    ("supervision", "person"): Label("上级督办", "ordered by a supervisor"),
    ("supervision", "check_failed"): Label("核查未通过，重新办理", "the check failed: do it again"),
    ("told", "merge_refused"): Label("并单未成，请另行处理", "the merge was refused"),
    ("told", "suspension_ends"): Label("挂账即将到期", "the suspension ends soon"),
    ("told", "off_duty"): Label(
        "您网格有紧急件，已由值班台先行处置", "an urgent matter of your grid is with the duty desk"
    ),
    ("told", "undelivered"): Label(
        "交办未送达对方系统，请电话联系", "a call did not reach the unit's system: ring them up"
    ),
    ("told", "incident_offered"): Label("疑似突发事件，请研判", "perhaps an incident: please judge"),
    ("linked", "split"): Label("其中一项已另立案件办理", "a part of it is now a case of its own"),
    ("linked", "repair"): Label(
        "已先行排险，后续修复另立案件办理", "it is safe; the repair is a case of its own"
    ),
    ("linked", "reopen"): Label("已重新受理", "it was taken up again"),
    ("linked", "left"): Label("已单独立案办理", "it is now a case of its own"),
    ("matter", "consent"): Label(
        "您可能符合条件，可以免申请办理，请确认是否同意",
        "you may be entitled to it without applying: please say whether you want it",
    ),
    ("matter", "papers_asked"): Label(
        "材料不齐，已一次列出所缺材料，请查看", "some papers are missing: see the whole list"
    ),
    ("matter", "reminded"): Label(
        "预约时间快到了，请带齐清单上的材料", "your visit is soon: see what to bring"
    ),
    ("matter", "no_show"): Label("未按预约前来，可重新预约", "nobody came: please book again"),
    ("matter", "second_visit"): Label("需再来一次，请重新预约", "please book one more visit"),
    ("matter", "decided"): Label("已有决定，请查看", "it has been decided"),
    ("matter", "delivered"): Label("结果已送达", "the result has been delivered"),
    ("matter", "rating_opened"): Label("请您评价", "please rate it"),
    ("matter_late", "breached"): Label("已超期，请立即办理", "it is overdue: act now"),
    ("matter_late", "overdue"): Label("超期未办结，请督促", "it is overdue and open: please step in"),
    ("round", "planned"): Label("已安排，请按时参加", "it is planned: please take part"),
    ("round", "missed"): Label("到期未完成，请督促", "it was not finished in time: please step in"),
    ("round", "absent"): Label("本单位未到场", "your unit did not come"),
    ("round", "cancelled"): Label("已取消", "it is cancelled"),
    ("matter_soon", "50"): Label("办理时限已用 50%", "50% of its time is used"),
    ("matter_soon", "80"): Label("办理时限已用 80%，请抓紧", "80% of its time is used: please hurry"),
    ("merged", "incident"): Label("已并入突发事件统一处置", "it is handled as part of one incident"),
}
"""What a code of why means, beside the general one of its kind."""
OTHERWISE: dict[str, Label] = {
    "supervision": Label("重新办理", "it is to be done again"),
    "matter_soon": Label("办理时限将尽，请抓紧", "its time is nearly used: please hurry"),
    "linked": Label("有一项已另立案件办理", "a part of it is now a case of its own"),
    "merged": Label("已与同一件事的报事一并办理", "it is handled together with a report of the same matter"),
}
LINES = 10
"""Of a digest; the rest is a number."""


@dataclass(frozen=True)
class Mark:
    """One line of a warning: so many percent of a call's deadline (UTC, story time) are used up."""

    call_id: str
    item: Label
    clock: str
    percent: int
    due_at: datetime


@dataclass(frozen=True)
class Text:
    """The same in both languages."""

    zh: str
    en: str


def worded(what: str, why: str, case_no: str, item: Label, marks: Sequence[Mark], timezone: str) -> Text:
    """A message of that kind; deadlines in the city's own time."""
    reason = WHYS.get((what, why)) or OTHERWISE.get(what) or Label("请查看", "please look at it")
    match what:
        case "rating_invitation":
            return Text(
                f"您反映的“{item}”（{case_no}）已办结。请评价：是否及时答复、是否办好、是否满意。",
                f"Your report “{item.en}” ({case_no}) is done. Please rate it: answered, handled, satisfied?",
            )
        case "merged" | "linked":
            return Text(
                f"您反映的“{item}”（{case_no}）：{reason}。",
                f"Your report “{item.en}” ({case_no}): {reason.en}.",
            )
        case "supervision":
            return Text(
                f"督办单：{case_no}“{item}”，{reason}，请尽快办理。",
                f"Supervision order: {case_no} “{item.en}”: {reason.en}. Please act.",
            )
        case "petition":
            return Text(
                f"提请：{case_no}“{item}”逾期未办结，请督促协调。",
                f"Petition: {case_no} “{item.en}” is overdue and open. Please step in.",
            )
        case "warning":
            return _warned(marks, timezone)
        case _:
            return Text(f"{case_no}“{item}”：{reason}。", f"{case_no} “{item.en}”: {reason.en}.")


def _warned(marks: Sequence[Mark], timezone: str) -> Text:
    zh, en = [], []
    for mark in marks[:LINES]:
        clock, until = CLOCKS[mark.clock], short(mark.due_at, timezone)
        zh.append(f"{mark.call_id}“{mark.item}”{clock}时限已用 {mark.percent}%，{until} 到期")
        en.append(f"{mark.call_id} “{mark.item.en}”: {mark.percent}% of {clock.en} used, due {until}")
    if more := max(0, len(marks) - LINES):
        zh.append(f"另有 {more} 项")
        en.append(f"{more} more")
    return Text(f"预警：{'；'.join(zh)}", f"Warning: {'; '.join(en)}")
