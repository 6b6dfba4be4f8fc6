"""Tells the whole story: the scenes and, around them, a street's ordinary days. Deterministic; for `show`."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from demo.pack import ADVICE, Community, Pack
from demo.scenes import again, burst, fairness, requests, together
from demo.scenes.desk import DESK, SUSPENDED
from demo.scenes.high_climbs import HIGH_CLIMBS, OUTAGE
from demo.scenes.nights import NIGHTS
from demo.scenes.patient_climbs import PATIENT_CLIMBS
from demo.scenes.people import PEOPLE
from demo.scenes.urgent_climbs import URGENT_CLIMBS
from demo.script import Channel, Rating, ReporterKind, Story, Told, on
from demo.wording import SENTENCES, Writer
from demo.words import answers, people, street

SEED = 20261009
TOTAL, A_ITEMS = 620, 556
SHARES: dict[Channel, float] = {"wechat": 0.55, "grid": 0.25, "hotline": 0.15, "message_board": 0.05}
BEGINS, ENDS = on(9, 6, 30), on(12, 23, 20)
FIRST, LAST = on(9, 6, 50), on(12, 21)
LAST_OFFICE_REPORT = on(12, 15)
"""A street unit that works office hours can still answer what comes by then on the last day."""
HOURS = (0.2, 0.1, 0.1, 0.1, 0.1, 0.4, 2, 8, 8, 5, 4.5, 4.5, 4, 3.5, 4, 4, 4, 4.5, 8, 8, 8, 6.5, 1.5, 0.6)
"""How busy each hour is: peaks at 7–9 and 18–22, few at night."""
GRIDS_USED = 3
"""Grids of each community in which the story plays."""
UNRATED, A_UNHAPPY, B_UNHAPPY = 0.12, 0.005, 0.1
NO_CONTACT, NO_ITEM, POINT_GIVEN, FIRM = 0.06, 0.02, 0.5, 0.04
NEAR = 0.0012
CHAINS = (
    *(*burst.CHAINS, *together.CHAINS, *again.CHAINS, *requests.CHAINS),
    *(*fairness.CHAINS, SUSPENDED),
)
"""Acts of the scenes, one after the other in each."""


def tell(pack: Pack, seed: int = SEED) -> Story:
    """The story for this pack: the same every time for the same seed."""
    rng = Random(seed)
    written = [*URGENT_CLIMBS, *PATIENT_CLIMBS, *HIGH_CLIMBS, *PEOPLE, *DESK, *NIGHTS, *burst.burst(rng)]
    written += [*together.TOGETHER, *again.AGAIN, *requests.REQUESTS, *fairness.FAIRNESS]
    reports = written + _ordinary(pack, rng, written)
    return Story(
        tuple(sorted(reports, key=lambda told: (told.at, told.key))), (OUTAGE,), BEGINS, ENDS, CHAINS
    )


def _ordinary(pack: Pack, rng: Random, written: list[Told]) -> list[Told]:
    items = _items(pack, rng, written)
    channels = _channels(rng, written, len(items))
    places = _places(pack, rng, len(items))
    writer, told = Writer(rng), []
    for number, (item, channel, community) in enumerate(zip(items, channels, places, strict=True), 1):
        told.append(_report(pack, rng, writer, f"R{number:04d}", item, channel, community))
    return told


def _items(pack: Pack, rng: Random, written: list[Told]) -> list[str]:
    """Items of the ordinary reports, so that the whole comes to the story's shares."""
    groups = Counter("advice" if pack.items[t.item].group == ADVICE else t.item[0] for t in written)
    advice = [code for code in SENTENCES if code[0] == "A" and pack.items[code].group == ADVICE]
    other = [code for code in SENTENCES if code[0] == "A" and code not in advice]
    n_advice = A_ITEMS // 2 - groups["advice"]
    n_other = A_ITEMS - A_ITEMS // 2 - groups["A"]
    n_b = TOTAL - A_ITEMS - groups["B"]
    chosen = (
        _spread(rng, advice, n_advice) + _spread(rng, other, n_other) + _spread(rng, list(street.TEXTS), n_b)
    )
    rng.shuffle(chosen)
    return chosen


