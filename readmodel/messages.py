"""Messages as people look at them: of a case, those that did not get out; and how an account wants to hear."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.outgoing import State
from readmodel.message_tables import HearingRow, MessageRow
from readmodel.pages import Page, after, page
from readmodel.party import kept_from_by
from readmodel.upserts import HEARING, MESSAGES, upsert

STUCK = (State.FAILED.value, State.DEAD.value)
MOST_RETRIED = 1000
"""At a press of the button."""


async def messages_of_case(
    session: AsyncSession, case_no: str, cursor: str | None = None, limit: int = 50
) -> Page[MessageRow]:
    """What was and will be said about a case, the newest first. Raises `BadCursor`."""
    query = select(MessageRow).where(MESSAGES.c.case_no == case_no)
    query = query.where(*after(cursor, MESSAGES.c.made_at, MESSAGES.c.key, descending=True))
    query = query.order_by(MESSAGES.c.made_at.desc(), MESSAGES.c.key.desc()).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda row: (row.made_at, row.key))


async def count_messages(session: AsyncSession) -> dict[State, int]:
    """How many have not got out: waiting for their hour, tried again by themselves, dead."""
    states = (State.WAITING.value, *STUCK)
    query = (
        select(MESSAGES.c.state, func.count()).where(MESSAGES.c.state.in_(states)).group_by(MESSAGES.c.state)
    )
    found: dict[str, int] = {row[0]: row[1] for row in await session.execute(query)}
    return {State(state): found.get(state, 0) for state in states}


async def stuck_messages(
    session: AsyncSession, not_about: str, cursor: str | None = None, limit: int = 50
) -> Page[MessageRow]:
    """Those that failed or are dead, the newest first; nothing about the reader's own unit. Raises `BadCursor`."""
    query = select(MessageRow).where(MESSAGES.c.state.in_(STUCK), kept_from_by(not_about, MESSAGES.c.case_no))
    query = query.where(*after(cursor, MESSAGES.c.made_at, MESSAGES.c.key, descending=True))
    query = query.order_by(MESSAGES.c.made_at.desc(), MESSAGES.c.key.desc()).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda row: (row.made_at, row.key))


async def retry_messages(session: AsyncSession, key: str | None, not_about: str, real: datetime) -> int:
    """Have a message that failed or is dead tried anew from `real` (UTC) on, or all of them; how many."""
    stuck = select(MESSAGES.c.key).where(
        MESSAGES.c.state.in_(STUCK), kept_from_by(not_about, MESSAGES.c.case_no)
    )
    if key is not None:
        stuck = stuck.where(MESSAGES.c.key == key)
    chosen = update(MESSAGES).where(MESSAGES.c.key.in_(stuck.limit(MOST_RETRIED)))
    anew = chosen.values(state=State.WAITING.value, tries=0, try_at=real).returning(MESSAGES.c.key)
    return len((await session.execute(anew)).all())


async def get_hearing(session: AsyncSession, account: str) -> HearingRow:
    """How somebody wants to hear; as the city has it where they said nothing."""
    found = (await session.scalars(select(HearingRow).where(HEARING.c.account == account))).first()
    return found or HearingRow(account=account)


async def set_hearing(session: AsyncSession, hearing: HearingRow) -> None:
    """Keep it."""
    await session.execute(upsert(HEARING, session.get_bind().dialect.name), [hearing.model_dump()])
