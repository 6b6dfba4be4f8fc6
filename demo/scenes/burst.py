"""A water main bursts and everybody calls: twenty-two reports of one hole in the road, one incident. For `build`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from demo.proofs import by_themselves, happened, offered
from demo.scenes.shared import PHONE, minutes
from demo.script import Act, Channel, Climb, Desk, Expect, Plan, Rating, Told, on
from demo.words import people, street

BEGINS = on(11, 12, 50)
FIRST_CALLS, GAP, LATER_GAP = 12, timedelta(minutes=2.5), timedelta(minutes=9)
"""In the first half hour the telephone does not stand still; then it is a call every few minutes, for two hours."""
CENTRE = (114.3388, 30.5493)
SPREAD = 0.0009
"""Degrees either side: within about 100 metres of the hole."""
GRIDS = ("SQ08-G01", "SQ08-G02", "SQ08-G03")
CHANNELS: tuple[Channel, ...] = ("hotline", "wechat", "wechat", "wechat", "grid", "wechat")
"""Whoever stands in the water picks up the phone; the others take a picture."""
ITEM, SCENE = "B0909", "爆了一根水管"
UTILITY, DISTRICT, CITY = "shuiwujituan", "district-command", "city-command"
MAIN = "burst-01"
UNHAPPY = (8, 15, 20)
"""Whose shop was flooded for too long."""
CLIMBS = (
    Climb(UTILITY, "resolve", DISTRICT, "主管道要停水开挖，一小时没有修好"),
    Climb(DISTRICT, "resolve", CITY, "跨区的主管，关阀要市里调度，又是一小时"),
)


def burst(rng: Random) -> list[Told]:
    """Every voice once, a few minutes apart."""
    return [_voice(rng, number, words) for number, words in enumerate(street.BURST)]


def _voice(rng: Random, number: int, words: str) -> Told:
    lng, lat = CENTRE
    key, title = f"burst-{number + 1:02d}", rng.choice(people.TITLES)
    return Told(
        key,
        _moment(number) + timedelta(seconds=rng.randrange(90) if number > 1 else 0),
        ITEM,
        "SQ08",
        CHANNELS[number % len(CHANNELS)],
        words.format(o=rng.choice(people.OPENINGS)),
        grid=GRIDS[number % len(GRIDS)],
        address="体育馆路",
        point=(round(lng + rng.uniform(-SPREAD, SPREAD), 5), round(lat + rng.uniform(-SPREAD, SPREAD), 5)),
        name=rng.choice(people.SURNAMES) + title,
        phone=PHONE.format(9200 + number),
        scene=SCENE,
        plans=_at_the_hole() if key == MAIN else _each_alone(),
        climbs=CLIMBS if key == MAIN else (),
        ratings=(Rating(2, "late") if number in UNHAPPY else Rating(rng.choice((3, 4, 4, 5))),),
        expect=Expect(units=(UTILITY, DISTRICT, CITY), completed_by=CITY) if key == MAIN else Expect(),
        desk=Desk(leaves=key != MAIN),
        gathers=key == MAIN,
        after=None if key == MAIN else MAIN,
    )


def _moment(number: int) -> datetime:
    later = max(0, number - FIRST_CALLS)
    return BEGINS + min(number, FIRST_CALLS) * GAP + later * LATER_GAP


def _at_the_hole() -> Mapping[str, tuple[Plan, ...]]:
    """The one set of calls. Above the city there is nobody: it is done when all who called are with it."""
    digs = Plan(respond_after=minutes(3), completes=False)
    closes = Plan(
        respond_after=minutes(5),
        complete_after=minutes(50),
        waits_for="burst-not-the-same",
        reply="市里调度关阀，爆管段已换，水压恢复，路面回填",
    )
    return {UTILITY: (digs,), DISTRICT: (digs,), CITY: (closes,)}


def _each_alone() -> Mapping[str, tuple[Plan, ...]]:
    """Whoever is not brought to the others is dealt with alone, once it is known who is."""
    return {UTILITY: (Plan(respond_after=minutes(3), complete_after=minutes(50), waits_for="incident"),)}


IN_THE_STAIRWELL = Told(
    "burst-other-pipe",
    BEGINS + timedelta(hours=1),
    ITEM,
    "SQ08",
    "wechat",
    "我说的是3栋一单元楼道里的水管，不是马路上那根",
    scene=SCENE,
    plans={
        UTILITY: (Plan(respond_after=minutes(3), complete_after=minutes(30), reply="单元立管已换，来水了"),)
    },
    ratings=(Rating(5, comment="这才是我报的那根管子"),),
)
INCIDENT = (
    Act(
        "incident",
        "突发事件",
        MAIN,
        BEGINS,
        "三件以上同时同地，系统提示，派遣员立为突发事件，一套人马办理",
        happened("incident"),
        "street-dispatch",
        "incident",
        {"cases": "@offered"},
        once=offered,
    ),
    Act(
        "burst-attached",
        "自动并入",
        MAIN,
        BEGINS,
        "后来的报事自动并入，报事人都告知",
        by_themselves,
    ),
    Act(
        "burst-not-the-same",
        "不是同一件",
        MAIN,
        BEGINS,
        "有一位说：我报的是楼道里的管子，不是马路上那根；另立一件",
        happened("detached"),
        None,
        "not-the-same",
        {"text": IN_THE_STAIRWELL.description},
        by_attached=True,
        opens=IN_THE_STAIRWELL,
        link="left",
    ),
    Act(
        "burst-votes",
        "多数评价",
        MAIN,
        BEGINS + timedelta(hours=1),
        "每位报事人都评价，多数人的意见算数",
        happened("votes_counted"),
    ),
)
CHAINS = (INCIDENT,)
