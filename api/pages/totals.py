"""This month's counts and the street's three rates as one figure each. Used by the public pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from api.door import Door
from api.remembering import Remembered
from api.results import results
from api.schemas.catalogue import Results
from api.schemas.rates import RatesRow, ShareShown
from domain.rates import shown
from readmodel.database import Database


@dataclass(frozen=True)
class Totals:
    """The published figures, and the rates over all published units together; a rate is None where nothing counts."""

    results: Results
    response: ShareShown
    completion: ShareShown
    satisfaction: ShareShown


_kept: WeakKeyDictionary[Database, Remembered[Totals]] = WeakKeyDictionary()


async def totals(door: Door) -> Totals:
    """This month, as of a moment ago. Raises 503."""
    return await _kept.setdefault(door.database, Remembered()).get(lambda: _made(door))


async def _made(door: Door) -> Totals:
    published = await results(door)
    rows, few = published.items, door.city.policy.small_sample
    return Totals(
        published,
        _sum(row.response for row in rows),
        _sum(row.completion for row in rows),
        _sum((row.satisfaction for row in rows), few),
    )


def ranked(rows: Iterable[RatesRow]) -> list[RatesRow]:
    """Units with a score, the best first; then those with too few ratings or nothing due, by name."""

    def place(row: RatesRow) -> tuple[bool, Decimal, str]:
        unranked = row.score is None or row.satisfaction.rate is None
        return unranked, Decimal(0) if unranked else -Decimal(row.score or 0), row.name

    return sorted(rows, key=place)


def _sum(shares: Iterable[ShareShown], at_least: int = 1) -> ShareShown:
    parts = list(shares)
    above, below = sum(part.numerator for part in parts), sum(part.denominator for part in parts)
    rate = shown(Decimal(100 * above) / below) if below >= at_least else None
    return ShareShown(rate=rate, numerator=above, denominator=below)
