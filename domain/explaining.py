"""A deadline in words, Chinese and English: the budget, its clock, what was not counted and why. For `domain.clock`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from domain.calendar import Calendar
from domain.due import Pause
from domain.localtime import short, zone

Words = tuple[str, str]


def explained(
    calendar: Calendar,
    start: datetime,
    at: datetime,
    pauses: tuple[Pause, ...],
    words: Words,
    *,
    days_skipped: bool,
    estimate: bool,
) -> Words:
    """`2 天（办公时间），自 10-09 14:05 起，不计 10-01 至 10-07，挂账 3 天（…）`."""
    began = short(start, calendar.timezone)
    parts = [words, (f"自 {began} 起", f"from {began}")]
    if days_skipped:
        parts += _days(calendar, start, at)
    parts += [_pause(pause) for pause in pauses if pause.end > pause.start]
    if estimate:
        parts.append(("日历未公布，按周一至周五估算", "calendar not published: Monday to Friday assumed"))
    return "，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


def _days(calendar: Calendar, start: datetime, at: datetime) -> list[Words]:
    local = zone(calendar.timezone)
    first, last = start.astimezone(local).date(), at.astimezone(local).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    parts = [(f"不计 {span}", f"not counting {span}") for span in _spans(d for d in days if d in calendar.holidays)]
    made_up = list(_spans(d for d in days if d in calendar.makeup_workdays))
    return parts + [(f"{span} 调休上班", f"{span} is a make-up workday") for span in made_up]


def _spans(days: Iterable[date]) -> list[str]:
    """Runs of days: `10-01 至 10-07`, or one day alone."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_day(run[0]) if len(run) == 1 else f"{_day(run[0])} 至 {_day(run[-1])}" for run in runs]


def _day(day: date) -> str:
    return day.strftime("%m-%d")


def _pause(pause: Pause) -> Words:
    minutes = int((pause.end - pause.start).total_seconds() // 60)
    days, hours = divmod(minutes, 24 * 60)[0], minutes // 60
    if days:
        zh, en = f"{days} 天", f"{days} d"
    elif hours:
        zh, en = f"{hours} 小时", f"{hours} h"
    else:
        zh, en = f"{minutes} 分钟", f"{minutes} min"
    return f"不计 {zh}（{pause.why_zh}）", f"not counting {en} ({pause.why_en})"
