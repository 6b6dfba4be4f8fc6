"""A message in Chinese, for departments whose people read it rather than a program. Used by e-mail and Open311.

It says what our own language says (`huying`) and no more: item, the desk's summary, landmark, deadlines with how they
were counted.
"""

from datetime import datetime

from activities.departments.outcome import call_id
from activities.places import Places
from contracts.cases import Message
from domain.localtime import zone
from domain.words import CALL_ROLES, GRADES

HEADS = {"call": "交办", "change": "时限变更", "cancel": "撤销交办"}
_CANCELLED = "本件不再需要贵单位办理，此前的交办作废。"


def subject(message: Message) -> str:
    """One line: urgent or not, what it is, which item, which call."""
    urgent = "【紧急】" if message.urgent else ""
    return f"{urgent}{HEADS[message.type]}：{message.item_name}（{call_id(message)}）"


def lines(message: Message, places: Places) -> list[str]:
    """The facts, one a line."""
    grade = f"{GRADES[message.grade]}，" if message.grade else ""
    told = [
        f"编号：{call_id(message)}",
        f"事项：{message.item_name}",
        f"类别：{grade}{CALL_ROLES[message.role]}{'，紧急' if message.urgent else ''}",
        f"地点：{place(message, places) or '待定，请与街道指挥调度中心联系'}",
    ]
    if message.type == "cancel":
        return [*told, "", _CANCELLED]
    return [
        *told,
        *([f"情况：{message.summary}"] if message.summary else []),
        f"响应时限：{_until(message.respond_by, message.respond_zh, places)}",
        f"办结时限：{_until(message.resolve_by, message.resolve_zh, places)}",
    ]


def place(message: Message, places: Places) -> str:
    """The object's place in words: landmark and grid; never the reporter's flat."""
    return " ".join(part for part in (places.landmark(message.community), message.grid or "") if part)


def photos(message: Message, places: Places) -> list[str]:
    """Links to what the desk lets the unit see, each good for some days."""
    return [places.photo_link(message.case_no, message.call, photo) for photo in message.released]


def _until(at: datetime, explained: str, places: Places) -> str:
    moment = at.astimezone(zone(places.zone)).strftime("%Y-%m-%d %H:%M")
    return f"{moment}（{explained}）" if explained else moment
