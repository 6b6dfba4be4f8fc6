"""What keeps the desk busy: results to approve, calls returned, a rework. Used by `build`."""

from datetime import timedelta

from demo.proofs import happened
from demo.scenes.shared import PHONE, minutes
from demo.script import Act, Desk, Expect, Plan, Rating, Returning, Suspending, Told, on
from demo.words import answers

SEASON = "s1"
"""The listed reason 季节性."""

TREE = Told(
    "tree",
    on(10, 10, 20),
    "B0802",
    "SQ13",
    "wechat",
    "翠柳街的法国梧桐又到落毛毛的时候了，飞得眼睛都睁不开，枯枝子也多，风一吹就往下掉，年年报年年都这样",
    grid="SQ13-G02",
    address="翠柳街沿线",
    name="傅老师",
    phone=PHONE.format(9103),
    scene="季节性的树",
    plans={
        "yuanlin": (
            Plan(
                note="枯枝今天先排查；整枝要等落叶，已列入修剪计划",
                completes=False,
                suspending=Suspending(timedelta(days=25), SEASON),
            ),
        )
    },
    expect=Expect(state="suspended"),
)

SUSPENDED = (
    Act(
        "suspend",
        "挂账",
        "tree",
        on(10, 10, 20),
        "季节性：值班长同意挂账，时限停到落叶以后",
        happened("clock_stopped", why=SEASON),
        "street-chief",
        "approve",
        {"granted": True, "note": answers.APPROVED},
        task="suspend",
    ),
)

BAYS = Told(
    "explained",
    on(9, 11, 0),
    "B1411",
    "SQ03",
    "wechat",
    "八一路铁路宿舍门口能不能划几个停车位？空着也是空着，我们停一下就贴条，一个月贴了四张",
    grid="SQ03-G01",
    address="八一路铁路宿舍门口",
    name="沈先生",
    phone=PHONE.format(9104),
    scene="办成解释的",
    plans={
        "jiaoguan": (
            Plan(
                complete_after=timedelta(hours=22, minutes=40),
                result="explained",
                reply="该处路宽不足 7 米且是消防通道，按规范不能施划，附近 200 米停车场夜间 5 元包夜",
                evidence="现场测量路宽 6.2 米，照片存档",
            ),
        )
    },
    ratings=(Rating(3, comment="话讲清楚了，就是停车还是难"),),
    expect=Expect(outcome="explained"),
)

SCALES = Told(
    "unfounded",
    on(9, 15, 0),
    "B1512",
    "SQ11",
    "hotline",
    "武重菜场卖鱼的那家秤有问题，一斤鱼我回去称只有八两三，请市场监管来查",
    grid="SQ11-G01",
    address="武重菜场鱼摊",
    name="曾婆婆",
    phone=PHONE.format(9105),
    scene="查无实据的",
    plans={
        "shichang": (
            Plan(
                complete_after=timedelta(hours=19, minutes=10),
                result="unfounded",
                reply="标准砝码复秤三次均在允许误差内，家用秤误差 12%，已当面演示，公平秤设在菜场门口",
                evidence="检定证书有效，复秤记录 3 份",
            ),
        )
    },
    ratings=(Rating(4, comment="原来是我屋里的秤不准，不好意思"),),
    expect=Expect(outcome="unfounded"),
)

WRONG_RETURN = Told(
    "wrong-return",
    on(9, 9, 20),
    "B0601",
    "SQ01",
    "hotline",
    "东湖路报社门口的路面塌了个小坑，里头看得见水管，围挡倒了冇得人扶",
    grid="SQ01-G01",
    address="东湖路报社门口",
    name="彭先生",
    phone=PHONE.format(9106),
    scene="退单改派",
    plans={
        "guanli": (
            Plan(
                False, False, returning=Returning(minutes(25), "r1", "在建管网工程范围内，应由建设单位修复")
            ),
        ),
        "jianshe": (Plan(complete_after=timedelta(hours=26), reply="施工方已回填压实，路面恢复"),),
    },
    desk=Desk(redispatch="jianshe"),
    ratings=(Rating(4),),
    expect=Expect(units=("guanli", "jianshe"), completed_by="jianshe", call_state=(("guanli", "returned"),)),
)

REJECTED_RETURN = Told(
    "rejected-return",
    on(10, 8, 50),
    "B0705",
    "SQ07",
    "hotline",
    "水果湖步行街口的果皮箱门掉了，垃圾往外翻，招苍蝇",
    grid="SQ07-G02",
    address="水果湖步行街口",
    name="吕先生",
    phone=PHONE.format(9107),
    scene="退单不准",
    plans={
        "guanli": (
            Plan(
                respond_after=minutes(75),
                complete_after=minutes(260),
                reply="箱体已更换，环卫班组每日两清",
                returning=Returning(minutes(20), "r4", "环卫单位已在办"),
            ),
        )
    },
    desk=Desk(refuse_return="设施维护是本部门职责，环卫只管清运，不予退单"),
    ratings=(Rating(4),),
    expect=Expect(units=("guanli",), completed_by="guanli"),
)

REWORK = Told(
    "dissatisfied",
    on(9, 8, 50),
    "B1110",
    "SQ05",
    "hotline",
    "东一路5栋一楼下水道堵了，脏水从厨房地漏往外翻，一屋子臭，做饭都冇得法",
    grid="SQ05-G02",
    address="东一路5栋101",
    name="袁婆婆",
    phone=PHONE.format(9113),
    scene="不满意就重办",
    plans={
        "guanli": (
            Plan(respond_after=minutes(15), complete_after=minutes(120), reply="已疏通，水走了"),
            Plan(
                respond_after=minutes(20),
                complete_after=minutes(240),
                reply="开挖换了两米管，冲洗消毒，试水三次不堵",
            ),
        )
    },
    ratings=(Rating(1, "unsolved", "走了不到两个小时又翻上来了！"), Rating(4, comment="这回是真的通了")),
    expect=Expect(ratings=2, completed_by="guanli", state="closed"),
)
DESK = (TREE, BAYS, SCALES, WRONG_RETURN, REJECTED_RETURN, REWORK)
