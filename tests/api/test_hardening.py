"""What every answer carries, what a cookie is by https, which passwords nobody may choose, and what is logged of it."""

import re

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from api.passwords import LONGEST, SHORTEST, weakness, words_here
from domain.policy import City
from tests.api.browsing import browsing
from tests.api.conftest import SignIn

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
PATHS = ("/", "/report", "/login", "/api/v1/catalogue", "/api/v1/docs", "/api/v1/openapi.json", "/nowhere")
HTTPS = "https://huying.test"


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_them(app: FastAPI, path: str) -> None:
    async with browsing(app) as browser:
        for site in ("http://huying.test", HTTPS):
            answer = await browser.http.get(f"{site}{path}")
            assert ALWAYS.items() <= dict(answer.headers).items()
            policy = answer.headers["content-security-policy"]
            for needed in (
                "default-src 'self'",
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            ):
                assert needed in policy
            assert not re.search(r"unsafe|\*|http:", policy)
            assert not [name for name in answer.headers if name.startswith("access-control-")]
            assert "server" not in answer.headers
            strict = answer.headers.get("strict-transport-security", "")
            assert ("includeSubDomains" in strict) == (site == HTTPS)


async def test_another_site_is_let_in_by_no_preflight(http: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    answer = await http.options("/reports", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_over_https_every_cookie_is_of_this_host(app: FastAPI) -> None:
    async with browsing(app) as browser:
        sent = {"username": "chengguan", "password": "huying-demo"}
        signed_in = await browser.http.post(f"{HTTPS}/login?lang=zh&elder=1", data=sent)
        cookies = signed_in.headers.get_list("set-cookie")
        assert len(cookies) == 3
        for cookie in cookies:
            assert cookie.startswith("__Host-huying-")
            for needed in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
                assert needed.lower() in cookie.lower(), cookie
            assert "domain" not in cookie.lower()
        session = next(cookie for cookie in cookies if "session" in cookie).partition(";")[0]
        plain = session.removeprefix("__Host-")
        seen = [
            (await browser.http.get(f"{HTTPS}/sessions", headers={"cookie": cookie})).status_code
            for cookie in (session, plain)
        ]
        assert seen == [200, 303]  # what another host of the domain could have set counts for nothing


async def test_who_signs_out_leaves_nothing_in_the_browser(app: FastAPI) -> None:
    async with browsing(app, "chengguan") as browser:
        await browser.open("/sessions")
        answer = await browser.http.post("/logout", data={"csrf": browser.hidden("csrf")})
        assert answer.headers["clear-site-data"] == '"cache"'
        assert 'huying-session=""' in answer.headers["set-cookie"]


async def test_a_sign_in_ends_the_session_before(app: FastAPI) -> None:
    async with browsing(app, "chengguan") as browser:
        before = browser.http.cookies["huying-session"]
        await browser.http.post("/login", data={"username": "shichang", "password": "huying-demo"})
        assert browser.http.cookies["huying-session"] != before
        browser.http.cookies.clear()
        again = await browser.http.get("/sessions", headers={"cookie": f"huying-session={before}"})
        assert again.status_code == 303


@pytest.mark.parametrize(
    "password",
    [
        *("", "short", "a" * (SHORTEST - 1), "a" * (LONGEST + 1)),
        *("123456789012", "qwertyuiop12", "password1234", "iloveyou1234", "aaaaaaaaaaaa", "asdfghjkl123"),
        *(
            "huying-demo-1",
            "shuiguohu2026",
            "chengguan2026!",
            "Huying123456",
            "水果湖街呼应城管2026",
            "wang.wei-1234",
        ),
    ],
)
def test_what_is_easy_to_guess_may_not_be_chosen(city: City, password: str) -> None:
    assert weakness(password, words_here(city, "wang.wei", "chengguan"))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "三只 老虎 跑得快 没有尾巴",
        "tr0ub4dor&3-mosaic",
        "x" * 3 + "QfW9 vL2m…é",
        "".join(chr(33 + n * n % 89) for n in range(200)),
    ],
)
def test_anything_else_may(city: City, password: str) -> None:
    assert weakness(password, words_here(city, "wang.wei", "chengguan")) is None


async def test_who_came_in_and_who_did_not_is_logged(http: httpx.AsyncClient, signed_in: SignIn) -> None:
    with capture_logs() as logs:
        for name, password in (("canlian", "wrong"), ("nobody-here", "wrong"), ("canlian", "huying-demo")):
            await http.post("/session", json={"username": name, "password": password})
        await http.delete("/session", headers=await signed_in("canlian"))
    told = [(line["event"], line["account"]) for line in logs if line["event"].startswith("session.")]
    assert told[:3] == [
        ("session.refused", "canlian"),
        ("session.refused", "unknown"),  # what is no account may be a password in the wrong field
        ("session.begun", "canlian"),
    ]
    assert told[-1] == ("session.ended", "canlian")
    assert "wrong" not in str(logs)
    assert "huying-demo" not in str(logs)
