"""How often one may, counted by all API processes together: wrong codes, failed sign-ins, reveals.

Used by the resources that guard something by it. While the database is away each process counts in its own memory;
what is counted how: docs/outages.md.
"""

import hashlib
import math
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from limits import RateLimitItem

from api import errors
from api.door import Door
from api.limits import too_many
from api.reading import read, unhindered
from readmodel import counts

PATIENCE = 0.5
"""Seconds to wait for the common count; then this process counts alone."""
log = structlog.get_logger()


async def spend(door: Door, item: RateLimitItem, whose: str) -> None:
    """Count one. Raises 429 with the time to wait where that is one too many."""
    now, window = datetime.now(UTC), timedelta(seconds=item.get_expiry())
    job = partial(counts.add, name=_name(item, whose), now=now, window=window)
    try:
        count = await unhindered(door.database.write(job, PATIENCE), PATIENCE)
    except errors.Problem:
        return door.limits.spend(item, whose)
    if count is None:
        log.warning("counts.full", of=item.namespace)
        door.limits.spend(item, whose)
    elif count.used > item.amount:
        raise _refused(item, count, now)


async def check(door: Door, item: RateLimitItem, whose: str) -> None:
    """Count nothing. Raises 429 where nothing is left."""
    now = datetime.now(UTC)
    try:
        count = await read(door, partial(counts.get, name=_name(item, whose), now=now), PATIENCE)
    except errors.Problem:
        return door.limits.check(item, whose)
    if count is not None and count.used >= item.amount:
        raise _refused(item, count, now)


async def forget(door: Door, item: RateLimitItem, whose: str) -> None:
    """Begin anew, as after a sign-in that succeeded. Raises 503 without a database."""
    await unhindered(door.database.write(partial(counts.clear, name=_name(item, whose))))


def _refused(item: RateLimitItem, count: counts.Count, now: datetime) -> errors.Problem:
    return too_many(item, math.ceil((count.ends_at - now).total_seconds()))


def _name(item: RateLimitItem, whose: str) -> str:
    """What it is counted under: of one length, and nobody's name."""
    return f"{item.namespace} {hashlib.sha256(whose.encode()).hexdigest()[:32]}"
