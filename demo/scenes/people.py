"""People one remembers: eighty without a telephone, anonymous, a firm, one who never lets go. For `build`."""

from demo.scenes.shared import PHONE
from demo.script import Desk, Expect, Plan, Rating, Told, on

WALK_IN = Told(
    "walk-in",
    on(9, 9, 30),
    "A112",
    "SQ08",
    "phone",
    "窗口登记：八旬老人本人走到街道来的，姓姚，没有手机，不识字。想办高龄津贴认证，儿女都不在武汉，请社区上门帮忙。",
    name="姚婆婆",
    address="姚家岭街某号1单元101",
    scene="没有手机的八旬老人",
    ratings=(Rating(5, comment="孙女代评：婆婆说蛮好，上门来办的"),),
    expect=Expect(units=("SQ08",)),
)

TIP = Told(
    "tip",
    on(10, 21, 40),
    "B1302",
    "SQ14",
    "wechat",
    "不留名字。中北路延长线那家茶楼二楼，每天晚上八点以后七八桌打钱的，门口有人望风，麻烦查一下，莫说是我讲的",
    address="中北路延长线某茶楼",
    scene="匿名举报",
    desk=Desk(response_item="R205"),
    expect=Expect(units=("gongan",)),
)

FIRM = Told(
    "enterprise-policy",
    on(9, 10, 30),
    "B1707",
    "SQ10",
    "wechat",
    "我们是中北路上做软件的小公司，23个人。听说稳岗返还和房租补贴可以申请，找了三个窗口都说不归他管，请给个准话",
    kind="enterprise",
    name="青鱼嘴某软件公司",
    phone=PHONE.format(9101),
    scene="企业来问政策",
    plans={"fazhan": (Plan(reply="企业服务专员已上门，两项补贴材料清单已列好，代为网上提交"),)},
    ratings=(Rating(5, comment="头一回有人上门跟我们讲政策"),),
    expect=Expect(units=("fazhan",)),
)

FIRM_POWER = Told(
    "enterprise-power",
    on(10, 9, 15),
    "B1714",
    "SQ15",
    "message_board",
    "黄鹂路沿街餐饮门面转手，要改三相电，营业厅说要街道出意见，街道说不用，来回跑了两趟，损失一天几千块",
    kind="enterprise",
    name="黄鹂路某餐饮店",
    phone=PHONE.format(9102),
    scene="企业报装",
    ratings=(Rating(4),),
)

TWICE = Told(
    "twice",
    on(9, 12, 10),
    "A203",
    "SQ03",
    "wechat",
    "铁路宿舍3栋后头的垃圾桶满了，流水流到过道上，网不好，点了两次，莫重复",
    grid="SQ03-G02",
    address="铁路宿舍3栋后",
    name="卢女士",
    phone=PHONE.format(9112),
    scene="手抖点了两次",
    ratings=(Rating(5),),
    sent_twice=True,
)


def _dance(key: str, day: int, minute: int, words: str, ratings: tuple[Rating, ...], desk: Desk) -> Told:
    return Told(
        key,
        on(day, 19, minute),
        "B1004",
        "SQ12",
        "wechat",
        words,
        grid="SQ12-G01",
        address="东湖西岸步道小广场",
        name="孔先生",
        phone=PHONE.format(9111),
        scene="反复投诉的人",
        ratings=ratings,
        desk=desk,
    )


DANCES = (
    _dance(
        "repeat-1",
        9,
        40,
        "湖边那个跳舞的音响开得震天，我在八楼都听得清歌词，天天七点半跳到九点半，管不管？",
        (Rating(2, "attitude", "来了个人拍张照就走"),),
        Desk(reasons=("explain",)),
    ),
    _dance(
        "repeat-2",
        10,
        45,
        "昨天报过的，还是一样响！说是调小了，人一走又开大，你们是不是走过场？",
        (Rating(2, "other", "前脚走后脚响"), Rating(2, "other", "我就是不信你们")),
        Desk(reasons=("rework",), verdict="explained"),
    ),
    _dance(
        "repeat-3",
        11,
        30,
        "第三天了。今天倒是小了点，但是又来了一支打腰鼓的。我就想问几时能安静",
        (Rating(4, comment="今天九点准时散了，可以"),),
        Desk(),
    ),
)
PEOPLE = (WALK_IN, TIP, FIRM, FIRM_POWER, *DANCES, TWICE)
