"""What climbs to the district, and the one case that goes up to the city. Used by `build`."""

from demo.scenes.shared import NEVER, PHONE, done, minutes
from demo.script import Climb, Expect, Outage, Plan, Rating, Told, on

OUTAGE = Outage("shuiwu", on(10, 14, 30), on(10, 18))
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
        "district-command": done(8, 70, "区里组织消防、房管联合处置，电池全部转移，出租屋停用"),
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
        "district-command": done(8, 95, "先围挡后补盖，产权由区里牵头认定，井已安全"),
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
    plans={"district-command": done(8, 75, "区里调泵车抽排，已见路面，排水口淤堵已清")},
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
        "city-command": done(9, 100, "市里召集电力、通信到场，线缆已临时固定，路口恢复通行"),
    },
    climbs=(
        Climb("guanli", "respond", "district-command", "线上没有标牌，分不清是哪家的，30 分钟没有响应"),
        Climb("district-command", "respond", "city-command", "跨区干线，区里找不到产权单位，30 分钟没有响应"),
    ),
    ratings=(Rating(4, comment="惊动了市里，线总算捆上去了"),),
    expect=Expect(units=("guanli", "district-command", "city-command"), completed_by="city-command"),
)
HIGH_CLIMBS = (BATTERIES, MANHOLE, FLOOD, CABLE)
