"""The words of ratings and of ringing people up for them. Offered by `domain.labels`."""

from domain.facts import Why
from domain.label import Label

WHYS: dict[str, Label] = {
    Why.UNSOLVED: Label("未解决", "not solved"),
    Why.ATTITUDE: Label("服务态度", "attitude"),
    Why.LATE: Label("办理不及时", "late"),
    Why.POLICY: Label("对政策不认同", "disagrees with the policy"),
    Why.OTHER: Label("其他", "other"),
}

RATINGS: dict[int, Label] = {
    5: Label("非常满意", "very satisfied"),
    4: Label("满意", "satisfied"),
    3: Label("基本满意", "fairly satisfied"),
    2: Label("不满意", "dissatisfied"),
    1: Label("非常不满意", "very dissatisfied"),
}

TAKEN: dict[str, Label] = {
    "phone": Label("电话回访", "by telephone"),
    "face": Label("当面", "face to face"),
}
"""How staff took a rating down."""

TRIES: dict[str, Label] = {
    "no_answer": Label("无人接听", "no answer"),
    "busy": Label("占线", "busy"),
    "later": Label("请改时再拨", "asked to be rung up later"),
    "wrong_number": Label("号码有误", "a wrong number"),
    "declined": Label("不愿评价", "declined to rate"),
    "no_key": Label("接听未按键", "answered and pressed no key"),
}
"""What came of ringing up a reporter who gave no rating."""

VIA: dict[str, Label] = {
    "ivr": Label("电话按键", "by the keys of a telephone"),
    "hotline": Label("市长热线回访", "with the mayor's hotline"),
    "message_board": Label("城市留言板回访", "with the city's message board"),
}
"""How a reporter's own rating came, where it was not by page or interface."""
