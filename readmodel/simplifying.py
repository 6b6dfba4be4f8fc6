"""三减三增 and our own burden, as rows. For `api.simplifications` and `api.burden`."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.pages import Page, after, page
from readmodel.simplifying_tables import BurdenRow, SimplificationRow
from readmodel.upserts import BURDENS, CASES, SIMPLIFICATIONS

MOST = 5000
"""Lines of the ledger, struck ones among them."""
MOST_FORMS = 500
"""Forms that are counted in one month: more than there are."""


async def add_line(session: AsyncSession, row: SimplificationRow) -> bool:
    """One more; False where the ledger is full."""
    if (await session.scalar(select(func.count()).select_from(SIMPLIFICATIONS)) or 0) >= MOST:
        return False
    await session.execute(insert(SIMPLIFICATIONS), [row.model_dump()])
    return True


async def get_line(session: AsyncSession, line: str) -> SimplificationRow | None:
    """The line of that id."""
    found = await session.scalars(select(SimplificationRow).where(SIMPLIFICATIONS.c.id == line))
    return found.one_or_none()


async def strike_line(session: AsyncSession, line: str, at: datetime, account: str, why: str) -> bool:
    """Strike it out at `at` (story time, UTC); False where none of that id stands."""
    standing = (SIMPLIFICATIONS.c.id == line, SIMPLIFICATIONS.c.struck_at.is_(None))
    struck = update(SIMPLIFICATIONS).where(*standing).values(struck_at=at, struck_by=account, struck_why=why)
    return (await session.execute(struck.returning(SIMPLIFICATIONS.c.id))).first() is not None


async def list_lines(session: AsyncSession, cursor: str | None, limit: int) -> Page[SimplificationRow]:
    """All lines, struck ones too, the newest first. Raises `BadCursor`."""
    at, name = SIMPLIFICATIONS.c.created_at, SIMPLIFICATIONS.c.id
    query = select(SimplificationRow).where(*after(cursor, at, name, descending=True))
    found = (await session.scalars(query.order_by(at.desc(), name.desc()).limit(limit + 1))).all()
    return page(found, limit, lambda row: (row.created_at, row.id))


async def sums(session: AsyncSession) -> dict[str, tuple[int, int, int]]:
    """By area: how many lines stand, and what they come to before and after."""
    columns = SIMPLIFICATIONS.c
    query = select(columns.area, func.count(), func.sum(columns.before), func.sum(columns.after))
    rows = await session.execute(query.where(columns.struck_at.is_(None)).group_by(columns.area))
    return {area: (number, int(before), int(after_it)) for area, number, before, after_it in rows}


def count_forms(month: str, counts: Mapping[str, tuple[int, int]], connection: Connection) -> None:
    """Add so many sent and filled in to a month's forms, in the caller's transaction."""
    known = set(connection.scalars(select(BURDENS.c.form).where(BURDENS.c.month == month)))
    made = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(BURDENS)
    more = made.on_conflict_do_update(
        index_elements=["month", "form"],
        set_={name: BURDENS.c[name] + made.excluded[name] for name in ("sent", "filled")},
    )
    fresh = [form for form in counts if form not in known][: max(0, MOST_FORMS - len(known))]
    rows = [
        {"month": month, "form": form, "sent": sent, "filled": filled}
        for form, (sent, filled) in sorted(counts.items())
        if form in known or form in fresh
    ]
    if rows:
        connection.execute(more, rows)


async def burden_of(session: AsyncSession, month: str) -> list[BurdenRow]:
    """A month's forms, the busiest first."""
    query = select(BurdenRow).where(BURDENS.c.month == month)
    return list(await session.scalars(query.order_by(BURDENS.c.sent.desc(), BURDENS.c.form)))


async def closed_between(session: AsyncSession, start: datetime, end: datetime) -> int:
    """Cases closed in [`start`, `end`); UTC, story time."""
    query = select(func.count()).select_from(CASES).where(CASES.c.closed_at >= start, CASES.c.closed_at < end)
    return await session.scalar(query) or 0
