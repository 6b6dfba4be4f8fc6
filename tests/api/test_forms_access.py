"""Every form of the staff pages × everybody: by role and unit; without a session, without its token, from elsewhere."""

import re

from fastapi import FastAPI

from api.pages.staff.routes import STAFF as ROUTERS
from tests.api.access import EVERYBODY, FORMS
from tests.api.browsing import Browser, browsing
from tests.api.test_access import Asking, asking  # noqa: F401 - a fixture

OPEN = {"/login"}
"""The one form before a session."""
OPERATIONS = "(?:respond|grade|call-off|party|accept|begin)"


def posted() -> list[str]:
    """Every path that a staff page posts to."""
    return [route.path for router in ROUTERS for route in router.routes if "POST" in route.methods]


def url_of(path: str, real: dict[str, str]) -> str:
    """The form's address, of the case and of things that are not there."""
    known = {**real, "n": "1", "absence": "1", "handover": "1", "username": "nobody", "edition": "x"}
    return re.sub(r"{(\w+)}", lambda found: known[found[1]], path)


async def own_token(browser: Browser) -> str:
    """What its pages put into their forms."""
    await browser.open("/sessions")
    return browser.hidden("csrf")


def test_every_form_is_in_the_table() -> None:
    def plain(path: str) -> str:
        return re.sub(rf"/({OPERATIONS}|{{operation}}|{{what}})$", "/*", path)

    assert {plain(path) for path in posted()} - OPEN == {plain(path) for path in FORMS}


async def test_forms_by_role_and_unit(app: FastAPI, asking: Asking) -> None:  # noqa: F811
    wrong = []
    for account in EVERYBODY:
        async with browsing(app, account) as browser:
            token = await own_token(browser)
            for path, let_in in FORMS.items():
                if path == "/logout":
                    continue
                asking.cells += 1
                answer = await browser.http.post(url_of(path, asking.real), data={"csrf": token})
                if (answer.status_code not in (403, 404)) != (account in let_in):
                    wrong.append((path, account, answer.status_code))
    assert wrong == []


async def test_forms_want_a_session_its_token_and_our_own_site(app: FastAPI, asking: Asking) -> None:  # noqa: F811
    wrong = []
    async with (
        browsing(app) as nobody,
        browsing(app, "admin") as browser,
        browsing(app, "supervisor") as other,
    ):
        token, stolen = await own_token(browser), await own_token(other)
        elsewhere = (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.test"},
        )
        for path in FORMS:
            url = url_of(path, asking.real)
            asking.cells += 4 + len(elsewhere)
            sent = await nobody.http.post(url, data={"csrf": token})
            if (sent.status_code, sent.headers.get("location", "")[:6]) != (303, "/login"):
                wrong.append((path, "nobody", sent.status_code))
            for said in ({}, {"csrf": ""}, {"csrf": stolen}):
                refused = await browser.http.post(url, data=said)
                if refused.status_code != 403:
                    wrong.append((path, str(said)[:8], refused.status_code))
            for headers in elsewhere:
                refused = await browser.http.post(url, data={"csrf": token}, headers=headers)
                if refused.status_code != 403:
                    wrong.append((path, str(headers), refused.status_code))
        assert (await browser.http.get("/sessions")).status_code == 200
    assert wrong == []
