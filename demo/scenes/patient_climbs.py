"""Everyday matters that climb to the street: a second response budget first, or a missed completion.

Used by `build`; the moments follow from the limits in the pack, and `tests/demo` holds them to it.
"""

from demo.scenes.shared import NEVER, PHONE, done, minutes
from demo.script import Climb, Expect, Plan, Rating, Told, on

LATE_WORK = Told(
    "climb-late-work",
    on(9, 9, 0),
    "A108",
    "SQ02",
    "wechat",
    "水果湖横路小学门口人行道停了两排电动车，送伢的都走到马路上去了，蛮危险。照片拍了发在群里",
    grid="SQ02-G01",
    address="水果湖横路小学门口",
    name="陈女士",
    phone=PHONE.format(9005),
    scene="迟到的办结",
    plans={
        "SQ02-G01": (
            Plan(
                respond_after=minutes(9),
                complete_after=minutes(350),
                reply="来晚了，对不住。车已全部摆正，划了线",
            ),
        ),
        "SQ02": (Plan(respond_after=minutes(8), completes=False),),
        "guanli": (Plan(completes=False),),
    },
    climbs=(
        Climb("SQ02-G01", "resolve", "SQ02", "网格员说去借警示桩，2 小时没有办结"),
        Climb("SQ02", "resolve", "guanli", "网格站人手不够，又是 2 小时没有办结"),
    ),
    ratings=(Rating(4, comment="最后还是网格员来摆的"),),
    expect=Expect(
        units=("SQ02-G01", "SQ02", "guanli"),
        completed_by="SQ02-G01",
        call_state=(("guanli", "relieved"),),
    ),
)

QUESTION = Told(
    "climb-question",
    on(10, 9, 0),
    "A101",
    "SQ09",
    "wechat",
    "请问机安村的老房子改造，租户算不算数？房东说要我搬，押金不退。政策上么样说的，有冇得文件看",
    grid="SQ09-G02",
    name="马先生",
    phone=PHONE.format(9006),
    scene="一句咨询没人回",
    plans={
        "SQ09-G02": (NEVER,),
        "SQ09": (NEVER,),
        "street-command": done(8, 110, "已逐条答复，押金属租赁合同约定，可到司法所免费咨询"),
    },
    climbs=(
        Climb("SQ09-G02", "respond_again", "SQ09", "网格员补休没交班，两个响应时限都过了"),
        Climb("SQ09", "respond_again", "street-command", "站里以为网格员回了，两个响应时限都过了"),
    ),
    ratings=(Rating(4),),
    expect=Expect(units=("SQ09-G02", "SQ09", "street-command"), completed_by="street-command"),
)

RENOVATION = Told(
    "climb-renovation",
    on(11, 10, 0),
    "A206",
    "SQ04",
    "wechat",
    "星期天一大早就敲墙，洪山路老院子6栋4楼，屋里有月子婆，求您们来个人说哈子",
    grid="SQ04-G01",
    address="洪山路老院子6栋4楼",
    name="黄女士",
    phone=PHONE.format(9007),
    scene="星期天装修",
    plans={"SQ04": (NEVER,), "gongan": done(7, 60, "已到场，装修停工，休息日作业时间已告知并签字")},
    climbs=(Climb("SQ04", "respond_again", "gongan", "星期天值守的人在处理漏水，两个响应时限都过了"),),
    ratings=(Rating(5, comment="民警来了就停了"),),
    expect=Expect(units=("SQ04", "gongan"), completed_by="gongan"),
)

RUBBISH = Told(
    "climb-rubbish",
    on(9, 10, 0),
    "A203",
    "SQ11",
    "grid",
    "武重四街坊后头的拆除垃圾混着生活垃圾，堆了有半层楼高，居民意见蛮大，站里的小车拖不动",
    grid="SQ11-G02",
    address="武重四街坊后巷",
    kind="grassroots",
    name="武重网格员",
    scene="站里拖不动的垃圾",
    plans={
        "SQ11": (Plan(respond_after=minutes(15), completes=False),),
        "guanli": done(25, 330, "调铲车两台，清运三车，已见底"),
    },
    climbs=(Climb("SQ11", "resolve", "guanli", "没有车，一个值守日没有办结"),),
    ratings=(Rating(5),),
    expect=Expect(units=("SQ11", "guanli"), completed_by="guanli"),
)

STAIRS = Told(
    "climb-stairs",
    on(10, 9, 0),
    "A202",
    "SQ13",
    "wechat",
    "东亭路老宿舍7栋，从一楼到六楼一盏灯都不亮，爹爹昨天摔了一跤，脸都肿了。报了物业，物业说归社区",
    grid="SQ13-G01",
    address="东亭路老宿舍7栋",
    name="郑先生",
    phone=PHONE.format(9008),
    scene="六层楼不亮灯",
    plans={"SQ13": (NEVER,), "guanli": (Plan(reply="线路是老化短路，已换线换灯，六层全亮"),)},
    climbs=(Climb("SQ13", "respond_again", "guanli", "站里和物业互相等，两个响应时限都过了"),),
    ratings=(Rating(4),),
    expect=Expect(units=("SQ13", "guanli")),
)
PATIENT_CLIMBS = (LATE_WORK, QUESTION, RENOVATION, RUBBISH, STAIRS)
