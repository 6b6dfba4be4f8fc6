"""Every page in English: no Chinese sign is left; what people wrote is English here."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
import pytest_asyncio

from api.pages.site import PAGES, docs
from api.pages.staff import figures, printing
from api.pages.staff.routes import STAFF
from domain.policy import City
from tests.api.browsing import browsing
from tests.pages.gallery import GALLERY, NO_PICTURE, Picture
from tests.pages.said import ENGLISH
from tests.pages.scene import UNIT, Scene, lived_in
from tests.pages.town import Town, mailbox, open_town

OWN = re.compile(r"<(\w+)\b[^>]*\blang=\"zh[^>]*>.*?</\1>", re.S)
"""What says of itself that it is Chinese: the switch, and what the pack or somebody wrote and has no English."""
LINE = re.compile(r"[^<>\n]*[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef][^<>\n]*")
Lived = tuple[Town, Scene]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def english(tmp_path_factory: pytest.TempPathFactory, city: City) -> AsyncIterator[Lived]:
    """A town whose people write English."""
    folder = tmp_path_factory.mktemp("english")
    mailbox(folder, UNIT)
    async with open_town(folder, city) as town:
        yield town, await lived_in(town, ENGLISH)


def test_every_page_has_a_picture() -> None:
    routes = [route for router in (*PAGES, *STAFF, docs) for route in router.routes]
    pages = {route.path for route in routes if "GET" in route.methods}  # type: ignore[attr-defined]
    assert pages == {*(picture.route for picture in GALLERY), *NO_PICTURE}


@pytest.mark.parametrize("picture", GALLERY, ids=lambda picture: picture.name)
async def test_a_page_in_english(english: Lived, picture: Picture) -> None:
    town, scene = english
    await _read(town, scene.fill(picture.account or ""), scene.fill(picture.path), 200)


async def _read(town: Town, account: str, path: str, status: int) -> None:
    async with browsing(town.app, account or None) as browser:
        page = await browser.open(f"{path}{'&' if '?' in path else '?'}lang=en")
        assert browser.status == status, page
    assert LINE.findall(OWN.sub("", unescape(page))) == []


MORE = (
    *(("supervisor", f"/rates?by={by}") for by in figures.BY if by != "unit"),
    *(("street-chief", f"/cases/{{{case}}}") for case in ("rated", "waiting", "checked", "own")),
    *(("street-dispatch", f"/command/{{{case}}}") for case in ("case", "rated", "late")),
    *(("street-chief", f"/cases/{{late}}/print?sheet={sheet}") for sheet in printing.SHEETS),
    ("chengguan", "/figures?grade=A"),
    ("supervisor", "/rates/cases?by=tier&key=street&rate=satisfaction"),
    ("chengguan", "/desk/{late}.1"),
    ("district-chief", "/approvals"),
    ("city-command", "/command"),
    ("admin", "/acts?what=account"),
    ("", "/c/{late}?code={late_code}"),
    ("", "/c/{waiting}?code={waiting_code}"),
    ("", "/report?community=SQ07"),
)


@pytest.mark.parametrize(("account", "path"), MORE)
async def test_more_of_them(english: Lived, account: str, path: str) -> None:
    town, scene = english
    await _read(town, account, scene.fill(path), 200)


@pytest.mark.parametrize(
    ("account", "path", "status"),
    [
        ("chengguan", "/rates", 403),
        ("street-chief", "/cases/SGH-20261009-00000000", 404),
        ("", "/c/{case}?code=00000000", 404),
        ("admin", "/city/000000000000", 404),
        ("supervisor", "/rates?by=nothing", 422),
    ],
)
async def test_refusals(english: Lived, account: str, path: str, status: int) -> None:
    town, scene = english
    await _read(town, account, scene.fill(path), status)
