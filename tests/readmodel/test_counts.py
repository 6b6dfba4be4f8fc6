"""Counts with a window that ends, on both stores."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from readmodel import counts
from readmodel.database import Database

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_window_ends_and_so_many_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def add(name: str, now: datetime) -> counts.Count | None:
        return await database.write(partial(counts.add, name=name, now=now, window=MINUTE))

    assert await add("a", NOW) == counts.Count(1, NOW + MINUTE)
    assert await add("a", NOW + MINUTE / 2) == counts.Count(2, NOW + MINUTE)
    async with database.session() as session:
        assert await counts.get(session, "a", NOW) == counts.Count(2, NOW + MINUTE)
        assert await counts.get(session, "a", NOW + MINUTE) is None
    monkeypatch.setattr(counts, "MOST", 1)
    assert await add("b", NOW) is None
    assert await add("b", NOW + MINUTE) == counts.Count(1, NOW + 2 * MINUTE)
    await database.write(partial(counts.clear, name="b"))
    assert await add("a", NOW + MINUTE) == counts.Count(1, NOW + 2 * MINUTE)
