"""结果回写: which referrals have a result that is not on its way yet, and what became of those that are.

For `activities.results` (which sends) and `api.referrals` (which shows, and sends again).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case
from readmodel.desk_tables import WrittenBackRow
from readmodel.upserts import CASES, REFERRALS, WRITTEN_BACK

WAITING, SENT, REFUSED, SUPERSEDED = "waiting", "sent", "refused", "superseded"
MAIN = CASES.alias("main")
MOST_STEPS = 10
"""As many cases as one may end in, one after another."""


@dataclass(frozen=True)
class Referral:
    """A referral whose case changed since it was looked at: the case where its work goes on, and the last result."""

    source: str
    outside_no: str
    case_no: str
    seq: int
    case: Case
    last: WrittenBackRow | None


async def changed(
    session: AsyncSession, sources: Collection[str], since: datetime, limit: int
) -> list[Referral]:
    """Referrals of these sources to look at, but for those to which nothing happened since (UTC, story time).

    A case that ended in another is looked at every time, until that one is closed too.
    """
    seq = CASES.c.last_seq + func.coalesce(MAIN.c.last_seq, 0)
    fresh = seq != REFERRALS.c.looked_seq
    query = (
        select(
            REFERRALS.c.source,
            REFERRALS.c.outside_no,
            REFERRALS.c.case_no,
            seq.label("seq"),
            CASES.c.snapshot,
        )
        .join_from(REFERRALS, CASES, REFERRALS.c.case_no == CASES.c.case_no)
        .join(MAIN, MAIN.c.case_no == CASES.c.merged_into, isouter=True)
        .where(REFERRALS.c.source.in_(list(sources)), REFERRALS.c.settled.is_(False))
        .where(or_(fresh, CASES.c.merged_into.is_not(None)))
        .where(or_(CASES.c.updated_at >= since, MAIN.c.updated_at >= since))
        .order_by(fresh.desc(), REFERRALS.c.came_at, REFERRALS.c.case_no)
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    last = await latest(session, [row.case_no for row in rows])
    return [
        Referral(
            row.source,
            row.outside_no,
            row.case_no,
            row.seq,
            await _work_on(session, from_json(Case, row.snapshot)),
            last.get(row.case_no),
        )
        for row in rows
    ]


async def _work_on(session: AsyncSession, case: Case) -> Case:
    """The case that it ended in, if its report is still among that one's; else itself."""
    at = case
    for _ in range(MOST_STEPS):
        if at.merged_into is None:
            break
        text = await session.scalar(select(CASES.c.snapshot).where(CASES.c.case_no == at.merged_into))
        if text is None:
            return case
        at = from_json(Case, text)
    gone = at is not case and case.case_no not in {other.case_no for other in at.attached}
    return case if gone else at


async def latest(session: AsyncSession, case_nos: Collection[str]) -> dict[str, WrittenBackRow]:
    """The last result of each of these cases, by case number."""
    query = select(WrittenBackRow).where(WRITTEN_BACK.c.case_no.in_(list(case_nos)))
    rows = (await session.scalars(query.order_by(WRITTEN_BACK.c.n))).all()
    return {row.case_no: row for row in rows}


def keep(
    looked: Sequence[tuple[Referral, bool]], results: Sequence[WrittenBackRow], connection: Connection
) -> None:
    """Results to send, and how far each referral was looked at (and whether that was the last time), at once.

    A result that waits gives way to the newer one.
    """
    if results:
        older = (WRITTEN_BACK.c.source == bindparam("of"), WRITTEN_BACK.c.outside_no == bindparam("number"))
        over = update(WRITTEN_BACK).where(*older, WRITTEN_BACK.c.state == WAITING).values(state=SUPERSEDED)
        connection.execute(over, [{"of": row.source, "number": row.outside_no} for row in results])
        connection.execute(insert(WRITTEN_BACK), [row.model_dump() for row in results])
    if looked:
        whose = (REFERRALS.c.source == bindparam("of"), REFERRALS.c.outside_no == bindparam("number"))
        seen = update(REFERRALS).where(*whose)
        seen = seen.values(looked_seq=bindparam("seen"), settled=bindparam("last"))
        connection.execute(
            seen,
            [
                {"of": one.source, "number": one.outside_no, "seen": one.seq, "last": last}
                for one, last in looked
            ],
        )


async def waiting(session: AsyncSession, source: str, now: datetime, limit: int) -> list[WrittenBackRow]:
    """Results to send to that source by now (real time, UTC), the first one first."""
    query = (
        select(WrittenBackRow)
        .where(WRITTEN_BACK.c.state == WAITING, WRITTEN_BACK.c.again_at <= now)
        .where(WRITTEN_BACK.c.source == source)
        .order_by(WRITTEN_BACK.c.made_at, WRITTEN_BACK.c.outside_no)
        .limit(limit)
    )
    return list((await session.scalars(query)).all())


def tried(
    row: WrittenBackRow,
    state: str,
    detail: str,
    ended_at: datetime | None,
    again_at: datetime,
    connection: Connection,
) -> None:
    """What came of one try; a result that gave way meanwhile stays so, unless it was sent."""
    whose = (
        WRITTEN_BACK.c.source == row.source,
        WRITTEN_BACK.c.outside_no == row.outside_no,
        WRITTEN_BACK.c.n == row.n,
    )
    known = () if state == SENT else (WRITTEN_BACK.c.state == WAITING,)
    connection.execute(
        update(WRITTEN_BACK)
        .where(*whose, *known)
        .values(state=state, detail=detail, ended_at=ended_at, again_at=again_at, tries=row.tries + 1)
    )


async def send_again(session: AsyncSession, case_no: str, now: datetime) -> bool:
    """The last result of that case goes out again at once; False where there is none that waits or was refused."""
    last = (await latest(session, [case_no])).get(case_no)
    if last is None:
        return False
    whose = (
        WRITTEN_BACK.c.source == last.source,
        WRITTEN_BACK.c.outside_no == last.outside_no,
        WRITTEN_BACK.c.n == last.n,
    )
    again = update(WRITTEN_BACK).where(*whose, WRITTEN_BACK.c.state.in_((WAITING, REFUSED)))
    again = again.values(state=WAITING, again_at=now, tries=0, ended_at=None)
    return await session.scalar(again.returning(WRITTEN_BACK.c.n)) is not None
