"""Which sums a period is made of, on the calendar that the figures are kept by. For the queries that read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.localtime import zone
from readmodel.rows import MONTHS_OF, day_of

Span = Literal["month", "day"]
Sign = Literal[1, -1]
WRITTEN: dict[Span, int] = {"month": 7, "day": 10}
"""So many characters of a day name it: `2026-10`, `2026-10-09`."""
LONGER: dict[Span, timedelta] = {"month": timedelta(days=32), "day": timedelta(hours=36)}
"""What leads from the beginning of one into the next."""


@dataclass(frozen=True)
class Part:
    """[`start`, `end`) in UTC: whole months or days, or, with no `span`, less than a day. Taken off where negative."""

    start: datetime
    end: datetime
    span: Span | None
    sign: Sign = 1

    def named(self, span: Span) -> tuple[str, str]:
        """Its first and its last month or day."""
        last = self.end - timedelta(microseconds=1)
        return day_of(self.start)[: WRITTEN[span]], day_of(last)[: WRITTEN[span]]


def parts(start: datetime, end: datetime) -> Iterator[Part]:
    """What [`start`, `end`) comes to: the months nearest to it, the days nearest to what these lack or exceed, a rest.

    No months, or days, where what is beside them then would be as long as the period.
    """
    yield from _parts(start, end, ("month", "day"), 1)


def _parts(start: datetime, end: datetime, spans: tuple[Span, ...], sign: Sign) -> Iterator[Part]:
    if start >= end:
        return
    if not spans:
        yield Part(start, end, None, sign)
        return
    span, *finer = spans
    first, last = _nearest(span, start), _nearest(span, end)
    if first >= last or abs(first - start) + abs(last - end) >= end - start:
        yield from _parts(start, end, tuple(finer), sign)
        return
    yield Part(first, last, span, sign)
    for one, other in ((start, first), (last, end)):
        yield from _parts(one, other, tuple(finer), sign)
        yield from _parts(other, one, tuple(finer), -sign)


def month_around(moment: datetime) -> Part:
    """The month that the moment lies in."""
    return _around("month", moment)


def _nearest(span: Span, moment: datetime) -> datetime:
    around = _around(span, moment)
    return around.start if moment - around.start <= around.end - moment else around.end


def _around(span: Span, moment: datetime) -> Part:
    first = 1 if span == "month" else None
    start = _midnight(moment, first)
    return Part(start, _midnight(start + LONGER[span], first), span)


def _midnight(moment: datetime, day: int | None) -> datetime:
    """The beginning of its day, or of that day of its month."""
    local = moment.astimezone(zone(MONTHS_OF))
    midnight = local.replace(day=day or local.day, hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(moment.tzinfo)
