"""Which rounds of a kind of chief are due now, by the pack. Pure; asked by the opener of rounds."""

from dataclasses import replace
from datetime import datetime

from domain.catalogue import Clock
from domain.chiefs import Chief, ChiefKind, ends, period
from domain.clock import due
from domain.policy import City
from domain.rounds.round import Plan, RoundKind

OFFICE = "office"


def rounds_due(city: City, kind: ChiefKind, now: datetime) -> tuple[Plan, ...]:
    """A round for every chief of that kind, of the period that runs at `now` (UTC, story time); none without a beat.

    The number of a round names its chief and the first day of its period: whoever asks again gets the same round. Its
    time is counted from `now`: where we were down on Monday, nobody is late by it.
    """
    beat = city.chiefs.beats.get(kind)
    if beat is None:
        return ()
    start = period(beat, now, city.calendar.timezone)
    closes = ends(beat, start, city.calendar.timezone)
    own = due(city.calendar, OFFICE, Clock.WORKING, beat.due, now)
    if own.at > closes:
        own = replace(
            own, at=closes, zh=f"{own.zh}，至下次巡查为止", en=f"{own.en}, until the next one begins"
        )
    tasks = tuple(map(str, city.chiefs.duties_of(kind)))
    return tuple(
        Plan(
            round_no=f"{city.policy.prefix}P-{chief.code}-{start:%Y%m%d}",
            kind=RoundKind.PATROL,
            title_zh=f"{chief.post}巡查",
            title_en=f"Patrol: {chief.post.en}",
            lead=chief.code,
            lead_zh=str(chief.post),
            overseer=overseer(city, chief),
            opens_at=now,
            due=own,
            closes_at=closes,
            tasks=tasks,
        )
        for chief in city.chiefs.of_kind(kind)
    )


def overseer(city: City, chief: Chief) -> str:
    """Who hears of its missed rounds."""
    return chief.reports_to if chief.reports_to in city.units else city.policy.desk
