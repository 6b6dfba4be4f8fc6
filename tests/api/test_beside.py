"""Work that goes on after the answer: once at a time, bounded, heard of when it fails, ended with the application."""

import asyncio

import pytest
from structlog.testing import capture_logs

from api import beside
from api.beside import Beside


async def test_each_piece_is_done_once_at_a_time() -> None:
    work, done, gate = Beside(), list[str](), asyncio.Event()

    async def piece() -> None:
        await gate.wait()
        done.append("a")

    assert work.take("a", piece)
    assert work.take("a", piece)
    gate.set()
    await work.idle()
    assert done == ["a"]
    assert work.take("a", piece)
    await work.idle()
    assert done == ["a", "a"]


async def test_so_many_wait_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "MOST", 2)
    work, gate = Beside(), asyncio.Event()

    async def piece() -> None:
        await gate.wait()

    assert [work.take(name, piece) for name in "abc"] == [True, True, False]
    gate.set()
    await work.idle()
    assert work.take("c", piece)
    await work.idle()


async def test_what_fails_is_a_line_and_holds_up_nothing() -> None:
    work = Beside()

    async def broken() -> None:
        raise ValueError("with somebody's words in it")

    with capture_logs() as lines:
        for name in map(str, range(beside.AT_ONCE + 1)):
            work.take(name, broken)
        await work.idle()
    assert lines == [{"event": "beside.broken", "log_level": "error", "error": "ValueError"}] * len(lines)
    assert len(lines) == beside.AT_ONCE + 1


async def test_what_takes_longer_goes_on_and_its_failure_is_a_line() -> None:
    work, gate, done = Beside(), asyncio.Event(), list[str]()

    async def slow(fails: bool) -> str:
        await gate.wait()
        if fails:
            raise ValueError
        done.append("a")
        return "a"

    with capture_logs() as lines:
        assert await work.within(0, slow(fails=False)) is None
        assert await work.within(0, slow(fails=True)) is None
        gate.set()
        await work.idle()
    assert (done, [line["error"] for line in lines]) == (["a"], ["ValueError"])
    assert await work.within(60, slow(fails=False)) == "a"
    with pytest.raises(ValueError, match=r"^$"):
        await work.within(60, slow(fails=True))


async def test_it_ends_with_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    work, done = Beside(), list[str]()

    async def short() -> None:
        await asyncio.sleep(0)
        done.append("short")

    work.take("short", short)
    await work.close()
    assert done == ["short"]
    monkeypatch.setattr(beside, "ENDS", 0)
    work.take("endless", asyncio.Event().wait)  # type: ignore[arg-type]
    await work.close()
    await asyncio.sleep(0)
    assert work.waiting == 0
