"""What a telephone says: to who is asked for a rating, and to who asks how far it is. No name, no words of theirs.

Pure; for `api.channels.ivr`. Plain Chinese for any speech synthesis, without markup; numbers are said digit by digit.
"""

from collections.abc import Mapping
from datetime import datetime

from domain.case import Case, Outcome
from domain.catalogue import Exposure
from domain.labels import OUTCOMES, RATINGS, STATES, WHYS
from domain.localtime import zone
from domain.policy import City
from domain.views import due_behind, holder, overdue, shown_deadline, state

DIGITS = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
"""As telephone numbers are said: 幺, so that one is not taken for seven."""
REFUSED = "没有查到，案件编号或验证信息不符。请核对短信或回执上的编号，或转人工服务。"
ASK_CODE = "请输入八位查询码，以井号键结束。"
TOO_OFTEN = "今天查询次数过多，请明天再拨，或转人工服务。"
THANKS = "谢谢您的评价，再见。"
SORRY = "谢谢您的评价，我们会尽快处理，再见。"
NO_KEY = "没有收到按键，本次不作评价。您仍可凭编号和查询码在网上评价，再见。"
AGAIN = "没有听清，请再按一次。"


def digit_by_digit(case_no: str) -> str:
    """The digits of a case number, group by group: `二零二六幺零零九，四八二幺三零五七`."""
    groups = ("".join(DIGITS.get(sign, "") for sign in group) for group in case_no.split("-"))
    return "，".join(group for group in groups if group)


def invitation(city: City, whose: str, opened_at: datetime) -> str:
    """Whom it is from, what about, and which key is what. `opened_at` of the report, UTC."""
    there = opened_at.astimezone(zone(city.calendar.timezone))
    return (
        f"您好，这里是{city.policy.name_zh}民呼我应回访电话。您{there.month}月{there.day}日反映的事项，"
        f"编号{digit_by_digit(whose)}，已经办结，请您评价。{_menu(city.ringing.keys, RATINGS)}"
    )


def why_not(city: City) -> str:
    """What is asked of who is not satisfied."""
    return f"很抱歉没有让您满意，请问是什么原因？{_menu(city.ringing.whys, WHYS)}"


def progress(city: City, case: Case, now: datetime, whose: str) -> str:
    """How far it is: state, unit and deadline of the case where the work goes on; a sealed one names no unit."""
    said = [f"您反映的事项，编号{digit_by_digit(whose)}，目前{STATES[state(case)]}。"]
    held, due = holder(case), due_behind(case, shown_deadline(case))
    sealed = case.item is not None and case.item.exposure is Exposure.SEALED
    if case.outcome is not None:
        said.append(f"结果是{OUTCOMES[Outcome(case.outcome)]}。")
    elif held is not None and not sealed:
        said.append(f"由{held.unit_zh}负责。")
    if case.open and due is not None:
        said.append(f"时限是{_moment(due.at, city.calendar.timezone)}。")
    if overdue(case, now):
        said.append("已超过时限，正在督办。")
    return "".join(said)


def _menu(
    keys: Mapping[str, object], names: Mapping[object, str] | Mapping[str, str] | Mapping[int, str]
) -> str:
    named: dict[object, str] = dict(names.items())
    return "，".join(f"{named[what]}请按{key}" for key, what in keys.items()) + "。"


def _moment(at: datetime, timezone: str) -> str:
    there = at.astimezone(zone(timezone))
    minute = f"{there.minute}分" if there.minute else ""
    return f"{there.month}月{there.day}日{there.hour}点{minute}"
