"""Open reports near in time, and open incidents, for the search for what belongs together."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case, Phase
from domain.incidents import Sighting
from readmodel.upserts import CASES

BEFORE_COMPLETION = (Phase.TRIAGE.value, Phase.HAND_UP.value, Phase.HANDLING.value)
OFFERED = "incident_offered"
"""The flag of a case that gathers others."""
MOST = 2000
"""Open reports that one look takes in; in a greater flood the oldest come first."""


@dataclass(frozen=True)
class Incident:
    """An open incident, and when its latest report came (UTC, story time)."""

    main: Sighting
    latest: datetime


async def sightings(session: AsyncSession, since: datetime) -> list[Sighting]:
    """Open graded reports of their own with a place, that came since a story moment and are in no incident."""
    columns = CASES.c  # a linked case was told apart by a person: it is not gathered again
    query = _open().where(columns.opened_at >= since, ~columns.incident, columns.link.is_(None))
    rows = await session.execute(query.order_by(CASES.c.opened_at, CASES.c.case_no).limit(MOST))
    return [
        Sighting(row.case_no, row.item, (row.lng, row.lat), row.opened_at, OFFERED in json.loads(row.flags))
        for row in rows
    ]


async def incidents(session: AsyncSession) -> list[Incident]:
    """Open incidents."""
    rows = await session.execute(_open().where(CASES.c.incident).order_by(CASES.c.opened_at).limit(MOST))
    found = []
    for row in rows:
        main = Sighting(row.case_no, row.item, (row.lng, row.lat), row.opened_at)
        case = from_json(Case, row.snapshot)
        latest = max((other.opened_at for other in case.attached), default=row.opened_at)
        found.append(Incident(main, max(latest, row.opened_at)))
    return found


def _open() -> Select[tuple[Any, ...]]:
    columns = CASES.c
    seen = (columns.case_no, columns.item, columns.lng, columns.lat, columns.opened_at)
    return select(*seen, columns.flags, columns.snapshot).where(
        columns.phase.in_(BEFORE_COMPLETION),
        columns.item.is_not(None),
        columns.lng.is_not(None),
        columns.party.is_(None),  # what is about a unit goes its own way
    )
