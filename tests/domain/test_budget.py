"""Budgets as written, their length, and their words."""

from datetime import timedelta

import pytest

from domain.budget import in_words, length, multiplied, parsed
from domain.catalogue import Clock


@pytest.mark.parametrize(
    ("written", "day", "expected"),
    [
        ("30m", timedelta(hours=7), timedelta(minutes=30)),
        ("4h", timedelta(hours=7), timedelta(hours=4)),
        ("5d", timedelta(hours=24), timedelta(hours=120)),
        ("5d", timedelta(hours=7), timedelta(hours=35)),
        ("1d", timedelta(hours=16), timedelta(hours=16)),
        ("1440h", timedelta(hours=7), timedelta(days=60)),
    ],
)
def test_length_is_in_days_of_the_clock(written: str, day: timedelta, expected: timedelta) -> None:
    assert length(written, day) == expected


@pytest.mark.parametrize(
    "written", ["", "0h", "-4h", "4", "h", "4 h", "1.5h", "4H", "4w", "４h", "1d4h", "01h", "4h\n"]
)
def test_anything_else_is_refused_and_named(written: str) -> None:
    with pytest.raises(ValueError, match="a limit is written 30m, 4h or 5d and is positive") as refused:
        parsed(written)
    assert repr(written) in str(refused.value)


def test_multiplied_keeps_the_unit() -> None:
    assert multiplied("5d", 3) == "15d"
    assert multiplied("30m", 1) == "30m"


@pytest.mark.parametrize(
    ("written", "clock", "zh", "en"),
    [
        ("2d", Clock.WORKING, "2 天（办公时间）", "2 days (office hours)"),
        ("30m", Clock.CONTINUOUS, "30 分钟", "30 minutes"),
        ("4h", Clock.DUTY, "4 小时（单位值班时间）", "4 hours (the unit's duty hours)"),
        ("1h", Clock.CONTINUOUS, "1 小时", "1 hour"),
    ],
)
def test_words(written: str, clock: Clock, zh: str, en: str) -> None:
    assert in_words(written, clock) == (zh, en)
