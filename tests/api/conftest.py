"""The real API over ASGI on a real SQLite file, with Temporal away: what the door decides by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest_asyncio
from fastapi import FastAPI

from api.main import create_app
from infra.settings import Settings

SHUIGUOHU = Path(__file__).parents[2] / "packs" / "shuiguohu"
NOBODY_LISTENS = 9  # discard: refused at once on every machine of ours
BASE = "http://huying.test/api/v1"
SignIn = Callable[[str], Awaitable[dict[str, str]]]


def demo_settings(folder: Path, **changes: object) -> Settings:
    """An installation of its own."""
    given = {"data_dir": folder, "pack": SHUIGUOHU, "demo": True, "temporal_port": NOBODY_LISTENS}
    return Settings(**{**given, **changes})


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def app(tmp_path_factory: object) -> AsyncIterator[FastAPI]:
    """One application for the tests of a module."""
    folder = tmp_path_factory.mktemp("api")  # type: ignore[attr-defined]
    made = create_app(demo_settings(folder))
    async with made.router.lifespan_context(made):
        yield made


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without an account."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def signed_in(http: httpx.AsyncClient) -> SignIn:
    """Signs an account of the demo in and gives its header."""
    known: dict[str, dict[str, str]] = {}

    async def sign_in(username: str) -> dict[str, str]:
        if username not in known:
            answer = await http.post("/session", json={"username": username, "password": "huying-demo"})
            assert answer.status_code == 200, answer.text
            known[username] = {"Authorization": f"Bearer {answer.json()['token']}"}
        return known[username]

    return sign_in
