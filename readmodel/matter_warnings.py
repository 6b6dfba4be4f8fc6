"""Which matters to look at for a warning, and the bookmark of each. For `activities.matter_warnings`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import MATTERS


@dataclass(frozen=True)
class WatchedMatter:
    """A matter whose moment to be looked at has come. `snapshot` is the whole matter, as JSON."""

    matter_no: str
    last_seq: int
    snapshot: str


_LOOKED = (
    update(MATTERS)
    .where(MATTERS.c.matter_no == bindparam("of"), MATTERS.c.last_seq == bindparam("seq"))
    .values(look_at=bindparam("again"))
)
"""Leaves a matter be to which something happened since it was read: that one is looked at once more."""


async def matters_to_look_at(session: AsyncSession, now: datetime, limit: int) -> list[WatchedMatter]:
    """Those whose moment has come at `now` (UTC, story time)."""
    columns = (MATTERS.c[name] for name in WatchedMatter.__dataclass_fields__)
    query = select(*columns).where(MATTERS.c.look_at <= now).order_by(MATTERS.c.look_at, MATTERS.c.matter_no)
    return [WatchedMatter(*row) for row in await session.execute(query.limit(limit))]


def keep_looks(looks: Sequence[tuple[WatchedMatter, datetime | None]], connection: Connection) -> None:
    """Remember when to look again, in the caller's transaction."""
    rows = [{"of": one.matter_no, "seq": one.last_seq, "again": again} for one, again in looks]
    if rows:
        connection.execute(_LOOKED, sorted(rows, key=lambda row: str(row["of"])))
