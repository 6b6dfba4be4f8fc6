"""Urgent matters that climb to the street: 30 unanswered minutes are enough. Used by `build`.

The moments follow from the limits in the pack; `tests/demo` holds them to it.
"""

from demo.scenes.shared import NEVER, ONLY_ANSWERS, PHONE, done
from demo.script import Climb, Expect, Rating, Told, on

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
        "c-wangge": done(6, 50, "已上门，老人耳背没听见电话，人没事，已教她开大铃声"),
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
    plans={"SQ05": (NEVER,), "pingan": done(7, 95, "已剪线移车，给户主讲了后果，协调物业加两个充电口")},
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
    plans={"SQ12": (NEVER,), "pingan": done(8, 70, "已找到当事人，电池搬出，梯控装置列入下周安装")},
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
    plans={"SQ16": (ONLY_ANSWERS,), "pingan": done(9, 85, "已切断私拉线路，插板没收，车棚充电桩报修")},
    climbs=(Climb("SQ16", "resolve", "pingan", "到场后没有处置完，4 小时办结时限已过"),),
    ratings=(Rating(3, comment="要跑两趟才搞好"),),
    expect=Expect(units=("SQ16", "pingan"), completed_by="pingan"),
)
URGENT_CLIMBS = (ELDER, WIRE, LIFT, SHED)
