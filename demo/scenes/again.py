"""People who come back: nothing new, something new, and one who takes it back. Used by `build`."""

from demo.proofs import closed, closed_as, linked
from demo.scenes.shared import PHONE, done, hours
from demo.script import Act, Expect, Plan, Rating, Told, on

FEES = Told(
    "fees-1",
    on(9, 8, 40),
    "A207",
    "SQ15",
    "hotline",
    "新建小区物业收了三个月的公摊电费，一张明细都冇得，问他就说系统里头有",
    grid="SQ15-G03",
    address="新建小区",
    name="董先生",
    phone=PHONE.format(9305),
    scene="问过的又来问",
    plans={"SQ15": done(20, 130, "物业已把三个月明细贴在单元门口，也发到您手机上了")},
    ratings=(Rating(4, comment="早贴出来不就冇得事"),),
)
FEES_AGAIN = Told(
    "fees-2",
    on(11, 9, 20),
    "A207",
    "SQ15",
    "hotline",
    "还是那个公摊电费的事，我就是想再问一遍，明细在哪里看",
    grid="SQ15-G03",
    address="新建小区",
    name="董先生",
    phone=PHONE.format(9305),
    scene="问过的又来问",
    plans={"SQ15": (Plan(completes=False),)},
    expect=Expect(outcome="repeat"),
)
REPEATED = (
    Act(
        "repeat",
        "重复件",
        "fees-2",
        on(11, 9, 30),
        "同一个人、同一件事、没有新情况：引用前次答复，不再派单",
        closed_as("repeat"),
        "street-intake",
        "repeat",
        {"of": "@fees-1", "reply": "前次已答复：明细贴在单元门口，也可在物业前台查看，没有新的情况"},
        ended="fees-1",
    ),
)

STAIR_LIGHT = Told(
    "stair-light",
    on(9, 8, 35),
    "A202",
    "SQ04",
    "wechat",
    "洪山路3栋2单元三楼的声控灯不亮，跺脚都冇得用",
    grid="SQ04-G02",
    address="洪山路3栋2单元",
    name="程女士",
    phone=PHONE.format(9306),
    scene="修好了又坏",
    plans={"SQ04": done(25, 110, "声控开关已换，试了三遍都亮")},
    ratings=(Rating(5, comment="当天就修好了"),),
)
DARK_AGAIN = Told(
    "stair-light-again",
    on(10, 19, 30),
    "A202",
    "SQ04",
    "wechat",
    "换上的开关又不亮了，这回四楼也黑了",
    scene="修好了又坏",
    ratings=(Rating(4, comment="这回换的是整条线"),),
)
REOPENED = (
    Act(
        "reopen",
        "重新受理",
        "stair-light",
        on(10, 19, 30),
        "修好的灯又灭了，四楼也黑了：有新情况，重新受理一次",
        linked("reopen"),
        None,
        "reopen",
        {"text": "换上的开关又不亮了，这回四楼也黑了"},
        once=closed,
        opens=DARK_AGAIN,
        link="reopen",
    ),
)

BOXES = Told(
    "boxes",
    on(11, 8, 35),
    "A205",
    "SQ01",
    "wechat",
    "东湖路报社宿舍二楼过道堆了一排纸箱子，侧着身子才过得去，楼上住的都是老人",
    grid="SQ01-G02",
    address="东湖路报社宿舍",
    name="萧女士",
    phone=PHONE.format(9307),
    scene="自己搬走了",
    plans={"SQ01": (Plan(complete_after=hours(7), waits_for="withdraw"),)},
    expect=Expect(outcome="withdrawn"),
)
WITHDRAWN = (
    Act(
        "withdraw",
        "撤诉",
        "boxes",
        on(11, 9, 40),
        "邻居自己把纸箱搬走了，报事人撤诉",
        closed_as("withdrawn"),
        None,
        "withdraw",
        {"text": "他家昨天晚上自己搬了，不用来了，谢谢"},
    ),
)
AGAIN = (FEES, FEES_AGAIN, STAIR_LIGHT, BOXES)
CHAINS = (REPEATED, REOPENED, WITHDRAWN)
