"""When nobody is rung up: at noon and at night (policy.toml, `[ivr] quiet`). Pure; for `api.channels.ivr`."""

from datetime import datetime, time, timedelta

from domain.localtime import zone
from domain.policy import Ringing

_DAY = timedelta(days=1)


def quiet_until(ringing: Ringing, at: datetime, timezone: str) -> datetime | None:
    """The moment at which people may be rung up again; None where they may be at `at`. Aware moments."""
    until = at.astimezone(zone(timezone))
    for _ in ringing.quiet:  # where one period ends another may begin
        ends = [_end(until, *period) for period in ringing.quiet if _within(until.time(), *period)]
        until = max(ends, default=until)
    return until.astimezone(at.tzinfo) if until > at else None


def _within(moment: time, start: time, end: time) -> bool:
    return start <= moment < end if start < end else moment >= start or moment < end


def _end(at: datetime, start: time, end: time) -> datetime:
    night = start > end and at.time() >= start
    return datetime.combine(at.date() + (_DAY if night else timedelta()), end, at.tzinfo)
