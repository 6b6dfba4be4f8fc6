"""Which sums a period is made of, on the calendar that the figures are kept by. For the queries that read them."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from domain.localtime import zone
from readmodel.rows import MONTHS_OF, day_of

Span = Literal["month", "pentad", "day"]
Sign = Literal[1, -1]
BEGINS: dict[Span, Sequence[int]] = {"month": (1,), "pentad": (1, 6, 11, 16, 21, 26), "day": range(1, 32)}
"""The days of a month on which one begins; a month's last pentad has three to six days."""
LONGER: dict[Span, timedelta] = {
    "month": timedelta(days=32),
    "pentad": timedelta(days=6, hours=12),
    "day": timedelta(hours=36),
}
"""What leads from the beginning of any into the next."""
OF_MONTH = 7
"""So many characters of a day name its month: `2026-10`."""


@dataclass(frozen=True)
class Part:
    """[`start`, `end`) in UTC: whole months, pentads or days, or, with no `span`, less than a day.

    Taken off where negative.
    """

    start: datetime
    end: datetime
    span: Span | None
    sign: Sign = 1

    @property
    def days(self) -> tuple[str, str]:
        """Its first and its last day."""
        return day_of(self.start), day_of(self.end - timedelta(microseconds=1))

    def named(self, span: Span) -> tuple[str, str]:
        """Its first and its last month, pentad or day."""
        first, last = self.days
        return name_of(span, first), name_of(span, last)


def name_of(span: Span, day: str) -> str:
    """The month, as `2026-10`, or the pentad, by its first day, that a day `2026-10-09` lies in; or the day."""
    month = day[:OF_MONTH]
    return month if span == "month" else f"{month}-{_begin(span, int(day[-2:])):02}"


def _begin(span: Span, day: int) -> int:
    return BEGINS[span][bisect(BEGINS[span], day) - 1]


def parts(start: datetime, end: datetime) -> Iterator[Part]:
    """What [`start`, `end`) comes to: the months nearest to it, the pentads nearest to what these lack or exceed, then
    days likewise, and a rest.

    None of a kind where what is beside them then would be as long as the period.
    """
    yield from _parts(start, end, ("month", "pentad", "day"), 1)


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


def net(of: Sequence[Part], since: datetime) -> Iterator[Part]:
    """What parts of one period cover from a moment on: nothing of what one adds and another takes off."""
    edges = sorted({max(moment, since) for part in of for moment in (part.start, part.end)})
    for start, end in pairwise(edges):
        if sum(part.sign for part in of if part.start <= start and end <= part.end):
            yield Part(start, end, None)


def month_around(moment: datetime) -> Part:
    """The month that the moment lies in."""
    return _around("month", moment)


def _nearest(span: Span, moment: datetime) -> datetime:
    around = _around(span, moment)
    return around.start if moment - around.start <= around.end - moment else around.end


def _around(span: Span, moment: datetime) -> Part:
    start = _start(span, moment)
    return Part(start, _start(span, start + LONGER[span]), span)


def _start(span: Span, moment: datetime) -> datetime:
    """The midnight with which the one around it begins."""
    local = moment.astimezone(zone(MONTHS_OF))
    midnight = local.replace(day=_begin(span, local.day), hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(moment.tzinfo)
