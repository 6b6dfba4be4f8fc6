"""The real application for the pages: over ASGI as in `tests.api`, and for a real browser on a port."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from domain.policy import City
from tests.api.conftest import app, http, stack
from tests.pages.town import CHROMIUM, LIVE, Town, open_town

__all__ = ["app", "http", "stack"]


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; a test that wants it is skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=LIVE)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory, city: City) -> AsyncIterator[Town]:
    """One installation for all browser tests."""
    async with open_town(tmp_path_factory.mktemp("town"), city) as opened:
        yield opened
