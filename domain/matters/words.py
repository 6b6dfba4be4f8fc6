"""The words people read for a matter's steps, ends and events, in both languages."""

from typing import assert_never

from domain.label import Label
from domain.matters import events as e
from domain.matters.matter import Consented, Duty, How, Outcome, Phase, Whose
from domain.offering import Mode

MODES = {
    Mode.UNASKED: Label("免申帮你办", "done for you, unasked"),
    Mode.ONLINE: Label("全程网上办", "wholly online"),
    Mode.ONSITE: Label("现场一次办", "in one visit"),
}
PHASES = {
    Phase.APPLIED: Label("待受理", "waiting to be accepted"),
    Phase.PAPERS: Label("待补材料", "waiting for your papers"),
    Phase.HANDLING: Label("办理中", "being handled"),
    Phase.TO_BOOK: Label("待预约", "waiting for a booking"),
    Phase.BOOKED: Label("已预约", "booked"),
    Phase.CONSENT: Label("待本人同意", "waiting for your consent"),
    Phase.DELIVERING: Label("待送达", "to be delivered"),
    Phase.RATING: Label("待评价", "waiting for your rating"),
    Phase.CLOSED: Label("已办结", "closed"),
}
OUTCOMES = {
    Outcome.GRANTED: Label("已办成", "granted"),
    Outcome.REFUSED: Label("不予办理", "refused"),
    Outcome.LAPSED: Label("逾期未补，自动终止", "lapsed"),
    Outcome.DECLINED: Label("本人不同意", "declined"),
    Outcome.SILENT: Label("三十日未答复，自动终止", "no answer"),
    Outcome.WITHDRAWN: Label("本人撤回", "withdrawn"),
}
DUTIES = {
    Duty.ACCEPT: Label("受理审查", "acceptance check"),
    Duty.DECIDE: Label("办理", "decision"),
    Duty.DELIVER: Label("送达", "delivery"),
}
DEADLINES: dict[str, Label] = {
    **{duty.value: label for duty, label in DUTIES.items()},
    "petition": Label("再次督办", "next report of the delay"),
    "papers": Label("补正材料", "missing papers"),
    "to_book": Label("重新预约", "to book again"),
    "consent": Label("答复是否同意", "to consent"),
    "rating": Label("评价", "to rate"),
    "remind": Label("提醒预约", "reminder of the visit"),
    "no_show": Label("预约到点", "end of the visit's slot"),
}
HOWS = {
    How.DOWNLOAD: Label("网上下载", "download"),
    How.POST: Label("邮寄", "post"),
    How.PICKUP: Label("窗口领取", "pick-up at the window"),
}
WHOSE = {
    Whose.OFFICE: Label("窗口原因", "our failure"),
    Whose.APPLICANT: Label("办事人原因", "the applicant's"),
}
CONSENTS = {
    Consented.LINK: Label("网上确认", "online"),
    Consented.SMS: Label("短信验证", "by a code"),
    Consented.IN_PERSON: Label("当面同意", "in person"),
}
_PLAIN: dict[str, Label] = {
    "ignored": Label("一条不能受理的消息", "a message that could not be taken"),
    "opened": Label("已登记", "on record"),
    "accepted": Label("已受理", "accepted"),
    "papers_brought": Label("材料已补齐", "the papers came"),
    "booked": Label("已预约", "booked"),
    "reminded": Label("已提醒预约时间和所带材料", "reminded of the visit and what to bring"),
    "no_show": Label("未按预约前来，可重新预约", "nobody came; a new visit may be booked"),
    "rating_opened": Label("请您评价", "please rate"),
}


def told(body: e.Body) -> Label:
    """What happened, as its person reads it and the Temporal UI shows it: without anybody's own words."""
    match body:
        case e.ClockStarted() | e.Breached() | e.Reported():
            return _of_the_clock(body)
        case e.PapersAsked(missing=missing):
            return Label(f"请补材料：{'、'.join(missing)}", f"please bring: {', '.join(missing)}")
        case e.CheckedIn(visit=visit):
            return Label(f"已到窗口（第 {visit} 次）", f"at the window, visit {visit}")
        case e.SecondVisit(whose=whose):
            return Label(f"需再来一次：{WHOSE[whose]}", f"to come again: {WHOSE[whose].en}")
        case e.ConsentGiven(how=how):
            return Label(f"本人同意：{CONSENTS[how]}", f"consent: {CONSENTS[how].en}")
        case e.Decided(granted=granted):
            return Label("准予办理", "granted") if granted else Label("不予办理", "refused")
        case e.Delivered(how=how):
            return Label(f"结果已送达：{HOWS[how]}", f"delivered: {HOWS[how].en}")
        case e.Rated(result=result):
            return Label(f"已评价：{result} 分", f"rated {result} of 5")
        case e.Closed(outcome=outcome):
            return OUTCOMES[outcome]
        case _:
            return _PLAIN[body.kind]


def _of_the_clock(body: e.ClockStarted | e.Breached | e.Reported) -> Label:
    match body:
        case e.ClockStarted():
            zh, en = (
                f"{DUTIES[body.duty]}时限开始：{body.due.zh}",
                f"{DUTIES[body.duty].en} begins: {body.due.en}",
            )
        case e.Breached():
            zh, en = f"{DUTIES[body.duty]}超期，已记录", f"{DUTIES[body.duty].en} is late: on record"
        case e.Reported():
            zh = f"超期已报上级和指挥中心（第 {body.round} 次）"
            en = f"the delay was reported, time {body.round}"
        case _:
            assert_never(body)
    return Label(zh, en)
