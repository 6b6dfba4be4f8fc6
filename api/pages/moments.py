"""Story time as people read it on a page, in the city's zone and the reader's language. Template filters."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import DateTimePattern, parse_pattern
from jinja2 import pass_context
from jinja2.runtime import Context

from domain.localtime import zone

_PATTERNS = {
    "moment": {"zh": "M月d日 HH:mm", "en": "d MMM, HH:mm"},
    "day": {"zh": "M月d日", "en": "d MMM"},
    "weekday": {"zh": "M月d日 EEE HH:mm", "en": "EEE d MMM, HH:mm"},
    "month": {"zh": "y年M月", "en": "MMMM y"},
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400  # seconds


def _formatted(name: str) -> Callable[[Context, datetime], str]:
    @pass_context
    def shown(context: Context, at: datetime) -> str:
        page = context["page"]
        local = at.astimezone(zone(page.door.city.calendar.timezone))
        return _pattern(name, page.language).apply(local, _locale(page.language))

    return shown


@cache
def _pattern(name: str, language: str) -> DateTimePattern:
    """Read once: a page of a hundred lines says a hundred moments."""
    return parse_pattern(_PATTERNS[name][language])


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@pass_context
def left(context: Context, at: datetime) -> str:
    """`还剩 2 天 3 小时` before that moment, `已超 40 分钟` after it."""
    page, ahead = context["page"], at - context["now"]
    if ahead >= timedelta(0):
        return str(page.say("还剩 {span}", span=_span(page, ahead)))
    return str(page.say("已超 {span}", span=_span(page, -ahead)))


@pass_context
def span(context: Context, length: timedelta) -> str:
    """A length of time in its two largest units."""
    return _span(context["page"], length)


def _span(page: Any, length: timedelta) -> str:
    seconds = int(length.total_seconds())
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return str(page.say("{days} 天 {hours} 小时", days=days, hours=hours))
    if hours:
        return str(page.say("{hours} 小时 {minutes} 分", hours=hours, minutes=minutes))
    return str(page.say("{minutes} 分钟", minutes=max(minutes, 1)))


FILTERS: dict[str, Callable[..., str]] = {name: _formatted(name) for name in _PATTERNS}
FILTERS |= {"left": left, "span": span}
