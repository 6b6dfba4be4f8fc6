"""Signing in by a provider: an account of ours by a claim; nothing that is forged, foreign, late or unknown."""

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from api.main import create_app
from infra.settings import SettingsError, load
from tests.api.browsing import Browser, browsing
from tests.api.conftest import NOBODY_LISTENS, demo_settings
from tests.api.open311 import listening
from tests.api.provider import CLIENT, SECRET, Provider, new_key

Both = tuple[Provider, FastAPI]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def installed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    """The provider on a port, and an installation that knows it."""
    provider = Provider()
    async with (
        listening(provider.app()) as provider.address,
        installation(tmp_path_factory, oidc_issuer=provider.address) as app,
    ):
        yield provider, app


@pytest.fixture
def both(installed: Both) -> Both:
    """The same, honest again, its description forgotten."""
    provider, app = installed
    provider.who, provider.lies, provider.published, provider.shared = {}, {}, None, False
    app.state.door.provider._until = 0.0
    return installed


@contextlib.asynccontextmanager
async def installation(folders: pytest.TempPathFactory, **changes: Any) -> AsyncIterator[FastAPI]:
    """An application of its own with these settings."""
    known = {"oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET), "oidc_name": "街道门户"}
    app = create_app(demo_settings(folders.mktemp("oidc"), **known, **changes))
    async with app.router.lifespan_context(app):
        yield app


async def there(browser: Browser, path: str = "/login/oidc") -> str:
    """To the provider, which signs somebody in; the address that it sends the browser back to."""
    begun = await browser.http.get(path)
    assert begun.status_code == 303, begun.text
    async with httpx.AsyncClient() as outside:
        answer = await outside.get(begun.headers["location"])
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


async def test_an_account_by_its_claim_signs_in_and_goes_where_it_wanted(both: Both) -> None:
    provider, app = both
    provider.who = {"preferred_username": "chengguan"}
    async with browsing(app) as browser:
        page = await browser.open("/login?next=/figures")
        assert "用街道门户登录" in page
        answer = await browser.http.get(await there(browser, "/login/oidc?next=/figures"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/figures")
        await browser.open("/figures")
        assert browser.status == 200
        elsewhere = await browser.http.get(await there(browser, "/login/oidc?next=//evil.example"))
        assert elsewhere.headers["location"] == "/work"


@pytest.mark.parametrize("who", [{"preferred_username": "nobody-here"}, {}, {"preferred_username": 7}])
async def test_whoever_has_no_account_does_not_get_in(both: Both, who: dict[str, Any]) -> None:
    provider, app = both
    provider.who = who
    async with browsing(app) as browser:
        await browser.open(await there(browser))
        assert (browser.status, "huying-session" in browser.http.cookies) == (401, False)


async def test_a_disabled_account_stays_shut(both: Both) -> None:
    provider, app = both
    provider.who = {"preferred_username": "reviewer-2"}
    async with browsing(app, "admin") as admin, browsing(app) as browser:
        await admin.open("/accounts")
        await admin.send("/accounts/reviewer-2/disable")
        assert "找管理员" in await browser.open(await there(browser))
        assert browser.status == 401


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://other.example"},
        {"aud": "other"},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"nonce": "of another sign-in"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
    ],
)
async def test_a_token_that_is_not_for_this_sign_in(both: Both, lies: dict[str, Any]) -> None:
    provider, app = both
    provider.who, provider.lies = {"preferred_username": "admin"}, lies
    async with browsing(app) as browser:
        page = await browser.open(await there(browser))
        assert (browser.status, "登录没有完成" in page) == (401, True)


async def test_a_token_that_the_provider_did_not_sign(both: Both) -> None:
    provider, app = both
    provider.who, provider.shared = {"preferred_username": "admin"}, True
    async with browsing(app) as browser:
        await browser.open(await there(browser))
        assert browser.status == 401
        provider.shared, provider.published = False, RSAKey.generate_key(2048, {"kid": provider.key.kid})
        app.state.door.provider._until = 0.0  # of the same name, but another's
        await browser.open(await there(browser))
        assert browser.status == 401


async def test_new_keys_are_fetched_when_they_come(both: Both) -> None:
    provider, app = both
    provider.who = {"preferred_username": "chengguan"}
    async with browsing(app) as browser:
        await browser.open(await there(browser))
        provider.key = new_key()
        await browser.open(await there(browser))
        assert browser.status == 200


async def test_another_browser_s_sign_in_is_not_mine(both: Both) -> None:
    provider, app = both
    provider.who = {"preferred_username": "admin"}
    async with browsing(app) as mine, browsing(app) as other:
        address = await there(mine)
        await other.open(address)
        assert other.status == 401
        await there(other)
        await other.open(address)  # it began one, but not this one
        assert other.status == 401
        mine.http.cookies.set("huying-oidc", "e30=.forged", path="/login/oidc")
        await mine.open(address)
        assert mine.status == 401


async def test_a_code_counts_once_and_a_refusal_there_signs_nobody_in(both: Both) -> None:
    provider, app = both
    provider.who = {"preferred_username": "chengguan"}
    async with browsing(app) as browser:
        address = await there(browser)
        kept = browser.http.cookies["huying-oidc"]
        assert (await browser.http.get(address)).status_code == 303
        browser.http.cookies.clear()
        browser.http.cookies.set("huying-oidc", kept, path="/login/oidc")
        assert (await browser.http.get(address)).status_code == 401
        await browser.open("/login/oidc/back?error=access_denied")
        assert browser.status == 401


async def test_ten_minutes_are_enough(both: Both) -> None:
    provider, app = both
    provider.who = {"preferred_username": "chengguan"}
    async with browsing(app) as browser:
        address, door = await there(browser), app.state.door
        app.state.door = replace(door, clock=lambda: door.clock() + timedelta(minutes=11))
        assert (await browser.http.get(address)).status_code == 401
        app.state.door = door
        assert (await browser.http.get(address)).status_code == 303


async def test_a_provider_that_is_away_leaves_passwords(tmp_path_factory: pytest.TempPathFactory) -> None:
    nobody = f"http://127.0.0.1:{NOBODY_LISTENS}"
    async with installation(tmp_path_factory, oidc_issuer=nobody) as app, browsing(app) as browser:
        page = await browser.open("/login/oidc")
        assert (browser.status, "用户名和密码" in page) == (503, True)
        answer = await browser.http.post("/login", data={"username": "sifa", "password": "huying-demo"})
        assert answer.status_code == 303


async def test_where_none_is_set_there_is_none(app: FastAPI) -> None:
    async with browsing(app) as browser:
        assert "/login/oidc" not in await browser.open("/login")
        assert (await browser.http.get("/login/oidc")).status_code == 404


def test_settings_that_cannot_be() -> None:
    with pytest.raises(SettingsError, match="needs HUYING_OIDC_CLIENT_ID"):
        load({"HUYING_OIDC_ISSUER": "https://id.example"})
    with pytest.raises(SettingsError, match="https://"):
        load({"HUYING_OIDC_ISSUER": "http://id.example", "HUYING_OIDC_CLIENT_ID": "x"})
