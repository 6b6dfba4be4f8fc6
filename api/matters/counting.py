"""The figures of matters: by mode and kind, on time, against the legal limit, in one visit, as their people rated."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time

from api.door import Door
from api.reading import read
from api.schemas.matters import CountsOf, MatterResults
from domain.catalogue import Clock
from domain.clock import elapsed, hours_of
from domain.due import Pause
from domain.matters.matter import Outcome
from domain.policy import City
from readmodel.matters import MatterCount, counted

TOTAL = "total"
SATISFIED = 3
"""The least rating that is no dissatisfaction, as for cases."""


async def results_of(door: Door, start: datetime, end: datetime) -> MatterResults:
    """The matters opened in that period. Raises 503."""
    rows = await read(door, lambda session: counted(session, start, end))
    return await door.in_thread(_results, door.city, start, end, list(rows))


def _results(city: City, start: datetime, end: datetime, rows: list[MatterCount]) -> MatterResults:
    by_mode, by_category = (
        defaultdict[str, list[MatterCount]](list),
        defaultdict[str, list[MatterCount]](list),
    )
    listed = city.public.services
    for service in listed:  # in their order; what nobody asked for yet is counted too
        _ = by_mode[str(service.mode)], by_category[str(service.category)]
    for row in rows:
        by_mode[row.mode].append(row)
        by_category[row.category].append(row)
    return MatterResults(
        start=start,
        end=end,
        total=_counts(city, TOTAL, rows),
        by_mode=tuple(_counts(city, key, found) for key, found in by_mode.items()),
        by_category=tuple(_counts(city, key, found) for key, found in by_category.items()),
        services=len(listed),
        services_by_mode=dict(Counter(str(service.mode) for service in listed)),
    )


def _counts(city: City, key: str, rows: Iterable[MatterCount]) -> CountsOf:
    all_rows = list(rows)
    decided = [row for row in all_rows if row.decided_at is not None and row.accepted_at is not None]
    timed = [row for row in decided if row.days]  # what is done on the spot has no days to save
    took, legal = [days_taken(city, row) for row in timed], [row.days for row in timed]
    rated = [row.rating for row in all_rows if row.rating is not None]
    came = [row for row in all_rows if row.visits and row.decided_at is not None]
    return CountsOf(
        key=key,
        matters=len(all_rows),
        granted=sum(row.outcome == Outcome.GRANTED for row in all_rows),
        decided=len(decided),
        on_time=sum(not row.breached for row in decided),
        average_days=_rounded(sum(took) / len(took)) if took else None,
        legal_days=_rounded(sum(legal) / len(legal)) if legal else None,
        saved_percent=_rounded(100 * (1 - sum(took) / sum(legal))) if legal else None,
        rated=len(rated),
        satisfied=sum(result >= SATISFIED for result in rated),
        visits=len(came),
        one_visit=sum(not row.second_visits for row in came),
    )


def days_taken(city: City, row: MatterCount) -> float:
    """Office days from acceptance to decision, without the wait for missing papers."""
    if row.accepted_at is None or row.decided_at is None:
        return 0.0
    wait = (
        (Pause(row.paused_from, row.paused_to, "", ""),)
        if row.paused_from is not None and row.paused_to is not None
        else ()
    )
    calendar = city.calendar
    passed = elapsed(calendar, "", Clock.WORKING, row.accepted_at, row.decided_at, wait)
    hours = hours_of(calendar, "", Clock.WORKING)
    day = sum((_minutes(end) - _minutes(begin)) % MINUTES_A_DAY for begin, end in hours.periods)
    return passed.total_seconds() / 60 / day


MINUTES_A_DAY = 24 * 60


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _rounded(number: float) -> float:
    return round(number, 1)
