"""Reports as they come in: drawn to a volume, or as they were recorded. The same ones for both policies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.catalogue import Grade, Item
from domain.clock import works
from domain.facts import Report, ReporterKind
from domain.localtime import zone
from domain.people import REPORTER, Actor
from domain.policy import City
from rehearsal.chance import Chance, Weighted

OF_AN_HOUR = (1, 1, 1, 1, 1, 2, 5, 12, 26, 34, 32, 26, 16, 18, 28, 30, 26, 22, 18, 16, 14, 9, 5, 2)
"""How many reports come in each hour of a day, in proportion: a proposal of ours."""
REST_DAY = 0.55
"""Reports of a day off, in proportion to a working day's."""
CONSULTATION = 0.6
"""Of A events: 咨询宣传. The source counts them together and gives no share: a proposal of ours."""
CHANNELS = Weighted.of(
    ((("wechat", REPORTER), 0.7), (("hotline", Actor("intake")), 0.2), (("grid", Actor("grid")), 0.1))
)
"""武昌微邻里 is the main channel; what staff enter is called at once."""
KINDS = Weighted.of(
    ((ReporterKind.RESIDENT, 0.86), (ReporterKind.ENTERPRISE, 0.08), (ReporterKind.GRASSROOTS, 0.06))
)
ITEMS_FALL = 0.8
"""The n-th most frequent item of a list comes 1/n^0.8 as often as the first; which is first is drawn."""
MOST = 2_000_000


@dataclass(frozen=True)
class Arrival:
    """One report: when (UTC, story time), by whom, what it says, and which item it really is."""

    at: datetime
    by: Actor
    report: Report
    item: str | None  # what a desk grades it as, where the report names none


def drawn(
    city: City, first: date, last: date, volumes: dict[Grade, int], without_item: float, seed: int
) -> list[Arrival]:
    """So many reports of each grade between the two days (both included), in order of time."""
    chance = Chance(seed)
    days = Weighted.of(_weights(city, first, last))
    hours = Weighted.of(enumerate(OF_AN_HOUR))
    grids = Weighted.of(_grids(city))
    made: list[Arrival] = []
    for grade, count in volumes.items():
        items = Weighted.of(_items(city, grade, chance))
        for n in range(count):
            of = f"{grade}{n}"
            day, hour = days.at(chance.share(of, "day")), hours.at(chance.share(of, "hour"))
            local = datetime.combine(day, time(hour), zone(city.calendar.timezone))
            at = local.astimezone(UTC) + timedelta(milliseconds=int(3_600_000 * chance.share(of, "minute")))
            item, grid = items.at(chance.share(of, "item")), grids.at(chance.share(of, "grid"))
            named = grade is Grade.A or not chance.happens(of, "without item", without_item)
            made.append(_arrival(city, chance, of, at, item, named, grid))
    return sorted(made, key=lambda one: (one.at, one.report.case_no))


def _arrival(
    city: City, chance: Chance, of: str, at: datetime, item: str, named: bool, grid: tuple[str, str]
) -> Arrival:
    channel, by = CHANNELS.at(chance.share(of, "channel"))
    kind = KINDS.at(chance.share(of, "kind"))
    report = Report(
        f"{city.policy.prefix}-REHEARSAL-{of}",
        channel,
        kind,
        city.policy.desk,
        "",
        item=item if named else None,
        community=grid[0],
        grid=grid[1],
    )
    return Arrival(at, by, report, item)


def _weights(city: City, first: date, last: date) -> Iterator[tuple[date, float]]:
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        yield day, 1.0 if works(city.calendar, day) else REST_DAY


def _grids(city: City) -> Iterator[tuple[tuple[str, str], float]]:
    for place in city.communities.values():
        for n in range(1, place.grids + 1):
            yield (place.code, f"{place.code}-G{n:02}"), place.households / place.grids


def _items(city: City, grade: Grade, chance: Chance) -> list[tuple[str, float]]:
    """Items of a grade with their weights; consultations have their share of A."""
    of = [item for item in city.catalogue.items.values() if item.grade is grade]
    apart, own = [i for i in of if i.counted_apart], [i for i in of if not i.counted_apart]
    if not apart or not own:
        return _fallen(of, chance, 1.0)
    return _fallen(apart, chance, CONSULTATION) + _fallen(own, chance, 1.0 - CONSULTATION)


def _fallen(items: Sequence[Item], chance: Chance, share: float) -> list[tuple[str, float]]:
    ordered = sorted(items, key=lambda item: chance.share(item.code, "frequency"))
    weights = [n**-ITEMS_FALL for n in range(1, len(ordered) + 1)]
    return [(item.code, share * weight / sum(weights)) for item, weight in zip(ordered, weights, strict=True)]
