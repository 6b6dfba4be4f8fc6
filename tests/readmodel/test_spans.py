"""A period in months, pentads, days and what is left: exactly the period, whatever its ends."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.localtime import zone
from readmodel.rows import MONTHS_OF
from readmodel.spans import Part, month_around, net, parts

A_DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=700)).map(lambda later: FIRST + later)


def local(*when: int) -> datetime:
    """A moment of the street, in UTC."""
    return datetime(*when, tzinfo=zone(MONTHS_OF)).astimezone(UTC)  # type: ignore[arg-type, misc]


def brief(found: Part) -> tuple[object, ...]:
    """Which months, pentads or days, and whether they are taken off."""
    return (found.span, *(found.named(found.span) if found.span else ()), found.sign)


@given(MOMENTS, MOMENTS)
def test_they_come_to_the_period(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    found = list(parts(start, end))
    for first, last in pairwise(sorted({start, end, *(p.start for p in found), *(p.end for p in found)})):
        times = sum(part.sign for part in found if part.start <= first and last <= part.end)
        assert times == (start <= first and last <= end)


@given(MOMENTS, MOMENTS)
def test_only_less_than_a_day_at_a_time_is_counted_row_by_row(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    for part in parts(start, end):
        if part.span is None:
            assert part.end - part.start < A_DAY
            continue
        for moment in (part.start, part.end):
            assert moment == local(*moment.astimezone(zone(MONTHS_OF)).timetuple()[:3])


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (local(2026, 10, 1), local(2026, 12, 1), [("month", "2026-10", "2026-11", 1)]),
        (local(2026, 10, 8), local(2026, 10, 10), [("day", "2026-10-08", "2026-10-09", 1)]),
        (local(2026, 2, 26), local(2026, 3, 6), [("pentad", "2026-02-26", "2026-03-01", 1)]),
        (local(2026, 10, 31), local(2026, 11, 1), [("day", "2026-10-31", "2026-10-31", 1)]),
        (
            local(2026, 10, 9),
            local(2026, 10, 19),
            [
                ("pentad", "2026-10-11", "2026-10-16", 1),
                ("day", "2026-10-09", "2026-10-10", 1),
                ("day", "2026-10-19", "2026-10-20", -1),
            ],
        ),
        (
            local(2026, 10, 4),
            local(2026, 12, 3),
            [
                ("month", "2026-10", "2026-11", 1),
                ("pentad", "2026-10-01", "2026-10-01", -1),
                ("day", "2026-10-04", "2026-10-05", 1),
                ("day", "2026-12-01", "2026-12-02", 1),
            ],
        ),
        (local(2026, 10, 9, 9), local(2026, 10, 9, 17), [(None, 1)]),
        (
            local(2026, 10, 9, 9),
            local(2026, 10, 10, 17),
            [("day", "2026-10-09", "2026-10-10", 1), (None, -1), (None, -1)],
        ),
        (local(2026, 10, 9, 14), local(2026, 10, 10, 10), [(None, 1)]),
        (
            local(2026, 10, 9, 9),
            local(2026, 10, 12, 17),
            [("day", "2026-10-09", "2026-10-12", 1), (None, -1), (None, -1)],
        ),
        (local(2026, 10, 9), local(2026, 10, 9), []),
    ],
)
def test_it_is_read_so(start: datetime, end: datetime, wanted: list[tuple[object, ...]]) -> None:
    assert [brief(part) for part in parts(start, end)] == wanted


def test_the_month_around() -> None:
    assert brief(month_around(local(2026, 12, 31, 23, 59))) == ("month", "2026-12", "2026-12", 1)
    assert brief(month_around(local(2027, 1, 1))) == ("month", "2027-01", "2027-01", 1)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_what_they_come_to_from_a_moment_on(one: datetime, other: datetime, since: datetime) -> None:
    """All of them come to the period; from the moment on that is one part at most, cut where any of them begins."""
    start, end = sorted((one, other))
    found = list(net(list(parts(start, end)), since))
    assert {part.sign for part in found} <= {1}
    assert sum((part.end - part.start for part in found), timedelta()) == max(
        end - max(start, since), timedelta()
    )
    assert all(part.start >= since for part in found)
