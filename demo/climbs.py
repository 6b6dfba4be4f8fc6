"""The climbs of the story, one by one: who lets which deadline pass, and where the case goes then. Used by `build`.

The moments follow from the pack's limits (tests/demo holds them to it): an urgent call unanswered for 30 minutes climbs
at once; another one gets a second response budget first; a missed completion climbs at its own deadline.
"""

from datetime import timedelta

from demo.script import Climb, Expect, Outage, Plan, Rating, Told, on

NEVER = Plan(answers=False, completes=False)
ONLY_ANSWERS = Plan(completes=False)
PHONE = "1380000{:04d}"


def minutes(count: int) -> timedelta:
    """So many minutes of story time."""
    return timedelta(minutes=count)


def _done(respond: int, complete: int, reply: str) -> tuple[Plan, ...]:
    return (Plan(respond_after=minutes(respond), complete_after=minutes(complete), reply=reply),)


OUTAGE = Outage("shuiwu", on(10, 14, 30), on(10, 18))
ELDER = Told(
    "climb-elder",
    on(9, 9, 40),
    "A110",
    "SQ07",
    "hotline",
    "我姆妈88了，一个人住放鹰台路老房子3栋2单元501，从昨天晚上到现在电话打不通。我人在外地，请您们赶紧去敲下门！",
    grid="SQ07-G01",
    address="放鹰台路3栋2单元501",
    name="周女士",
    phone=PHONE.format(9001),
    scene="独居老人无人应答",
    plans={
        "SQ07-G01": (NEVER,),
        "SQ07": (NEVER,),
        "c-wangge": _done(6, 50, "已上门，老人耳背没听见电话，人没事，已教她开大铃声"),
    },
    climbs=(
        Climb("SQ07-G01", "respond", "SQ07", "网格员手机没电，30 分钟没有响应"),
        Climb("SQ07", "respond", "c-wangge", "网格站正在开会，又是 30 分钟没有响应"),
    ),
    ratings=(Rating(4, comment="人没事就好，就是来得慢了些"),),
    expect=Expect(units=("SQ07-G01", "SQ07", "c-wangge"), completed_by="c-wangge"),
)
WIRE = Told(
    "climb-wire",
    on(9, 14, 20),
    "A204",
    "SQ05",
    "wechat",
    "张家湾东一路这栋楼，三楼甩了根插线板下来给电瓶车充电，线就搭在防盗网上，还在冒热气",
    grid="SQ05-G01",
    address="东一路某栋1单元楼下",
    name="李先生",
    phone=PHONE.format(9002),
    scene="飞线充电没人应",
    plans={"SQ05": (NEVER,), "pingan": _done(7, 95, "已剪线移车，给户主讲了后果，协调物业加两个充电口")},
    climbs=(Climb("SQ05", "respond", "pingan", "网格站当班的都在外头，30 分钟没有响应"),),
    ratings=(Rating(5),),
    expect=Expect(units=("SQ05", "pingan"), completed_by="pingan"),
)
LIFT = Told(
    "climb-lift",
    on(10, 15, 10),
    "A204",
    "SQ12",
    "wechat",
    "又有人骑电动车进电梯上楼！滨湖小区2栋，电梯里贴着禁止还是推。求您们管哈子，一栋楼八十户人家",
    grid="SQ12-G02",
    address="滨湖小区2栋",
    name="杨女士",
    phone=PHONE.format(9003),
    scene="电动车进电梯",
    plans={"SQ12": (NEVER,), "pingan": _done(8, 70, "已找到当事人，电池搬出，梯控装置列入下周安装")},
    climbs=(Climb("SQ12", "respond", "pingan", "补班的星期六站里漏看了待办，30 分钟没有响应"),),
    ratings=(Rating(4),),
    expect=Expect(units=("SQ12", "pingan"), completed_by="pingan"),
)
SHED = Told(
    "climb-shed",
    on(11, 9, 30),
    "A204",
    "SQ16",
    "hotline",
    "徐东大街这边车棚里头拉了十几根线充电，插板就放在水里，来看了一眼说回去拿工具，人就不见了",
    grid="SQ16-G01",
    address="徐东大街某小区车棚",
    name="吴师傅",
    phone=PHONE.format(9004),
    scene="看了一眼没下文",
    plans={"SQ16": (ONLY_ANSWERS,), "pingan": _done(9, 85, "已切断私拉线路，插板没收，车棚充电桩报修")},
    climbs=(Climb("SQ16", "resolve", "pingan", "到场后没有处置完，4 小时办结时限已过"),),
    ratings=(Rating(3, comment="要跑两趟才搞好"),),
    expect=Expect(units=("SQ16", "pingan"), completed_by="pingan"),
)
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
        "street-command": _done(8, 110, "已逐条答复，押金属租赁合同约定，可到司法所免费咨询"),
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
    plans={"SQ04": (NEVER,), "gongan": _done(7, 60, "已到场，装修停工，休息日作业时间已告知并签字")},
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
        "guanli": _done(25, 330, "调铲车两台，清运三车，已见底"),
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
BATTERIES = Told(
    "climb-batteries",
    on(10, 10, 0),
    "A204",
    "SQ14",
    "hotline",
    "岳家嘴站旁边出租屋一楼，一屋子换下来的电瓶在充电，几十个！楼上住的都是打工的，着火了跑不脱啊",
    grid="SQ14-G02",
    address="岳家嘴站旁出租屋一楼",
    name="唐师傅",
    phone=PHONE.format(9009),
    scene="一屋子电瓶",
    plans={
        "SQ14": (NEVER,),
        "pingan": (Plan(respond_after=minutes(8), completes=False),),
        "district-command": _done(8, 70, "区里组织消防、房管联合处置，电池全部转移，出租屋停用"),
    },
    climbs=(
        Climb("SQ14", "respond", "pingan", "网格站没敢进门，30 分钟没有响应"),
        Climb("pingan", "resolve", "district-command", "房东不开门，街道没有强制手段，4 小时没有办结"),
    ),
    ratings=(Rating(4, comment="最后来了好多人，总算清干净了"),),
    expect=Expect(units=("SQ14", "pingan", "district-command"), completed_by="district-command"),
)
MANHOLE = Told(
    "climb-manhole",
    on(10, 20, 10),
    "B0513",
    "SQ06",
    "wechat",
    "茶港路口有个井盖冇得了！黑漆漆的一个洞，井圈上么字都冇得，问水务说不是他的，问电力也说不是。我拿树枝插到起的",
    grid="SQ06-G01",
    address="茶港路口西侧非机动车道",
    point=(114.3572, 30.5412),
    name="许师傅",
    phone=PHONE.format(9010),
    scene="没有主的井盖",
    plans={
        "guanli": (NEVER,),
        "district-command": _done(8, 95, "先围挡后补盖，产权由区里牵头认定，井已安全"),
    },
    climbs=(Climb("guanli", "respond", "district-command", "谁家的井没人认，30 分钟没有响应"),),
    ratings=(Rating(5, comment="当晚就盖上了，可以"),),
    expect=Expect(units=("guanli", "district-command"), completed_by="district-command"),
)
FLOOD = Told(
    "climb-flood",
    on(10, 15, 20),
    "B0911",
    "SQ16",
    "hotline",
    "岳家嘴立交下头积水齐膝盖，三个车熄火了，排水井不走水，水还在涨",
    grid="SQ16-G02",
    address="岳家嘴立交桥下",
    name="曹先生",
    phone=PHONE.format(9011),
    scene="系统坏了的下午",
    plans={"district-command": _done(8, 75, "区里调泵车抽排，已见路面，排水口淤堵已清")},
    climbs=(Climb("shuiwu", "respond", "district-command", "水务自己的系统坏了，件送不到，30 分钟没有响应"),),
    ratings=(Rating(4),),
    expect=Expect(units=("shuiwu", "district-command")),
)
CABLE = Told(
    "climb-cable",
    on(12, 10, 0),
    "B1609",
    "SQ10",
    "hotline",
    "青鱼嘴地铁站出来，中北路上一大捆线垂到路上了，离地一米多，公交车刚才挂了一下，电线杆都晃，搞不清是哪家的线",
    grid="SQ10-G01",
    address="中北路青鱼嘴站出口",
    point=(114.3406, 30.5616),
    name="冯师傅",
    phone=PHONE.format(9012),
    scene="一直上到市里的线缆",
    plans={
        "guanli": (NEVER,),
        "district-command": (NEVER,),
        "city-command": _done(9, 150, "市里召集电力、通信到场，线缆已临时固定，路口恢复通行"),
    },
    climbs=(
        Climb("guanli", "respond", "district-command", "线上没有标牌，分不清是哪家的，30 分钟没有响应"),
        Climb("district-command", "respond", "city-command", "跨区干线，区里找不到产权单位，30 分钟没有响应"),
    ),
    ratings=(Rating(4, comment="惊动了市里，线总算捆上去了"),),
    expect=Expect(units=("guanli", "district-command", "city-command"), completed_by="city-command"),
)
CLIMBING = (
    ELDER,
    WIRE,
    LIFT,
    SHED,
    LATE_WORK,
    QUESTION,
    RENOVATION,
    RUBBISH,
    STAIRS,
    BATTERIES,
    MANHOLE,
    FLOOD,
    CABLE,
)
