"""Everything that an installation writes, searched for everything personal that was sent to it: files and logs alike.

The real programs as `make up` starts them; the real Temporal UI in a browser, with and without leave to read.
"""

import asyncio
import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from tests.api.test_photos import jpeg
from tests.infra.conftest import Environment, environment
from tests.infra.test_local import running
from tests.pages.conftest import chromium

__all__ = ["chromium", "environment"]
NAME, PHONE, OTHER_PHONE, EMAIL = "欧阳标记", "13912345670", "13912345671", "ouyang.marker@example.org"
FLAT, WORDS, MORE = "九栋二单元七零三室", "隔壁半夜敲墙标记甲", "昨晚又敲了标记乙"
COMMENT, IDENTITY = "来人态度标记丙", "420106199001011234"
MARKERS = (NAME, PHONE, OTHER_PHONE, EMAIL, FLAT, WORDS, MORE, COMMENT, IDENTITY)
"""All of these are sent; none may be found."""
SEEN = "街道已派人标记丁"
"""A unit's reply, which is public: it is found, so that the search is known to find."""
PATIENCE = 60.0
SENDING_THE_SESSION = """endpoint => {
  const settings = {endpoint, includeCredentials: true, overrideRemoteCodecConfiguration: true}
  for (const [name, value] of Object.entries(settings)) localStorage.setItem(name, JSON.stringify(value))
}"""
"""What the UI's own dialog keeps: my browser's setting, with cross-origin credentials."""
HOME = {"community": "SQ07", "grid": "SQ07-G03"}


def forms(marker: str) -> Iterator[bytes]:
    """The ways in which a text may lie in a file."""
    yield marker.encode()
    yield marker.encode("utf-16-le")
    yield json.dumps(marker).strip('"').encode()
    if not marker.isascii():
        yield marker.encode("gb18030")


def found_in(content: bytes, markers: tuple[str, ...]) -> set[str]:
    """Which of them lie in it."""
    return {marker for marker in markers if any(form in content for form in forms(marker))}


