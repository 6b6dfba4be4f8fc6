"""Budgets as the catalogue writes them: `30m`, `4h`, `5d`. Parsed, multiplied, and said in words.

`d` is a day of the clock it runs on: 24 h, one duty day of the unit, or the office's 7 hours
(docs/rules.md, Deadlines).
"""

import re
from datetime import timedelta
from functools import cache

from domain.catalogue import Clock

_WRITTEN = re.compile(r"([1-9][0-9]{0,5})([mhd])")
_WHOLE_DAY = timedelta(hours=24)
_UNITS_ZH = {"m": "分钟", "h": "小时", "d": "天"}
_UNITS_EN = {"m": "minute", "h": "hour", "d": "day"}
_CLOCKS_ZH = {Clock.CONTINUOUS: "", Clock.DUTY: "（单位值班时间）", Clock.WORKING: "（办公时间）"}
_CLOCKS_EN = {Clock.CONTINUOUS: "", Clock.DUTY: " (the unit's duty hours)", Clock.WORKING: " (office hours)"}


@cache
def parsed(budget: str) -> tuple[int, str]:
    """The number and the unit (`m`, `h` or `d`).

    Raises `ValueError` where it is not written so, or is not positive.
    """
    written = _WRITTEN.fullmatch(budget)
    if written is None:
        raise ValueError(f"a limit is written 30m, 4h or 5d and is positive, not {budget!r}")
    return int(written[1]), written[2]


def length(budget: str, day: timedelta = _WHOLE_DAY) -> timedelta:
    """How much time of its clock the budget is, where one day of that clock is `day`."""
    number, unit = parsed(budget)
    return number * {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": day}[unit]


def multiplied(budget: str, times: int) -> str:
    """So many budgets in one: `5d` twice is `10d`."""
    number, unit = parsed(budget)
    return f"{number * times}{unit}"


def in_words(budget: str, clock: Clock) -> tuple[str, str]:
    """Chinese and English: `2 天（办公时间）`, `2 days (office hours)`."""
    number, unit = parsed(budget)
    plural = "" if number == 1 else "s"
    en = f"{number} {_UNITS_EN[unit]}{plural}{_CLOCKS_EN[clock]}"
    return f"{number} {_UNITS_ZH[unit]}{_CLOCKS_ZH[clock]}", en
