"""Whoever dawdles over the head of a request, or never ends it, is not waited for; others are served."""

import asyncio

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.serving import MOST_OF_HEAD
from tests.api.open311 import listening
from tests.patience import PATIENCE

HEAD = b"GET /api/v1/healthz HTTP/1.1\r\nHost: huying.test\r\n"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def address(app: FastAPI):
    """Where it listens; a head must come within a tenth of a second."""
    async with listening(app, head_within=0.1) as found:
        yield found


async def answered(address: str, *pieces: bytes) -> bytes:
    """All that comes until the connection is closed by the other side."""
    host, port = address.removeprefix("http://").split(":")
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(host, int(port))
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        try:
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


@pytest.mark.parametrize("pieces", [(), (b"G",), (HEAD,), (HEAD, b"X-Slow: 1\r\n")])
async def test_a_head_that_does_not_end_is_not_waited_for(address: str, pieces: tuple[bytes, ...]) -> None:
    assert await answered(address, *pieces) == b""


async def test_nor_is_the_second_one_on_a_connection(address: str) -> None:
    told = await answered(address, HEAD + b"\r\n", HEAD)
    assert told.count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"X-Long: " + b"a" * MOST_OF_HEAD + b"\r\n\r\n",
        HEAD + b"X-Many: a\r\n" * 10_000 + b"\r\n",
        b"GET /" + b"a" * MOST_OF_HEAD + b" HTTP/1.1\r\nHost: huying.test\r\n\r\n",
        b"POST /api/v1/reports HTTP/1.1\r\nX: " + b"a" * MOST_OF_HEAD + b"\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
async def test_a_head_without_measure_is_not_read(address: str, head: bytes) -> None:
    assert (await answered(address, head)).startswith(b"HTTP/1.1 431 ")


async def test_everybody_else_is_served(address: str) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(3):
            assert (await http.get(f"{address}/api/v1/healthz")).status_code == 200
        assert (await http.request("TRACE", f"{address}/api/v1/healthz")).status_code == 405


@pytest.mark.parametrize("more", [b"Transfer-Encoding: chunked\r\n", b"Content-Length: 7\r\n"])
async def test_a_body_of_two_lengths_is_refused(address: str, more: bytes) -> None:
    head = b"POST /api/v1/session HTTP/1.1\r\nHost: huying.test\r\nContent-Length: 5\r\n" + more
    smuggled = b"\r\n0\r\n\r\nGET /api/v1/healthz HTTP/1.1\r\nHost: huying.test\r\n\r\n"
    assert b" 200 " not in await answered(address, head + smuggled)
