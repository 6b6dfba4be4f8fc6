"""Reports that belong together or apart: one lamp twice, two matters in one call, a repair left over. For `build`."""

from demo.proofs import happened, linked
from demo.scenes.shared import PHONE, hours, minutes
from demo.script import Act, Plan, Rating, Told, on

LAMP = Told(
    "lamp-1",
    on(9, 9, 10),
    "B0520",
    "SQ06",
    "wechat",
    "茶港小区后门那盏路灯，从国庆节黑到现在，我姆妈晚上下楼倒垃圾差点踩空",
    grid="SQ06-G02",
    address="茶港小区后门",
    point=(114.3561, 30.5402),
    name="袁女士",
    phone=PHONE.format(9301),
    scene="同一盏路灯",
    plans={
        "chengguan": (
            Plan(
                complete_after=hours(6), waits_for="lamp-merge", reply="灯泡和保险都换了，今晚亮灯，请看一眼"
            ),
        )
    },
    ratings=(Rating(5, comment="晚上特意下去看了，亮的"),),
    gathers=True,
)
LAMP_AGAIN = Told(
    "lamp-2",
    on(9, 9, 35),
    "B0520",
    "SQ06",
    "hotline",
    "茶港小区后头那个门，出来黑黢黢的，路灯坏了冇得人修，麻烦您家催一哈",
    grid="SQ06-G02",
    address="茶港小区后门",
    name="胡爹爹",
    phone=PHONE.format(9302),
    scene="同一盏路灯",
    plans={"chengguan": (Plan(completes=False),)},
    ratings=(Rating(4, comment="修得快，就是要喊两道"),),
)
MERGED = (
    Act(
        "lamp-merge",
        "合并",
        "lamp-2",
        on(9, 9, 50),
        "派遣员看出是同一盏路灯，并入先来的一件，两位报事人都告知",
        happened("merged"),
        "street-dispatch",
        "merge",
        {"into": "@lamp-1"},
    ),
    Act(
        "lamp-votes",
        "共同评价",
        "lamp-1",
        on(9, 15),
        "两位报事人各评各的，都满意才算满意",
        happened("votes_counted"),
    ),
)

TWO_MATTERS = Told(
    "two-matters",
    on(9, 9, 25),
    "B0602",
    "SQ12",
    "hotline",
    "两件事一起说：黄鹂路南头人行道的砖翘起来，昨天一个婆婆绊倒了；还有边上那排樟树全是虫，一坨坨往人身上掉",
    grid="SQ12-G02",
    address="黄鹂路南头",
    name="罗女士",
    phone=PHONE.format(9303),
    scene="一个电话两件事",
    plans={
        "guanli": (
            Plan(complete_after=hours(26), waits_for="split", reply="翘起的砖已全部重铺找平，请放心走"),
        )
    },
    ratings=(Rating(5, comment="两件事都有人管"),),
)
THE_TREES = Told(
    "two-matters-trees",
    on(9, 9, 50),
    "B0812",
    "SQ12",
    "hotline",
    "黄鹂路南头一排樟树生虫",
    scene="一个电话两件事",
    ratings=(Rating(4),),
)
SPLIT = (
    Act(
        "split",
        "拆单",
        "two-matters",
        on(9, 9, 45),
        "一个电话两件事：砖归公共管理部，虫另立一件给园林",
        linked("split"),
        "street-dispatch",
        "split",
        {"parts": ({"text": "黄鹂路南头一排樟树生虫，虫子掉到行人身上", "item": "B0812"},)},
        opens=THE_TREES,
        link="split",
    ),
)

SIGNAL = Told(
    "signal",
    on(11, 9, 40),
    "B0615",
    "SQ10",
    "hotline",
    "中北路口的红绿灯杆子被货车挂歪了，斜到路中间，一晃一晃的，随时要倒！",
    grid="SQ10-G03",
    address="中北路口",
    name="韩师傅",
    phone=PHONE.format(9304),
    scene="先排险，后修复",
    plans={
        "jiaoguan": (
            Plan(
                respond_after=minutes(8),
                complete_after=minutes(75),
                reply="歪杆已拆走，路口由民警指挥，险情排除；路面修复另立一件",
                repair="灯杆基础周围路面破损，需重做基础、恢复路面",
                repair_item="B0601",
            ),
        )
    },
    ratings=(Rating(5, comment="一个钟头就不危险了"),),
)
THE_ROAD = Told(
    "signal-repair",
    on(11, 10, 55),
    "B0601",
    "SQ10",
    "hotline",
    "灯杆基础周围路面破损",
    scene="先排险，后修复",
)
REPAIRED = (
    Act(
        "repair",
        "修复",
        "signal",
        on(11, 10, 55),
        "险情排除就算办结，路面修复另立一件，不占抢险的时限",
        linked("repair"),
        opens=THE_ROAD,
        link="repair",
    ),
)
TOGETHER = (LAMP, LAMP_AGAIN, TWO_MATTERS, SIGNAL)
CHAINS = (MERGED, SPLIT, REPAIRED)
