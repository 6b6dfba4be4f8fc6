"""Calls given to telephone systems, and results on their way back, in both databases: one of several gets it."""

import asyncio
from datetime import timedelta
from functools import partial

from contracts.cases import Batch
from domain.policy import City
from readmodel.database import Database
from readmodel.desk_tables import ReferralRow, RevealRow, RingRow, WrittenBackRow
from readmodel.projector import append
from readmodel.referrals import keep_referral
from readmodel.reveals import list_reveals
from readmodel.ringing import end, give, open_ratings, ring_of_request, ring_of_token, rings_of
from readmodel.written_back import (
    REFUSED,
    SENT,
    SUPERSEDED,
    WAITING,
    changed,
    keep,
    latest,
    send_again,
    tried,
    waiting,
)
from tests.playing import FRIDAY_MORNING, Play

NUMBER, MOST = "SGH-20261009-00000000", 10


def ring(n: int, name: str) -> RingRow:
    """The n-th call about one reporter, for that request."""
    until = FRIDAY_MORNING + timedelta(minutes=10)
    given = {"case_no": NUMBER, "whose": NUMBER, "round": 1, "given_at": FRIDAY_MORNING, "until": until}
    return RingRow(token=f"token-{name}", request_id=f"request-{name}", n=n, **given)


async def given(database: Database, row: RingRow) -> bool:
    """Whether this one got it."""
    shown = {"at": FRIDAY_MORNING, "account": "ivr", "unit": "street-command", "case_no": NUMBER}
    async with database.session(writing=True) as session:
        return await give(session, row, RevealRow(id=row.token, reason="回访", **shown))


async def test_of_several_at_once_one_is_given_the_call_and_shown_the_number(database: Database) -> None:
    got = await asyncio.gather(*(given(database, ring(1, name)) for name in "abcd"))
    assert sorted(got) == [False, False, False, True]
    assert not await given(database, ring(1, "e"))
    assert await given(database, ring(2, "f"))
    async with database.session(writing=True) as session:
        assert len((await list_reveals(session)).items) == 2
        made = (await rings_of(session, [NUMBER, "another"]))[NUMBER]
        assert [row.n for row in made] == [1, 2]
        last = await ring_of_request(session, "request-f")
        assert last is not None
        assert last.token == "token-f"
        assert await ring_of_request(session, "request-x") is None


async def test_a_call_ends_once(database: Database) -> None:
    assert await given(database, ring(1, "a"))
    said = []
    for what in ("busy", "5"):
        async with database.session(writing=True) as session:
            said.append(await end(session, "token-a", what, FRIDAY_MORNING))
    assert said == [True, False]
    async with database.session(writing=True) as session:
        row = await ring_of_token(session, "token-a")
        assert row is not None
        assert row.said == "busy"


async def played(city: City, database: Database, number: int) -> Play:
    """A case whose rating is open, as recorded."""
    case_no = f"SGH-20261009-0000000{number}"
    play = Play(city).report(
        case_no=case_no, item="B0102", community="SQ07", grid="SQ07-G03", channel="hotline"
    )
    play.wait(minutes=number)
    play.complete()
    play.check()
    await append(database, Batch(case_no, tuple(play.events)))
    return play


async def test_open_ratings_come_by_the_end_of_their_window(database: Database, city: City) -> None:
    plays = [await played(city, database, n) for n in (2, 1, 3)]
    numbers = sorted(play.open.case_no for play in plays)
    seen, cursor = [], None
    for _ in range(MOST):
        async with database.session(writing=True) as session:
            page = await open_ratings(session, FRIDAY_MORNING + timedelta(minutes=2), cursor, 1)
        seen += [number for _, number, _ in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == numbers[:2]


async def test_a_result_is_made_once_gives_way_to_a_newer_one_and_is_sent_again(
    database: Database, city: City
) -> None:
    play = await played(city, database, 1)
    case_no, now = play.open.case_no, play.now
    referral = ReferralRow(source="hotline", outside_no="热〔1〕", case_no=case_no, came_at=now)
    async with database.session(writing=True) as session:
        await keep_referral(session, referral)
        assert await changed(session, ["message_board"], now, MOST) == []
        assert await changed(session, ["hotline"], now + timedelta(days=1), MOST) == []
        (found,) = await changed(session, ["hotline"], now - timedelta(days=1), MOST)
    assert found.last is None
    for n in (1, 2):
        row = WrittenBackRow(
            source="hotline",
            outside_no="热〔1〕",
            n=n,
            case_no=case_no,
            mark=str(n),
            state=WAITING,
            body="{}",
            made_at=now,
            again_at=now,
        )
        await database.write(partial(keep, [(found, n == 2)], [row]))
    async with database.session(writing=True) as session:
        assert await changed(session, ["hotline"], now - timedelta(days=1), MOST) == []
        (last,) = await waiting(session, "hotline", now, MOST)
        assert last.n == 2
        assert await waiting(session, "hotline", now - timedelta(seconds=1), MOST) == []
    await database.write(partial(tried, last, REFUSED, "answered 422", now, now))
    async with database.session(writing=True) as session:
        assert await send_again(session, case_no, now)
        assert not await send_again(session, "another", now)
    await database.write(partial(tried, last, SENT, "", now, now))
    async with database.session(writing=True) as session:
        assert not await send_again(session, case_no, now)
        assert (await latest(session, [case_no]))[case_no].state == SENT
        first = await session.get(WrittenBackRow, ("hotline", "热〔1〕", 1))
        assert first is not None
        assert first.state == SUPERSEDED
