"""The same on pages: what one may not read is on no page, and nothing of a case on a page for the unit reported.

A new page must be added to `opened`, or the first test fails.
"""

import re

from fastapi import FastAPI

from api.pages.site import PAGES, docs
from api.pages.staff.routes import STAFF
from tests.api.browsing import browsing
from tests.api.stack import Stack
from tests.api.test_party import WITHIN, Reported, reported
from tests.api.test_paths_out import ACCOUNTS, NAMED_TO, READS, SEALED, Marked, marked, numbers_of

__all__ = ["marked", "reported"]

CHOICES = re.compile(r"<option\b.*?(?=<option\b|</select>|</datalist>)", re.DOTALL)
"""Items to choose from: the catalogue, and no case."""
STREAMS = {"/live", "/c/{case_no}/live"}
OF_NO_CASE = {
    *("/", "/services", "/call", "/report", "/report/place", "/results", "/track"),
    *("/organisation", "/staffing", "/meetings", "/meetings/{meeting}", "/powers/uses.xlsx"),
    *("/deliberations", "/deliberations/new", "/deliberations/{topic}", "/meetings/topics"),
    *("/documents", "/documents/{code}", "/documents/{code}/{version}"),
    *("/services/results", "/services/{code}", "/m/{number}", "/mine"),
    *("/windows", "/windows/register", "/windows/{number}", "/windows/{number}/papers/{paper}"),
    *(
        "/login",
        "/work",
        "/sw.js",
        "/grid/offline",
        "/grid/new",
        "/intake",
        "/api/v1/docs",
        "/sessions",
        "/accounts",
    ),
    *("/report/results", "/report/results.docx", "/simplifications", "/simplifications.xlsx"),
    *("/rates.xlsx", "/rates.docx", "/notices", "/report/already"),  # figures alone; notices; one by its code
    *("/login/oidc", "/login/oidc/back"),
    "/reply/{call_id}",  # by the signed link of a message alone: tests/departments/test_reply.py
    "/hearing",
    *("/registers", "/registers/report", "/registers/report.xlsx", "/registers/{code}"),
    *(f"/registers/{{code}}/{what}" for what in ("new", "import", "table.xlsx", "template.xlsx", "{key}")),
    *("/patrols/new", "/patrols/{round_no}", "/chiefs", "/grids", "/grids/{redraw}"),  # test_patrol_pages.py
    *("/acts", "/persons", "/city", "/city/{edition}", "/city/{edition}/{name}"),
}
"""Pages that show no case, or one by its code alone."""


def opened(numbers: list[str]) -> dict[str, list[str]]:
    """What is opened of every page that shows cases."""
    lists = ["/cases", "/cases?q=赌博", "/cases?item=B1302", *(f"/cases?q={no}" for no in numbers)]
    plain = (
        "/desk",
        "/desk/done",
        "/grid",
        "/command",
        "/command/wall",
        "/command/next",
        "/above",
        "/callbacks",
        "/referrals",
    )
    more = (
        "/reviews",
        "/station",
        "/approvals",
        "/rates",
        "/figures",
        "/operations",
        "/reveals",
        "/replan",
        "/duty",
        "/powers",
        "/patrols",
    )
    calls = [f"{no}.1" for no in numbers]
    behind = [
        f"/rates/cases?by={by}&key={key}&rate=response"
        for by, key in (("unit", "guanli"), ("unit", "gongan"), ("unit", "chengguan"), ("item", "B1302"))
    ]
    return {
        **{path: [path] for path in (*plain, *more)},
        "/cases": lists,
        "/cases/{case_no}": [f"/cases/{no}" for no in numbers],
        "/cases/{case_no}/print": [f"/cases/{no}/print" for no in numbers],
        "/command/{case_no}": [f"/command/{no}" for no in numbers],
        "/desk/{call_id}": [f"/desk/{call}" for call in calls],
        "/figures/{call_id}": [f"/figures/{call}" for call in calls],
        "/grid/{call_id}": [f"/grid/{call}" for call in calls],
        "/grid/check/{case_no}": [f"/grid/check/{no}" for no in numbers],
        "/rates/cases": behind,
        "/referrals/results.csv": ["/referrals/results.csv?source=hotline"],
        "/c/{case_no}": [f"/c/{no}" for no in numbers],
    }


async def shown(app: FastAPI, account: str, numbers: list[str]) -> dict[str, str]:
    """All pages as this account sees them."""
    paths = [path for page in opened(numbers).values() for path in page]
    async with browsing(app, account or None) as browser:
        return {path: await browser.open(path) for path in paths}


async def test_every_page_is_known_here() -> None:
    routes = [route for router in (*PAGES, *STAFF, docs) for route in router.routes]
    pages = {route.path for route in routes if "GET" in route.methods}  # type: ignore[attr-defined]
    assert pages == {*opened([]), *STREAMS, *OF_NO_CASE}


async def test_words_and_sealed_names_are_on_no_other_page(stack: Stack, marked: dict[str, Marked]) -> None:
    for account in ACCOUNTS:
        pages = await shown(stack.app, account, numbers_of(marked))
        for path, page in pages.items():
            for exposure, one in marked.items():
                entitled = account in READS[exposure]
                assert entitled or not [mark for mark in one.words if mark in page], (account, path)
                assert not [mark for mark in one.person if mark in page], (account, path)
            asked_for_it = "赌博" in path or "B1302" in path  # a page repeats what was sought
            named = account in NAMED_TO or asked_for_it
            told = CHOICES.sub("", page)
            assert named or not [name for name in SEALED if name.strip('"') in told], (account, path)


async def test_the_unit_reported_finds_nothing_of_it_on_a_page(stack: Stack, reported: Reported) -> None:
    for whose, numbers in (("unit", reported.unit), ("desk", reported.desk)):
        for account in WITHIN[whose]:
            for path, page in (await shown(stack.app, account, numbers)).items():
                found = [number for number in numbers if number in page and number not in path]
                assert not found, (account, path)
