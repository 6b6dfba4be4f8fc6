"""What administrators did: written with the act itself, never changed, listed for administrators and auditors."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.desk_tables import ActRow
from readmodel.pages import Page, after, page
from readmodel.upserts import ACCOUNTS, ACTS, CALLS, TASKS, insert_if_absent


async def add_act(
    session: AsyncSession, account: str, unit: str, what: str, subject: str, detail: str = ""
) -> None:
    """Keep that this account did that to that subject, now (real time)."""
    row = ActRow(
        id=uuid4().hex,
        at=datetime.now(UTC),
        account=account,
        unit=unit,
        what=what,
        subject=subject,
        detail=detail,
    )
    await session.execute(insert(ACTS), [row.model_dump()])


async def add_act_once(
    session: AsyncSession, act_id: str, account: str, unit: str, what: str, subject: str
) -> None:
    """Keep it under that id; what is kept under it already says the same."""
    row = ActRow(
        id=act_id, at=datetime.now(UTC), account=account, unit=unit, what=what, subject=subject, detail=""
    )
    await session.execute(insert_if_absent(ACTS, session.get_bind().dialect.name), [row.model_dump()])


async def list_acts(session: AsyncSession, cursor: str | None = None, limit: int = 50) -> Page[ActRow]:
    """All acts, the newest first. Raises `BadCursor`."""
    query = select(ActRow).where(*after(cursor, ACTS.c.at, ACTS.c.id, descending=True))
    query = query.order_by(ACTS.c.at.desc(), ACTS.c.id.desc()).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda row: (row.at, row.id))


async def holding(session: AsyncSession, units: tuple[str, ...]) -> dict[str, int]:
    """Of these units those that hold open calls, open tasks or accounts in use, and how many of them."""
    found: dict[str, int] = {}
    for start in range(0, len(units), 500):
        some = units[start : start + 500]
        for table, is_open in (
            (CALLS, CALLS.c.state == "open"),
            (TASKS, TASKS.c.unit.is_not(None)),
            (ACCOUNTS, ACCOUNTS.c.disabled.is_(False)),
        ):
            query = (
                select(table.c.unit, func.count())
                .where(table.c.unit.in_(some), is_open)
                .group_by(table.c.unit)
            )
            for unit, number in await session.execute(query):
                found[unit] = found.get(unit, 0) + number
    return found
