"""Two API processes on one database: what must not be doubled is counted once; without a database each counts alone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from infra import temporal
from tests.api.conftest import api_alone, demo_settings
from tests.api.stack import Stack, refused

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Stack, Stack]]:
    """Two of them."""
    settings = demo_settings(tmp_path_factory.mktemp("both"))
    client = await temporal.connect(settings, lazy=True)
    async with api_alone(settings, client) as one, api_alone(settings, client) as other:
        yield one, other


async def look(stack: Stack, case_no: str, code: str) -> httpx.Response:
    """Somebody asks for a case."""
    return await stack.http.get(f"/cases/{case_no}?code={code}")


def a_number(stack: Stack) -> tuple[str, str]:
    """A number and its code."""
    numbers = stack.app.state.door.numbers
    case_no = numbers.random(NOW.date())
    return case_no, numbers.track_code(case_no)


async def test_ten_wrong_codes_a_case_whoever_hears_them(both: tuple[Stack, Stack]) -> None:
    one, other = both
    case_no, code = a_number(one)
    tried = [await look(stack, case_no, "00000000") for stack in (one, other) * 5]
    assert [answer.status_code for answer in tried] == [404] * 10
    for stack in both:
        assert int(refused_headers(await look(stack, case_no, code))["retry-after"]) > 3600
    another, its_code = a_number(one)
    assert (await look(other, another, its_code)).status_code == 200


def refused_headers(answer: httpx.Response) -> httpx.Headers:
    """Of a 429."""
    refused(answer, 429, "too_many")
    return answer.headers


async def test_wrong_codes_at_the_same_moment_are_each_counted(both: tuple[Stack, Stack]) -> None:
    case_no, _ = a_number(both[0])
    tried = await asyncio.gather(*(look(stack, case_no, "00000000") for stack in both * 15))
    assert sorted(answer.status_code for answer in tried) == [404] * 10 + [429] * 20


async def test_a_name_is_shut_on_both_and_opens_with_the_right_password(both: tuple[Stack, Stack]) -> None:
    one, other = both

    async def sign_in(stack: Stack, password: str) -> httpx.Response:
        return await stack.http.post("/session", json={"username": "street-chief", "password": password})

    for stack in (one, other, one, other):
        assert (await sign_in(stack, "wrong")).status_code == 401
    assert (await sign_in(one, "huying-demo")).status_code == 200
    for stack in (one, other, one, other, one):
        assert (await sign_in(stack, "wrong")).status_code == 401
    for stack in both:
        refused(await sign_in(stack, "huying-demo"), 429, "too_many")


async def test_without_a_database_a_process_counts_alone(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    settings.paths.database.unlink()
    settings.paths.database.mkdir()
    async with api_alone(settings, await temporal.connect(settings, lazy=True)) as stack:
        case_no, code = a_number(stack)
        tried = [(await look(stack, case_no, "00000000")).status_code for _ in range(11)]
        assert tried == [404] * 10 + [429]
        refused(await look(stack, case_no, code), 429, "too_many")
