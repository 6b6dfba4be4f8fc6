"""Fair to units and to reporters: a slip of the finger, a power cut, a report about the desk itself. For `build`."""

from demo.proofs import called, closed, ended, happened, in_state
from demo.scenes.shared import ONLY_ANSWERS, PHONE, done
from demo.script import Act, Desk, Expect, Rating, Told, on

REVIEWERS = ("reviewer-1", "reviewer-2")
COMMITTEE = "street-committee"


def _both_agree(asked: Act, key: str, does: str, says: str, decided: str, note: str) -> tuple[Act, ...]:
    """One reviewer agrees, then the other; only then does it count. The task is named as the act."""
    agrees = {"granted": True, "note": note}
    first, second = REVIEWERS
    of, at = asked.of, asked.at
    return (
        Act(
            f"{key}-first",
            "复核",
            of,
            at,
            "第一位复核员同意，还须另一位",
            happened("task_signed", by=first),
            first,
            "approve",
            agrees,
            task=key,
            step=True,
        ),
        Act(key, does, of, at, says, happened(decided, by=second), second, "approve", agrees, task=key),
    )


SLIP = Told(
    "slip",
    on(9, 9, 30),
    "A203",
    "SQ14",
    "wechat",
    "岳家嘴站旁边的花坛里扔了一袋子鱼内脏，苍蝇嗡嗡叫",
    grid="SQ14-G03",
    address="岳家嘴站旁花坛",
    name="苏女士",
    phone=PHONE.format(9311),
    scene="点错了的评价",
    plans={"SQ14": done(15, 90, "已清走并冲洗消毒")},
    ratings=(Rating(1, "other", "点错了"),),
    desk=Desk(reasons=("explain",)),
    expect=Expect(ratings=1, state="closed"),
)
EXCLUSION = Act(
    "exclude-asked",
    "申请剔除评价",
    "slip",
    on(10, 9),
    "报事人来电说点错了，回访员申请剔除，附录音",
    happened("exclude_asked"),
    "callback-1",
    "exclude",
    {"reason": "e3", "note": "诉求人来电更正：本想点非常满意，录音 A-12"},
    once=closed,
    step=True,
)
EXCLUDED = (
    EXCLUSION,
    *_both_agree(
        EXCLUSION,
        "exclude",
        "剔除评价",
        "两位复核员都同意：评价仍列出，不计入满意率",
        "exclude_decided",
        "录音属实",
    ),
)
APPEAL = Act(
    "appeal-asked",
    "申请申诉",
    "climb-flood",
    on(11, 9),
    "水务申诉响应超期：机房停电，附停电通知",
    happened("appeal_asked"),
    "shuiwu",
    "appeal",
    {"clock": "respond", "note": "当日 14:30 至 18:00 机房所在片区停电，附供电公司通知"},
    once=closed,
    unit="shuiwu",
    step=True,
)
APPEALED = (
    APPEAL,
    *_both_agree(
        APPEAL,
        "appeal",
        "超期申诉",
        "两位复核员都同意：超期仍列出，不计入响应率",
        "appeal_decided",
        "停电通知属实",
    ),
)

HOTLINE = Told(
    "about-the-desk",
    on(10, 8, 55),
    "A104",
    "SQ02",
    "wechat",
    "给民呼我应热线打了三回，两回冇得人接，第三回接了，话还没说完就挂了。我就想问你们自己归哪个管？",
    grid="SQ02-G03",
    name="梁先生",
    phone=PHONE.format(9312),
    scene="反映指挥中心自己",
    plans={"SQ02-G03": (ONLY_ANSWERS,), "street-command": (ONLY_ANSWERS,)},
    expect=Expect(units=("SQ02-G03", "street-command", COMMITTEE), completed_by=COMMITTEE, state="closed"),
)
KEPT_OUT = (
    Act(
        "to-the-desk",
        "改派",
        "about-the-desk",
        on(10, 9, 5),
        "网格员办不了，派遣员照常改派给了指挥中心自己",
        called("street-command"),
        "street-dispatch",
        "dispatch",
        {"lead": "street-command"},
        step=True,
    ),
    Act(
        "party",
        "回避",
        "about-the-desk",
        on(10, 9, 15),
        "督查员认定反映的就是指挥中心：交办收回，由街道党工委办理，指挥中心从此看不到",
        ended("street-command", "misdispatched"),
        "supervisor",
        "party",
        {"unit": "street-command"},
    ),
    Act(
        "committee-answers",
        "党工委响应",
        "about-the-desk",
        on(10, 9, 25),
        "党工委联系报事人",
        happened("responded", by=COMMITTEE),
        COMMITTEE,
        "respond",
        {"kind": "contacted", "note": "党工委已听取您的意见，正在调取通话记录"},
        unit=COMMITTEE,
        step=True,
    ),
    Act(
        "committee-completes",
        "党工委办结",
        "about-the-desk",
        on(10, 11),
        "通话记录查实，值班安排已改",
        ended(COMMITTEE, "completed"),
        COMMITTEE,
        "complete",
        {"result": "solved", "reply": "通话记录属实，接线员已批评教育，早晚高峰增加一个座席"},
        unit=COMMITTEE,
        step=True,
    ),
    Act(
        "committee-rated",
        "党工委办的也要评价",
        "about-the-desk",
        on(10, 12),
        "报事人评价：满意",
        closed,
        None,
        "rating",
        {"result": 4, "comment": "敢查自己，可以"},
        once=in_state("rating"),
        step=True,
    ),
)
FAIRNESS = (SLIP, HOTLINE)
CHAINS = (EXCLUDED, APPEALED, KEPT_OUT)
