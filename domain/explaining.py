"""A deadline in words: the budget, its clock, what was not counted and why. For `domain.clock`."""

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
    parts += [_pause(pause) for pause in pauses if max(pause.start, start) < min(pause.end, at)]
    if estimate:
        parts.append(("日历未公布，按周一至周五估算", "calendar not published: Monday to Friday assumed"))
    return "，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


def _days(calendar: Calendar, start: datetime, at: datetime) -> list[Words]:
    """Holidays left out and make-up workdays counted, from the start to the deadline."""
    local = zone(calendar.timezone)
    first = start.astimezone(local).date()
    last = min(at.astimezone(local).date(), calendar.official_until)
    parts = [(f"不计 {zh}", f"not counting {en}") for zh, en in _spans(calendar.holidays, first, last)]
    made_up = _spans(calendar.makeup_workdays, first, last)
    return parts + [(f"{zh} 调休上班", f"make-up work on {en}") for zh, en in made_up]


def _spans(days: Iterable[date], first: date, last: date) -> list[Words]:
    """Runs of days: `10-01 至 10-07`, or one day alone."""
    runs: list[list[date]] = []
    for day in sorted(day for day in days if first <= day <= last):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_run(run[0], run[-1]) for run in runs]


def _run(first: date, last: date) -> Words:
    begin, end = first.strftime("%m-%d"), last.strftime("%m-%d")
    return (begin, begin) if first == last else (f"{begin} 至 {end}", f"{begin} to {end}")


def _pause(pause: Pause) -> Words:
    zh, en = _length(pause.end - pause.start)
    return f"不计 {zh}（{pause.why_zh}）", f"not counting {en} ({pause.why_en})"


def _length(span: timedelta) -> Words:
    """Its two largest units, in whole minutes: `3 天`, `1 天 4 小时`, `2 小时 30 分钟`."""
    minutes = int(span.total_seconds() // 60)
    amounts = ((minutes // 1440, "天", "d"), (minutes // 60 % 24, "小时", "h"), (minutes % 60, "分钟", "min"))
    largest = next((n for n, (amount, _, _) in enumerate(amounts) if amount), 2)
    said = [part for part in amounts[largest : largest + 2] if part[0]] or [amounts[2]]
    return " ".join(f"{n} {zh}" for n, zh, _ in said), " ".join(f"{n} {en}" for n, _, en in said)