def findings(folder: Path, markers: tuple[str, ...]) -> dict[str, set[str]]:
    """Files below that folder with any of the markers; what is compressed is opened first."""
    found: dict[str, set[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if hits := found_in(content, markers):
            name = str(path.relative_to(folder)).removesuffix("-wal")  # what SQLite has not moved over yet
            found[name] = found.get(name, set()) | hits
    return found


@dataclass
class House:
    """A running system, as the street uses it."""

    env: dict[str, str]
    http: httpx.AsyncClient
    tokens: dict[str, str]

    async def by(self, who: str) -> dict[str, str]:
        """The header of an account."""
        if who not in self.tokens:
            answer = await self.http.post("/session", json={"username": who, "password": "huying-demo"})
            self.tokens[who] = answer.json()["token"]
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    async def post(self, path: str, body: dict[str, Any], who: str | None = None) -> httpx.Response:
        """Something is said; whatever the answer."""
        return await self.http.post(path, json=body, headers=await self.by(who) if who else {})

    async def until(self, case_no: str, code: str, *states: str) -> dict[str, Any]:
        """The public view, once it is in one of these states."""
        end = time.monotonic() + PATIENCE
        while True:
            view: dict[str, Any] = (await self.http.get(f"/cases/{case_no}?code={code}")).json()
            if view.get("state") in states and view["timeline"]:
                return view
            assert time.monotonic() < end, view
            await asyncio.sleep(0.1)


async def story(house: House) -> str:
    """One case from its report to its rating, with something personal at every step; and everything said wrongly."""
    photo = await house.http.post("/photos", files={"file": (f"{NAME}.jpg", jpeg(), "image/jpeg")})
    report = {
        "description": WORDS,
        "item": "B0102",
        "place": {"address": FLAT, "lng": 114.341712, "lat": 30.550412, "datum": "wgs84"},
        "reporter": {"kind": "resident", "name": NAME, "phone": PHONE, "email": EMAIL},
        "photos": [photo.json()["id"]],
        "channel": "phone",
        **HOME,
    }
    made = (await house.post("/reports", report, "street-intake")).json()
    case_no, code = made["case_no"], made["track_code"]
    unit = (await house.until(case_no, code, "called", "handling"))["unit"]
    own = f"/cases/{case_no}"
    for path, text in (("supplement", MORE), ("urge", MORE)):
        answer = await house.post(f"{own}/{path}?code={code}", {"text": text})
        assert answer.status_code == 200, answer.text
    note = f"已联系 {PHONE}，身份证 {IDENTITY}"
    for path, body in (
        ("respond", {"kind": "on_site", "note": note}),
        ("complete", {"result": "solved", "reply": f"{SEEN}，回电{OTHER_PHONE}", "internal_note": note}),
    ):
        answer = await house.post(f"/calls/{case_no}.1/{path}", body, unit)
        assert answer.status_code == 202, answer.text
    await house.until(case_no, code, "checking", "rating")
    full = (await house.http.get(f"{own}/full", headers=await house.by("street-chief"))).json()
    for task in full["tasks"]:
        if task["kind"] == "check":
            who = "callback-1" if task["how"] == "phone" else task["unit"]
            await house.post(f"{own}/check", {"passed": True, "note": note}, who)
    await house.until(case_no, code, "rating")
    shown = await house.post(f"{own}/reveal", {"reason": "电话回访"}, "street-chief")
    assert shown.json()["phone"] == PHONE
    answer = await house.post(f"{own}/rating?code={code}", {"result": 5, "comment": COMMENT})
    assert answer.status_code == 200, answer.text
    await house.until(case_no, code, "closed")
    await wrongly(house, case_no, code, {**report, "channel": "web"})
    return str(case_no)


async def wrongly(house: House, case_no: str, code: str, report: dict[str, Any]) -> None:
    """What is refused is not kept either, wherever it stood."""
    for body in (
        {**report, "item": WORDS},
        {**report, "reporter": {"kind": NAME, "phone": f"{PHONE}x" * 99}},
        {**report, "photos": [PHONE * 2]},
        {"description": [WORDS], NAME: PHONE},
    ):
        assert (await house.post("/reports", body)).status_code == 422
    raw = {"content-type": "application/json"}
    broken = await house.http.post("/reports", content=f'{{"description": "{WORDS}'.encode(), headers=raw)
    assert broken.status_code == 422
    for path in (f"/cases/{PHONE}?code={PHONE}", f"/{NAME}/{PHONE}", f"/cases/{case_no}?code={PHONE}"):
        assert (await house.http.get(path)).status_code in (403, 404, 422)
    assert (await house.post(f"/cases/{case_no}/urge?code={code}", {"text": MORE})).status_code == 409
    for account in (PHONE, EMAIL):
        answer = await house.post("/session", {"username": account, "password": IDENTITY})
        assert answer.status_code in (401, 422)
    listed = await house.http.get("/cases", params={"q": NAME}, headers=await house.by("street-chief"))
    assert listed.status_code == 200
    wrong = {"what": "export", "contact": PHONE, "reason": "x" * 999}
    assert (await house.post("/persons/requests", wrong, "admin")).status_code == 422
    asked = await house.post("/persons/requests", {**wrong, "reason": "本人申请"}, "admin")
    assert asked.json()["cases"] == [case_no]


async def looked_at(chromium: Browser, house: House, case_no: str) -> None:
    """The Temporal UI shows what was told to whoever may read it, once they let it send their session along."""
    address, ui = (
        f"http://127.0.0.1:{house.env[name]}" for name in ("HUYING_PORT", "HUYING_TEMPORAL_UI_PORT")
    )
    context = await chromium.new_context()
    page = await context.new_page()
    case, codec = f"{ui}/namespaces/default/workflows/{case_no}", f"{address}/temporal/codec"
    await answered(page, case, codec, 401)
    await page.evaluate(SENDING_THE_SESSION, codec)
    token = (await house.by("auditor"))["Authorization"].removeprefix("Bearer ")
    await context.add_cookies([{"name": "huying-session", "value": token, "url": address, "sameSite": "Lax"}])
    await answered(page, case, codec, 200)
    told = page.get_by_text('"received_at"').first
    await told.wait_for(timeout=PATIENCE * 1000)
    shown = await page.content()
    assert not found_in(shown.encode(), MARKERS)
    await context.close()


async def answered(page: Page, case: str, codec: str, status: int) -> None:
    """Open the case, until the codec server gives that status."""
    decode = f"{codec}/decode"
    async with page.expect_response(lambda one: one.url.startswith(decode) and one.status == status):
        await page.goto(case)


@pytest.mark.long
async def test_nothing_personal_lies_anywhere(
    environment: Environment, chromium: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env = environment(HUYING_DEMO="1")
    data = Path(env["HUYING_DATA_DIR"])
    async with running(env) as (_, address):
        base = f"{address}/api/v1"
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=PATIENCE) as http:
            house = House(env, http, {})
            case_no = await story(house)
            await looked_at(chromium, house, case_no)
            assert findings(data, MARKERS) == {}
    assert findings(data, MARKERS) == {}
    assert not found_in(data.with_name("log").read_bytes(), MARKERS)
    assert {path.name.split("-")[0] for path in (data / "logs").iterdir()} == {"local", "worker", "api"}
    assert findings(data, (SEEN,)).keys() == {
        "huying.db"
    }  # what units write is in SQL; in Temporal it is sealed
    assert findings(data, (case_no,)).keys() >= {"huying.db", "temporal.db"}
