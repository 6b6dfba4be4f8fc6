"""Without Temporal to ask, a report does not get the number of a case that is not recorded yet."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert, select

from api import given
from api.coming import Coming, Memo, report_of
from api.door import Door
from api.errors import Problem
from api.schemas.reports import ReportIn
from api.spooling import take_down, waits_under
from domain.people import Actor, Role
from infra import temporal
from readmodel.database import Database
from readmodel.given import KEPT, memo_of, put
from readmodel.rows import case_row
from readmodel.upserts import CASES, GIVEN
from tests.api.conftest import NOBODY_LISTENS, api_alone, demo_settings
from tests.api.stack import HOME
from tests.migrated import lay
from tests.readmodel import counted

OTHERS: Memo = {"key": "of", "body": "another"}
ANYBODY = Actor("public", roles=(Role.REPORTER,))
SAID = ReportIn.model_validate(
    {"description": "楼道里堆满了纸箱", "item": "A107", "reporter": {"kind": "resident"}, **HOME}
)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """Of an API whose Temporal is away."""
    settings = demo_settings(tmp_path, temporal_port=NOBODY_LISTENS)
    async with api_alone(settings, await temporal.connect(settings, lazy=True)) as stack:
        yield stack.app.state.door


def coming(door: Door, key: str | None = None) -> Coming:
    """A report at the door."""
    return Coming(SAID, ANYBODY, "public", key, door.now())


async def taken_down(door: Door, one: Coming, free_from: int = 0) -> tuple[str, list[str]]:
    """Its number; and its first numbers of today."""
    days = door.numbers.days(one.received_at)
    case_no = await take_down(door, one, report_of(door, one), one.memo(door), days, free_from)
    return case_no, [one.number(door, days[0], n) for n in range(3)]


@pytest.mark.parametrize("key", [None, "k1"])
async def test_what_was_given_out_is_not_given_again(door: Door, key: str | None) -> None:
    one = coming(door, key)
    given.note(door, one.number(door, door.numbers.days(one.received_at)[0], 0), OTHERS)
    case_no, numbers = await taken_down(door, one)
    assert case_no == numbers[1]


async def test_a_number_that_waits_is_another_s(door: Door) -> None:
    one, other = (
        coming(door),
        Coming(SAID.model_copy(update={"description": "别的"}), ANYBODY, "public", None, door.now()),
    )
    case_no, _ = await taken_down(door, one)
    assert given.may_wait(door, case_no)
    assert await waits_under(door, case_no, other.memo(door))
    assert not await waits_under(door, case_no, one.memo(door))
    assert not await waits_under(
        door, other.number(door, door.numbers.days(other.received_at)[0], 0), one.memo(door)
    )


async def test_what_temporal_said_is_not_forgotten(door: Door) -> None:
    case_no, numbers = await taken_down(door, coming(door), free_from=2)
    assert case_no == numbers[2]


async def test_the_same_key_gets_its_own_number_and_another_body_is_refused(door: Door) -> None:
    one = coming(door, "k2")
    own = one.number(door, door.numbers.days(one.received_at)[0], 0)
    given.note(door, own, one.memo(door))
    assert (await taken_down(door, one))[0] == own
    given.note(door, own, one.memo(door))
    changed = Coming(SAID.model_copy(update={"description": "别的"}), one.by, "public", "k2", one.received_at)
    with pytest.raises(Problem) as refused:
        await taken_down(door, changed)
    assert refused.value.code == "key_reused"


async def test_it_is_written_down_beside_the_answer(door: Door) -> None:
    given.note(door, "C1", OTHERS)
    given.note(door, "C2", OTHERS)
    await door.beside.idle()
    async with door.database.session() as session:
        assert await memo_of(session, "C1") == await memo_of(session, "C2") == OTHERS
        assert await memo_of(session, "C3") is None


async def test_an_old_one_goes_once_it_is_recorded(tmp_path: Path) -> None:
    database, then = Database(lay(tmp_path / "huying.db")), datetime(2026, 10, 9, tzinfo=UTC)
    await database.write(partial(put, {"C1": OTHERS, "C2": OTHERS}, then))
    row = case_row(counted.case("C1", Random(1)))
    await database.write(lambda connection: connection.execute(insert(CASES), [row]))
    await database.write(partial(put, {"C3": OTHERS}, then + KEPT + timedelta(seconds=1)))
    async with database.session() as session:
        assert set(await session.scalars(select(GIVEN.c.case_no))) == {"C2", "C3"}
    await database.dispose()
