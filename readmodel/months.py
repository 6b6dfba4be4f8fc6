"""Which whole months a period has, on the calendar that the figures are kept by. For the queries that read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.localtime import zone
from readmodel.rows import MONTHS_OF, month_of


@dataclass(frozen=True)
class Months:
    """Consecutive months, [`start`, `end`) in UTC."""

    start: datetime
    end: datetime

    @property
    def first(self) -> str:
        """`2026-10`."""
        return month_of(self.start)

    @property
    def last(self) -> str:
        """`2026-10`."""
        return month_of(self.end - timedelta(microseconds=1))


def whole_months(start: datetime, end: datetime) -> Months | None:
    """Those that lie in [`start`, `end`) altogether, or None."""
    first, last = _first_of(start), _first_of(end)
    if first < start:
        first = _first_of(first + timedelta(days=32))
    return Months(first, last) if first < last else None


def near_months(start: datetime, end: datetime) -> Months | None:
    """Those from the beginning nearest to `start` to the one nearest to `end`.

    None where what lies between them and the period is as long as the period.
    """
    near = Months(_nearest(start), _nearest(end))
    beside = abs(near.start - start) + abs(near.end - end)
    return near if near.start < near.end and beside < end - start else None


def each_month(first: datetime, last: datetime) -> Iterator[Months]:
    """One by one, from that of the one moment to that of the other."""
    start, end = _first_of(first), _first_of(last)
    while start <= end:
        following = _first_of(start + timedelta(days=32))
        yield Months(start, following)
        start = following


def _nearest(moment: datetime) -> datetime:
    first = _first_of(moment)
    following = _first_of(first + timedelta(days=32))
    return first if moment - first <= following - moment else following


def _first_of(moment: datetime) -> datetime:
    local = moment.astimezone(zone(MONTHS_OF))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
