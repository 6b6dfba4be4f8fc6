"""An answer for everybody is made once, and a failure is nobody's answer."""

import asyncio

import pytest

from api.remembering import Remembered


async def test_who_asks_at_once_gets_the_same_answer_made_once() -> None:
    kept: Remembered[int] = Remembered()
    made: list[int] = []

    async def make() -> int:
        await asyncio.sleep(0)
        made.append(len(made))
        return made[-1]

    assert await asyncio.gather(*(kept.get(make) for _ in range(20))) == [0] * 20
    assert made == [0]


async def test_a_failure_is_raised_to_who_asked_and_the_next_one_tries_again() -> None:
    kept: Remembered[str] = Remembered()

    async def fail() -> str:
        raise OSError("away")

    async def work() -> str:
        return "back"

    with pytest.raises(OSError, match="away"):
        await kept.get(fail)
    assert await kept.get(work) == "back"