def _spread(rng: Random, codes: list[str], count: int) -> list[str]:
    """Each code about equally often, those with more sentences more often."""
    weighted = sorted(codes, key=lambda code: (-len(SENTENCES[code]), code))
    every = [weighted[n % len(weighted)] for n in range(min(count, len(weighted)))]
    weights = [len(SENTENCES[code]) for code in weighted]
    return every + rng.choices(weighted, weights, k=count - len(every))


def _channels(rng: Random, written: list[Told], count: int) -> list[Channel]:
    used = Counter(told.channel for told in written)
    channels: list[Channel] = []
    for channel, share in SHARES.items():
        channels += [channel] * max(0, round(TOTAL * share) - used[channel])
    channels = (channels + ["wechat"] * count)[:count]
    rng.shuffle(channels)
    return channels


def _places(pack: Pack, rng: Random, count: int) -> list[str]:
    codes = sorted(pack.communities)
    weights = [pack.communities[code].grids for code in codes]
    places = codes + rng.choices(codes, weights, k=count - len(codes))
    rng.shuffle(places)
    return places


def _moment(rng: Random, *, daytime: bool, until: datetime) -> datetime:
    while True:
        hour = rng.choices(range(24), HOURS)[0]
        moment = on(rng.randrange(9, 13), hour) + timedelta(seconds=rng.randrange(3600))
        if FIRST <= moment <= until and (not daytime or 7 <= hour < 21):
            return moment


def _report(
    pack: Pack, rng: Random, writer: Writer, key: str, item: str, channel: Channel, community: str
) -> Told:
    is_b = item[0] == "B"
    by_day = is_b or pack.items[item].urgent
    told = Told(
        key,
        _moment(rng, daytime=by_day, until=LAST_OFFICE_REPORT if is_b else LAST),
        item,
        community,
        channel,
        writer.write(item, community),
        grid=f"{community}-G{rng.randrange(1, GRIDS_USED + 1):02d}",
        ratings=_ratings(rng, is_b=is_b),
        item_given=not (channel == "wechat" and rng.random() < NO_ITEM),
    )
    return _signed(rng, _placed(rng, told, pack.communities[community]))


def _placed(rng: Random, told: Told, community: Community) -> Told:
    address = rng.choice(people.PLACES[told.community])
    if told.channel != "wechat" or rng.random() > POINT_GIVEN:
        return replace(told, address=address)
    lng, lat = community.lng + rng.uniform(-NEAR, NEAR), community.lat + rng.uniform(-NEAR, NEAR)
    return replace(told, address=address, point=(round(lng, 5), round(lat, 5)))


def _signed(rng: Random, told: Told) -> Told:
    if rng.random() < NO_CONTACT:
        return told
    kind: ReporterKind = "enterprise" if rng.random() < FIRM else "resident"
    surname = rng.choice(people.SURNAMES)
    if kind == "enterprise":
        name = f"{people.PLACES[told.community][0]}某{rng.choice(people.FIRMS)}"
    else:
        name = surname + rng.choice(people.TITLES)
    return replace(told, kind=kind, name=name, phone=f"1380000{rng.randrange(1, 9000):04d}")


def _ratings(rng: Random, *, is_b: bool) -> tuple[Rating, ...]:
    if rng.random() < UNRATED:
        return ()
    if rng.random() < (B_UNHAPPY if is_b else A_UNHAPPY):
        why, words = rng.choice(answers.GRUMBLES)
        return (Rating(2, why, words),)
    return (Rating(rng.choice((3, 4, 5, 5, 5)), comment=rng.choice(answers.THANKS)),)
