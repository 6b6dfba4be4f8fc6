"""Every staff page for every role: allowed or refused, as written here by hand; and where each lands."""

import pytest
from fastapi import FastAPI

from api.pages.language import translations
from api.pages.staff import callpage, casepage, citydata, figures, organising, patrols, printing, upkeep
from api.pages.staff.menu import ENTRIES
from tests.api.browsing import browsing

OWN = {"/sessions", "/hearing", "/patrols"}
DESK = {"/command", "/command/wall", "/windows", "/duty", "/cases", "/notices", *OWN}
UNIT = {"/desk", "/cases", "/figures", *OWN}
ALLOWED = {
    "chengguan": UNIT | {"/windows"},
    "minzheng": UNIT | {"/windows"},
    "dangjian": UNIT,
    "SQ07-G03": UNIT | {"/grid"},
    "SQ07": UNIT | {"/station", "/approvals"},
    "street-intake": DESK | {"/referrals", "/intake"},
    "street-dispatch": DESK | {"/referrals", "/intake", "/desk", "/approvals"},
    "street-chief": DESK | {"/referrals", "/intake", "/desk", "/approvals", "/figures", "/rates"},
    "street-director": DESK
    | {"/windows/register", "/referrals", "/intake", "/desk", "/approvals", "/figures", "/rates"},
    "area-chief-1": {"/approvals", "/cases", *OWN},
    "callback-1": {"/callbacks", "/cases", *OWN},
    "reviewer-1": {"/reviews", "/approvals", "/cases", *OWN},
    "supervisor": DESK - {"/notices"} | {"/approvals", "/rates"},
    "auditor": {"/acts", "/cases", "/rates", "/operations", "/persons", "/reveals", *OWN},
    "district-chief": DESK | {"/referrals", "/intake", "/above", "/desk", "/approvals", "/figures", "/rates"},
    "city-command": DESK | UNIT | {"/referrals", "/intake", "/above", "/approvals", "/rates"},
    "operator": {"/operations", *OWN},
    "admin": {
        *(
            "/operations",
            "/windows/register",
            "/accounts",
            "/acts",
            "/city",
            "/persons",
            "/replan",
            "/reveals",
        ),
        *OWN,
    },
}
TOP = {"street-chief", "street-director", "supervisor", "auditor"}
ABOVE = {"district-chief", "city-command"}
OFFICE = {
    *TOP,
    *ABOVE,
    "street-intake",
    "street-dispatch",
    "SQ07",
    "area-chief-1",
    "callback-1",
    "reviewer-1",
}
BY_PAGE = {
    "/meetings": {*OFFICE, "chengguan", "minzheng", "dangjian"},
    "/meetings/topics": {*OFFICE, "chengguan", "minzheng", "dangjian"},
    "/documents": {"admin", "dangjian"},
    "/staffing": {*OFFICE, "admin"},
    "/powers": TOP,
    "/chiefs": {*OFFICE, "admin"} - {"SQ07"},
    "/grids": {*TOP, *ABOVE, "SQ07", "area-chief-1", "admin"},
    "/patrols/new": {*ABOVE, "street-chief", "street-director", "area-chief-1"},
    "/registers": {*TOP, "SQ07", "dangjian", "area-chief-1"},
    "/report/results": TOP | ABOVE,
    "/simplifications": {*TOP, *ABOVE, "SQ07"},
}
"""Pages that came later: whose they are."""
LANDS = {
    "chengguan": "/desk",
    "SQ07-G03": "/grid",
    "SQ07": "/station",
    "street-dispatch": "/command",
    "callback-1": "/callbacks",
    "area-chief-1": "/approvals",
    "supervisor": "/command",
    "operator": "/operations",
    "admin": "/operations",
}


@pytest.mark.parametrize("account", ALLOWED)
async def test_every_page_for_this_role(app: FastAPI, account: str) -> None:
    allowed = ALLOWED[account] | {path for path, accounts in BY_PAGE.items() if account in accounts}
    async with browsing(app, account) as browser:
        for entry in ENTRIES:
            page = await browser.open(entry.path)
            expected = 200 if entry.path in allowed else 403
            assert browser.status == expected, (account, entry.path)
            if expected == 200 and 'class="nav"' in page:
                named = {e.path for e in ENTRIES if f'<a href="{e.path}"' in page.split("</nav>")[0]}
                assert named == {e.path for e in ENTRIES if e.in_menu and e.path in allowed}


@pytest.mark.parametrize(("account", "path"), LANDS.items())
async def test_where_one_lands(app: FastAPI, account: str, path: str) -> None:
    async with browsing(app, account) as browser:
        assert (await browser.http.get("/work")).headers["location"] == path


async def test_nobody_sees_any_without_signing_in(app: FastAPI) -> None:
    async with browsing(app) as browser:
        for path in [entry.path for entry in ENTRIES] + ["/live", "/work", "/cases/SGH-20261123-48213058"]:
            answer = await browser.http.get(path)
            assert (answer.status_code, answer.headers["location"][:12]) == (303, "/login?next="), path


async def test_every_role_is_tried(app: FastAPI) -> None:
    tokens = app.state.door.tokens
    tried = set()
    for account in ALLOWED:
        async with browsing(app, account) as browser:
            tried |= set((await tokens.actor(browser.http.cookies["huying-session"])).roles)
    assert tried >= {role for entry in ENTRIES for role in entry.roles}


TABLES = (
    callpage.DONE,
    casepage.DONE,
    figures.BY,
    figures.APART,
    figures.GRADES,
    printing.SHEETS,
    citydata.TABLES,
    upkeep.KINDS,
    organising.LISTS,
    organising.SIDES,
    patrols.DONE,
)


def test_what_pages_say_from_tables_has_its_english() -> None:
    known = translations("en")
    said = [entry.name for entry in ENTRIES]
    said += [text for table in TABLES for text in table.values()]
    assert [text for text in said if known.gettext(text) == text] == []
