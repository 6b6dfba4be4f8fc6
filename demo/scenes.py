"""The scenes of the story that climb nowhere, written one by one. Used by `build`."""

from datetime import timedelta

from demo.climbs import PHONE, minutes
from demo.script import Desk, Expect, Plan, Rating, Returning, Told, on

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
                result="planned",
                reply="枯枝已先行排查；整枝须待落叶后进行，已列入冬季修剪计划，12 月起按路段施工",
                evidence="冬季修剪计划第 3 批，翠柳街全段",
            ),
        )
    },
    ratings=(Rating(3, comment="每年都说冬天剪，看今年"),),
    expect=Expect(outcome="planned"),
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
NOISE = Told(
    "noise-street",
    on(9, 22, 30),
    "B1003",
    "SQ15",
    "wechat",
    "都十点半了，黄鹂路楼下烧烤店外头还在划拳唱歌，屋里伢明天要补课，睡不成！！",
    grid="SQ15-G01",
    address="黄鹂路某烧烤店外",
    name="苏女士",
    phone=PHONE.format(9108),
    scene="夜里十点半的噪声",
    ratings=(Rating(5, comment="二十分钟就安静了"),),
)
NOISE_HOME = Told(
    "noise-home",
    on(11, 22, 30),
    "B1006",
    "SQ02",
    "hotline",
    "北环路9栋3楼十点半还在打电钻，明天星期一要上班，物业管不了",
    grid="SQ02-G02",
    address="北环路9栋3楼",
    name="蔡先生",
    phone=PHONE.format(9109),
    scene="夜里十点半的噪声",
    ratings=(Rating(4),),
)
NOISE_SITE = Told(
    "noise-site",
    on(10, 22, 35),
    "B0417",
    "SQ14",
    "hotline",
    "岳家嘴工地半夜还在打混凝土，泵车轰了一晚上，又不是高考，么样就冇得人管",
    grid="SQ14-G01",
    address="岳家嘴在建工地",
    name="潘女士",
    phone=PHONE.format(9110),
    scene="夜里十点半的噪声",
    ratings=(Rating(4),),
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
SCENES = (
    WALK_IN,
    TIP,
    FIRM,
    FIRM_POWER,
    TREE,
    BAYS,
    SCALES,
    WRONG_RETURN,
    REJECTED_RETURN,
    NOISE,
    NOISE_HOME,
    NOISE_SITE,
    *DANCES,
    TWICE,
    REWORK,
)
