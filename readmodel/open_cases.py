"""Open cases that everybody may know of: near a place, in a community, and on the public map.

Nothing personal leaves here. Only items whose exposure is `public`; a point is as rough as the case
keeps it, about 100 m.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sqrt

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.catalogue import Exposure
from domain.views import STATES
from readmodel.upserts import CASES

MOST = 500
_METRES = 111_320.0
"""Of one degree of latitude."""


@dataclass(frozen=True)
class OpenCase:
    """One of them. Its number stays inside: it is half of what its reporter follows it with."""

    case_no: str
    item: str
    item_name: str
    state: str
    community: str | None
    lng: float | None
    lat: float | None
    unit_zh: str | None
    opened_at: datetime
    breached: bool
    metres: int | None = None  # from where was asked


_SHOWN = [CASES.c[name] for name in OpenCase.__dataclass_fields__ if name != "metres"]


async def on_map(session: AsyncSession, limit: int = MOST) -> list[OpenCase]:
    """The newest of them, anywhere in the city."""
    query = select(*_SHOWN).where(*_public()).order_by(CASES.c.opened_at.desc()).limit(limit)
    return [OpenCase(**row) for row in (await session.execute(query)).mappings()]


async def near(
    session: AsyncSession, lng: float, lat: float, metres: float, item: str | None = None, limit: int = 10
) -> list[OpenCase]:
    """Those within so many metres of a WGS-84 point, the nearest first; of one item, or of all."""
    north, east = metres / _METRES, metres / (_METRES * cos(radians(lat)))
    query = select(*_SHOWN).where(
        *_public(),
        CASES.c.lng.between(lng - east, lng + east),
        CASES.c.lat.between(lat - north, lat + north),
    )
    if item is not None:
        query = query.where(CASES.c.item == item)
    rows = (await session.execute(query.order_by(CASES.c.opened_at.desc()).limit(MOST))).mappings()
    found = [OpenCase(**row, metres=_between(lng, lat, row["lng"], row["lat"])) for row in rows]
    near_enough = [case for case in found if case.metres is not None and case.metres <= metres]
    return sorted(near_enough, key=lambda case: case.metres or 0)[:limit]


async def in_community(
    session: AsyncSession, community: str, classes: Collection[str] | None = None, limit: int = 10
) -> list[OpenCase]:
    """Those of a community in these classes of items (Chinese names; None for any), the newest first."""
    query = select(*_SHOWN).where(*_public(), CASES.c.community == community)
    if classes is not None:
        query = query.where(CASES.c.class_zh.in_(classes))
    newest = query.order_by(CASES.c.opened_at.desc(), CASES.c.case_no).limit(limit)
    return [OpenCase(**row) for row in (await session.execute(newest)).mappings()]


def _public() -> tuple[ColumnElement[bool], ...]:
    named = CASES.c.item.is_not(None) & CASES.c.item_name.is_not(None)
    open_states = [state for state in STATES if state != "closed"]  # by the index: most cases are closed
    about_nobody = CASES.c.party.is_(None)  # that unit would know of it
    return CASES.c.state.in_(open_states), CASES.c.exposure == Exposure.PUBLIC, about_nobody, named


def _between(lng: float, lat: float, to_lng: float, to_lat: float) -> int:
    east = (to_lng - lng) * cos(radians(lat))
    return round(sqrt(east * east + (to_lat - lat) ** 2) * _METRES)
