"""When people act if the story does not say: soon, in their hours, inside the limit. For all actors."""

from datetime import datetime, timedelta
from random import Random

from demo.hours import next_open
from demo.pack import Pack
from demo.views import Call

ALWAYS = "00:00-24:00 daily"
ON_THE_PHONE = "06:50-21:45 daily"
"""Grid workers and stations answer outside their duty hours too, but let people sleep."""
AWAKE = "07:00-22:30 daily"
SOON = timedelta(hours=4)
A_TAKES, B_TAKES = timedelta(hours=5), timedelta(hours=24)
LATEST_ANSWER, LATEST_WORK = 0.7, 0.9
FEW_MINUTES, MORNING = timedelta(minutes=15), timedelta(minutes=50)


def respond_at(pack: Pack, rng: Random, call: Call) -> datetime:
    """When the unit first answers."""
    left = call.respond_by - call.dispatched_at
    first = call.dispatched_at + min(left, SOON) * rng.uniform(0.05, 0.2)
    at = opened(rng, _hours(pack, call), first)
    return at if at < call.dispatched_at + left * LATEST_ANSWER else first


def complete_at(pack: Pack, rng: Random, call: Call, now: datetime) -> datetime:
    """When the unit is done, having answered now."""
    left = max(call.resolve_by - now, timedelta(minutes=10))
    takes = left if call.urgent else min(left, A_TAKES if (call.item or "A").startswith("A") else B_TAKES)
    first = now + takes * rng.uniform(0.2, 0.55)
    at = opened(rng, _hours(pack, call), first)
    return at if at < now + left * LATEST_WORK else now + left * 0.5


def awake(rng: Random, moment: datetime) -> datetime:
    """The moment, or next morning."""
    return opened(rng, AWAKE, moment)


def opened(rng: Random, hours: str, moment: datetime) -> datetime:
    """The moment, or some time after the next opening."""
    opening = next_open(hours, moment)
    return (
        moment
        if opening == moment
        else opening + rng.random() * (FEW_MINUTES if hours == "office" else MORNING)
    )


def _hours(pack: Pack, call: Call) -> str:
    if call.urgent:
        return ALWAYS
    unit = pack.unit_of(call.unit)
    return ON_THE_PHONE if unit.tier == "grid" else unit.hours
