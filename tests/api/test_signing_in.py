"""Signing in at a browser: the cookie, the way back, wrong passwords, forms of strangers, one's own sessions."""

import re
from hashlib import sha256

import pytest
from fastapi import FastAPI

from api.pages.staff.signing import COOKIE, local_path
from tests.api.browsing import browsing


async def test_a_page_leads_to_the_sign_in_and_back(app: FastAPI) -> None:
    async with browsing(app) as browser:
        answer = await browser.http.get("/desk?x=1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/desk%3Fx%3D1")
        await browser.open("/desk?x=1")
        assert browser.hidden("next") == "/desk?x=1"
        sent = {"username": "chengguan", "password": "huying-demo", "next": "/desk"}
        answer = await browser.http.post("/login", data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith(COOKIE)
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        assert "城管" in await browser.open("/desk")


async def test_over_https_the_cookie_stays_there(app: FastAPI) -> None:
    async with browsing(app) as browser:
        sent = {"username": "chengguan", "password": "huying-demo"}
        answer = await browser.http.post("https://huying.test/login", data=sent)
        assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("text", ["//evil.test", "/\\evil.test", "https://evil.test", "evil", "/a\nb", ""])
def test_nobody_is_led_elsewhere(text: str) -> None:
    assert local_path(text, "/work") == "/work"


async def test_a_wrong_password_says_so_keeps_the_name_and_shuts_it(app: FastAPI) -> None:
    async with browsing(app) as browser:
        await browser.open("/login")
        for _ in range(5):
            page = await browser.send("/login", username="fulian", password="no")
            assert browser.status == 401
            assert "用户名或密码不对" in page
            assert 'value="fulian"' in page
        assert "登录失败次数过多" in await browser.send("/login", username="fulian", password="huying-demo")
        assert browser.status == 429
        assert "请填写用户名和密码" in await browser.send("/login", username="", password="")


async def test_a_form_without_its_token_is_refused(app: FastAPI) -> None:
    async with browsing(app, "chengguan") as browser, browsing(app, "shichang") as other:
        await browser.open("/sessions")
        await other.open("/sessions")
        for token in ("", "x", other.hidden("csrf")):
            answer = await browser.http.post("/logout", data={"csrf": token})
            assert answer.status_code == 403
        assert (await browser.http.get("/sessions")).status_code == 200


async def test_one_sees_and_ends_one_s_own_sessions(app: FastAPI) -> None:
    async with (
        browsing(app, "sifa") as here,
        browsing(app, "sifa") as there,
        browsing(app, "jiaoguan") as other,
    ):
        page = await here.open("/sessions")
        names = re.findall('name="name" value="([0-9a-f]{64})"', page)
        assert len(names) == 2
        assert page.count("当前") == 1
        (of_there,) = [name for name in names if name == _digest(there.http.cookies[COOKIE])]
        await other.open("/sessions")
        await other.send("/sessions/end", name=of_there)
        assert other.status == 404
        await here.send("/sessions/end", name=of_there)
        assert here.status == 200
        assert (await there.http.get("/sessions")).status_code == 303
        await here.send("/logout")
        assert (await here.http.get("/sessions")).status_code == 303


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


async def test_out_is_out_even_for_who_kept_the_cookie(app: FastAPI) -> None:
    async with browsing(app, "yibao") as browser:
        token = browser.http.cookies[COOKIE]
        await browser.open("/sessions")
        assert "已退出" in await browser.send("/logout")
        answer = await browser.http.get("/sessions", headers={"cookie": f"{COOKIE}={token}"})
        assert answer.status_code == 303


async def test_one_changes_one_s_password_and_every_session_ends(app: FastAPI) -> None:
    async with browsing(app, "minzheng") as here, browsing(app, "minzheng") as there:
        await here.open("/sessions")
        wrong = [
            ({"old": "huying-demo", "new": "short", "again": "short"}, "密码至少 12 位"),
            (
                {"old": "huying-demo", "new": "long-enough-1", "again": "long-enough-2"},
                "两次输入的新密码不一样",
            ),
            ({"old": "no", "new": "long-enough-1", "again": "long-enough-1"}, "原密码不对"),
        ]
        for sent, said in wrong:
            assert said in await here.send("/sessions/password", **sent)
            assert here.status == 422
        page = await here.send(
            "/sessions/password", old="huying-demo", new="long-enough-1", again="long-enough-1"
        )
        assert "密码已修改" in page
        app.state.door.tokens.__init__(
            app.state.door.database
        )  # as another process, that remembers no session
        assert (await there.http.get("/sessions")).status_code == 303
        await here.send("/login", username="minzheng", password="huying-demo")
        assert here.status == 401
        await here.send("/login", username="minzheng", password="long-enough-1")
        assert here.status == 200
