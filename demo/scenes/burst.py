"""A water main bursts and everybody calls: twenty-two reports of one hole in the road. Used by `build`."""

from datetime import timedelta
from random import Random

from demo.scenes.shared import PHONE
from demo.script import Channel, Rating, Told, on
from demo.words import people, street

BEGINS = on(11, 12, 50)
GAP = timedelta(minutes=6)
CENTRE = (114.3388, 30.5493)
SPREAD = 0.0009
"""Degrees either side: within about 100 metres of the hole."""
GRIDS = ("SQ08-G01", "SQ08-G02", "SQ08-G03")
CHANNELS: tuple[Channel, ...] = ("wechat", "hotline", "wechat", "hotline", "grid", "hotline")
"""People who stand in water pick up the phone."""


def burst(rng: Random) -> list[Told]:
    """Every voice once, a few minutes apart."""
    return [_voice(rng, number, words) for number, words in enumerate(street.BURST)]


def _voice(rng: Random, number: int, words: str) -> Told:
    lng, lat = CENTRE
    title = rng.choice(people.TITLES)
    return Told(
        f"burst-{number + 1:02d}",
        BEGINS + number * GAP + timedelta(seconds=rng.randrange(240)),
        "B0909",
        "SQ08",
        CHANNELS[number % len(CHANNELS)],
        words.format(o=rng.choice(people.OPENINGS)),
        grid=GRIDS[number % len(GRIDS)],
        address="体育馆路",
        point=(round(lng + rng.uniform(-SPREAD, SPREAD), 5), round(lat + rng.uniform(-SPREAD, SPREAD), 5)),
        name=rng.choice(people.SURNAMES) + title,
        phone=PHONE.format(9200 + number),
        scene="爆了一根水管",
        ratings=(Rating(rng.choice((3, 4, 4, 5))),) if number % 4 else (),
    )
