"""What the people of `tests.pages.scene` write, in Chinese and in English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What the people of the town write."""

    leak: str = "楼道渗水，二楼到三楼的墙都湿了"
    light: str = "放鹰台路口的路灯三天没亮了"
    barbecue: str = "楼下有人占道卖烧烤"
    fire: str = "垃圾桶在烧，烟很大"
    on_site: str = "已到现场，正在处理"
    done: str = "已处理完毕，欢迎监督"
    explained: str = "属物业自管，已告知业主申请维修资金的办法"
    proof: str = "通话记录 10 月 9 日 10:20"
    weather: str = "登高车在修，明天到"
    order: str = "请今天内到场，并报告情况"
    notice: str = "放鹰台社区今晚停水停电"
    notice_text: str = "管线抢修，路灯同时停用，预计 22 点恢复。"
    leave: str = "年休假"
    shift: str = "一件待审，两件超期已催；烧烤摊等城管回话"
    taken: str = "已清楚，重点跟进两件超期"
    callback: str = "电话回访"
    outage: str = "当晚全站停电，附供电公司通知"
    referred: str = "门口垃圾两天没人收"
    caller: str = "王女士"
    holiday: str = "临时放假"
    corrected: str = "补班日公布有变"
    meeting: str = "三季度党建联席会"
    agenda: str = "一、放鹰台路占道经营；二、老旧小区停车"
    room: str = "街道三楼会议室"
    minutes: str = "城管汇报占道经营情况，各单位逐项讨论"
    decided: str = "放鹰台路占道经营两周内整治到位"
    planning: str = "对东亭片区停车场选址提出意见，已书面送区里"
    joint: str = "中北路占道经营联合整治"
    redraw: str = "新楼入住，按六百户一个网格重排"
    topic: str = "小区东门夜里关得太早"
    subject: str = "小区东门关门时间"
    published: str = "夏季改为 23 点关门"
    rules: str = "街道大工委运行办法"
    rules_text: str = "第一条　每季度召开一次。\n第二条　议定事项逐件跟踪。"
    co_builder: str = "共建单位 001"
    lecture: str = "普法讲座"
    question: str = "想听物业合同怎么签"


CHINESE = Said()
ENGLISH = Said(
    leak="Water comes through the wall of the staircase, second to third floor",
    light="The street lamp at the crossing has been dark for three days",
    barbecue="Somebody sells barbecue on the pavement below",
    fire="A rubbish bin burns, there is much smoke",
    on_site="On site, at work",
    done="Done, see for yourself",
    explained="The estate's own business; told how to ask for the maintenance fund",
    proof="Call of 9 October, 10:20",
    weather="The lift truck is being repaired, here tomorrow",
    order="Be there today, and report",
    notice="No water and no power tonight",
    notice_text="Pipes are being repaired, back by 22:00.",
    leave="Annual leave",
    shift="One to approve, two overdue and urged",
    taken="Understood",
    callback="To ask for a rating",
    outage="No power at the station that night, notice attached",
    referred="Rubbish at the gate for two days",
    caller="Ms Wang",
    holiday="Extra holiday",
    corrected="The make-up days have changed",
    meeting="Joint meeting of the third quarter",
    agenda="1. Stalls on the road; 2. parking in old estates",
    room="Room 3",
    minutes="Each unit reported, each matter was discussed",
    decided="The stalls are gone within two weeks",
    planning="An opinion on the site of a car park",
    joint="Joint action against trade on the pavement",
    redraw="New buildings: about 600 households a grid",
    topic="The east gate closes too early",
    subject="When the east gate closes",
    published="It closes at 23:00 in summer",
    rules="How the joint committee works",
    rules_text="1. It meets each quarter.\n2. What it decides is followed, matter by matter.",
    co_builder="Co-building unit 001",
    lecture="A talk on the law",
    question="How to sign a contract with a property company",
)
