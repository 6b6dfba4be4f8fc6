"""What the world and the other side may list: the same on both databases, and the same as the cases themselves say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.cases import Batch
from domain import events as e
from domain.case import Case
from domain.people import Actor
from domain.policy import City
from readmodel.database import Database
from readmodel.desk_tables import ReferralRow
from readmodel.projector import append
from readmodel.referrals import keep_referral, known_referrals, list_referrals
from readmodel.service_requests import Wanted, filed_by, list_public, of_case, some, updates_of
from readmodel.upserts import CASES, REFERRALS
from tests.readmodel.histories import fold, history, number

SEEDS = range(24)
MINE = "open311:app"
EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def recorded(city: City, seed: int) -> tuple[e.Event, ...]:
    """A case driven by chance; every second one was filed by one client."""
    first, *others = history(city, seed, moves=Random(seed).randint(0, 12))
    assert isinstance(first.body, e.Accepted)
    if seed % 2:
        return (first, *others)
    report = replace(first.body.report, channel="open311")
    return (replace(first, by=Actor(MINE), body=e.Accepted(report)), *others)


@pytest.fixture
def cases(city: City) -> dict[str, Case]:
    """All of them, by number."""
    return {number(events): fold(events) for events in (recorded(city, seed) for seed in SEEDS)}


@pytest.fixture
async def session(shared_database: Database, city: City) -> Any:
    """A session in which they are all recorded."""
    async with shared_database.session() as session:
        for table in (CASES, REFERRALS):
            await session.execute(delete(table))
        await (await session.connection()).exec_driver_sql("DELETE FROM events")
    for seed in SEEDS:
        events = recorded(city, seed)
        await append(shared_database, Batch(number(events), events))
    async with shared_database.session() as session:
        yield session


async def test_a_row_says_what_the_case_itself_says(session: AsyncSession, cases: dict[str, Case]) -> None:
    rows = {row.case_no: row for row in await some(session, [*cases, "C99999999"])}
    assert rows == {case_no: of_case(case) for case_no, case in cases.items()}
    assert any(row.expected_at for row in rows.values())


async def test_the_public_list_is_what_is_public_the_newest_first(
    session: AsyncSession, cases: dict[str, Case]
) -> None:
    shown = [of_case(case) for case in cases.values() if of_case(case).public]
    shown.sort(key=lambda row: (row.opened_at, row.case_no), reverse=True)
    assert shown
    assert await list_public(session, Wanted(*EVER), 100, 0) == shown
    assert await list_public(session, Wanted(*EVER), 3, 2) == shown[2:5]
    for closed in (True, False):
        wanted = Wanted(*EVER, closed=closed)
        assert await list_public(session, wanted, 100, 0) == [
            s for s in shown if (s.state == "closed") == closed
        ]
    some_item = shown[0].item
    assert some_item
    assert await list_public(session, Wanted(*EVER, items=(some_item,)), 100, 0) == [
        row for row in shown if row.item == some_item
    ]
    first = shown[-1].opened_at
    assert await list_public(session, Wanted(EVER[0], first), 100, 0) == []


async def test_a_client_hears_of_its_own_and_never_of_sealed_ones(
    session: AsyncSession, cases: dict[str, Case], city: City
) -> None:
    mine = {number(recorded(city, seed)) for seed in SEEDS if seed % 2 == 0}
    assert await filed_by(session, MINE, list(cases)) == mine
    told = {c for c in mine if of_case(cases[c]).exposure != "sealed"}
    updates = await updates_of(session, MINE, *EVER, limit=10_000)
    assert {update.case_no for update in updates} == told
    assert len(updates) == sum(cases[case_no].seq for case_no in told)
    assert updates == sorted(updates, key=lambda u: (u.event.at, u.case_no, u.event.seq))
    assert await updates_of(session, "open311:other", *EVER, limit=10) == []
    end = updates[0].event.at
    assert await updates_of(session, MINE, EVER[0], end, limit=10) == []


async def test_a_referral_is_kept_once_and_listed_with_its_case(
    session: AsyncSession, cases: dict[str, Case]
) -> None:
    came = EVER[0]
    for n, case_no in enumerate([*cases][:5]):
        row = ReferralRow(
            source="hotline", outside_no=f"N{n}", case_no=case_no, came_at=came + timedelta(hours=n)
        )
        await keep_referral(session, row)
        await keep_referral(session, row.model_copy(update={"case_no": "another"}))
    await keep_referral(
        session, ReferralRow(source="message_board", outside_no="N0", case_no="not-yet", came_at=came)
    )
    known = await known_referrals(session, "hotline", ["N0", "N4", "N9"])
    assert known == {"N0": next(iter(cases)), "N4": [*cases][4]}
    first = await list_referrals(session, "hotline", None, None, 3)
    rest = await list_referrals(session, "hotline", None, first.next_cursor, 3)
    assert [one.outside_no for one in (*first.items, *rest.items)] == ["N4", "N3", "N2", "N1", "N0"]
    assert [one.case for one in rest.items] == [cases[one.case_no] for one in rest.items]
    (waiting,) = (await list_referrals(session, "message_board", False, None, 3)).items
    assert waiting.case is None
    closed = (await list_referrals(session, None, True, None, 9)).items
    assert {one.case_no for one in closed} == {c for c in [*cases][:5] if not cases[c].open}
