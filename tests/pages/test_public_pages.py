"""Public pages over HTTP: what guards them, what they say when something is away, what they never show."""

import re

import httpx
import pytest
from fastapi import FastAPI

from api.main import create_app
from domain.policy import City
from infra.settings import Settings, SettingsError, load
from tests.api.browsing import browsing
from tests.api.conftest import demo_settings
from tests.api.stack import Stack

HTML = {"Accept": "text/html"}
PAGES = ("/", "/report", "/track", "/results", "/services", "/call")


@pytest.fixture
def web(app: FastAPI) -> httpx.AsyncClient:
    """A browser without an account."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://huying.test",
        headers=HTML,
        follow_redirects=False,
    )


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_inline_and_nothing_from_elsewhere(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert (answer.status_code, answer.headers["x-frame-options"]) == (200, "DENY")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    for forbidden in (" style=", "<style", "onclick=", "http://", "https://", "<script>"):
        assert forbidden not in answer.text.replace("http://www.w3.org/2000/svg", "")


async def test_pages_are_not_part_of_the_api_s_description(app: FastAPI) -> None:
    described = ("/api/v1/", "/open311/v2/", "/healthz", "/readyz")
    assert all(path.startswith(described) for path in app.openapi()["paths"])


async def test_a_form_of_another_site_is_refused(web: httpx.AsyncClient) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://a.test"},
    ):
        answer = await web.post("/report", data={"description": "路灯坏了"}, headers=headers)
        assert (answer.status_code, "请从本站页面提交" in answer.text) == (403, True)
    own = await web.post(
        "/report", data={"description": "路灯坏了"}, headers={"Origin": "http://huying.test"}
    )
    assert own.status_code == 303


async def test_the_form_sent_twice_is_one_case(web: httpx.AsyncClient) -> None:
    form = {"key": "made-with-the-form", "description": "路灯坏了", "community": "SQ07"}
    first, again = [await web.post("/report", data=form) for _ in range(2)]
    assert first.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    other = await web.post("/report", data={**form, "key": "another-form"})
    assert other.headers["location"] != first.headers["location"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "请写一下是什么事"),
        ({"description": "路灯", "phone": "abc"}, "手机号格式不对"),
        ({"description": "路灯", "community": "SQ99"}, "没有这个社区"),
        ({"description": "路灯", "item": "B9999"}, "目录里没有这个事项"),
        ({"description": "路灯", "photos": "0" * 40}, "照片不存在或已过期"),
        ({"description": "路灯", "lng": "114"}, None),
        ({"description": "路灯", "lng": "x", "lat": "y"}, "请检查地点"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    web: httpx.AsyncClient, form: dict[str, str], said: str | None
) -> None:
    answer = await web.post("/report", data=form)
    assert answer.status_code == (303 if said is None else 422)
    if said is not None:
        assert said in answer.text
        assert form.get("description", "") in answer.text  # nothing that was written is lost


async def test_what_somebody_writes_is_text_and_nothing_else(web: httpx.AsyncClient) -> None:
    answer = await web.post("/report", data={"description": "<script>alert(1)</script>", "phone": "x"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


async def test_a_wrong_code_shows_nothing_and_is_limited(web: httpx.AsyncClient, app: FastAPI) -> None:
    door = app.state.door
    number = door.numbers.random(door.now().date())
    for _ in range(10):
        assert (await web.get(f"/c/{number}?code=00000000")).status_code == 404
    assert (await web.get(f"/c/{number}?code={door.numbers.track_code(number)}")).status_code == 429
    asked = await web.get("/track", params={"case_no": "nonsense", "code": "1"})
    assert (asked.status_code, "编号或查询码不对" in asked.text) == (404, True)


async def test_both_switches_are_remembered_and_the_refusal_speaks_the_language(
    web: httpx.AsyncClient,
) -> None:
    assert "Tell us" in (await web.get("/?lang=en")).text
    assert "Tell us" in (await web.get("/")).text
    assert "Not found" in (await web.get("/nowhere")).text
    assert 'class="elder"' in (await web.get("/report?elder=1")).text
    assert "What would you like to do?" in (await web.get("/")).text
    assert (await web.get("/?lang=xx&elder=0")).status_code == 200
    json = await web.get("/nowhere", headers={"Accept": "application/json"})
    assert json.headers["content-type"] == "application/problem+json"


async def test_what_was_said_is_said_once(web: httpx.AsyncClient) -> None:
    sent = await web.post("/report", data={"description": "井盖松了"})
    assert "已受理" in (await web.get(sent.headers["location"])).text
    assert "已受理，我们" not in (await web.get(sent.headers["location"])).text
    web.cookies.set("huying-said", "!!!not ours!!!")
    assert (await web.get("/")).status_code == 200


async def test_map_tiles_are_off_until_named_and_then_the_only_foreign_source(app: FastAPI) -> None:
    with pytest.raises(SettingsError, match="HUYING_MAP_TILES"):
        load({"HUYING_MAP_TILES": "http://tiles.test/{z}/{x}/{y}.png"})
    settings: Settings = demo_settings(
        app.state.door.settings.paths.data / "tiles", map_tiles="https://{s}.tiles.test/{z}/{x}/{y}.png"
    )
    made = create_app(settings)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://t", headers=HTML) as client,
    ):
        answer = await client.get("/")
    assert "data-tiles" in answer.text
    assert "img-src 'self' data: blob: https://*.tiles.test;" in answer.headers["content-security-policy"]


async def test_near_by_and_map_tell_of_public_items_and_of_nobody(stack: Stack, city: City) -> None:
    place = {"lng": 114.3311, "lat": 30.5777, "address": "某小区 3 栋 301"}
    person = {"kind": "resident", "name": "王女士", "phone": "13800001234"}
    hidden = next(i.code for i in city.catalogue.items.values() if i.exposure != "public" and i.grade == "B")
    shown = await stack.report("B0520", place=place, reporter=person)
    secret = await stack.report(hidden, place=place, reporter=person)
    for case in (shown, secret):
        await stack.unit_of(case)
    answer = await stack.http.get("/nearby", params={"lng": 114.3311, "lat": 30.5777})
    assert [case["item"] for case in answer.json()["items"]] == ["B0520"]
    assert answer.json()["items"][0]["metres"] < 120
    far = await stack.http.get("/nearby", params={"lng": 114.35, "lat": 30.53})
    assert "B0520" not in [case["item"] for case in far.json()["items"] if case["metres"] > 300]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stack.app), base_url="http://t") as client:
        home = (await client.get("/", headers=HTML)).text
    name = city.catalogue.items[hidden].name_zh
    for word in (shown.case_no, secret.case_no, "王女士", "13800001234", "3 栋", f">{name}<"):
        assert word not in answer.text + home
    assert "路灯" in home


async def test_the_track_link_of_the_api_leads_to_the_page(stack: Stack) -> None:
    body = {"description": "路灯坏了", "reporter": {"kind": "resident"}}
    said = (await stack.http.post("/reports", json=body)).json()
    assert f"/c/{said['case_no']}?code={said['track_code']}" in said["track_url"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stack.app)) as client:
        page = await client.get(said["track_url"], headers=HTML)
    assert (page.status_code, said["case_no"] in page.text) == (200, True)


async def test_the_timeline_speaks_the_language_of_the_page(stack: Stack, city: City) -> None:
    case = await stack.report()
    unit = city.units[await stack.unit_of(case)]
    first = (await stack.see(case))["timeline"][0]
    assert (first["text"][:3], first["text_en"][:8]) == ("已受理", "Received")
    shown = f"/c/{case.case_no}?code={case.code}&lang="
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stack.app), base_url="http://t") as client:
        zh, en = [_story((await client.get(shown + lang, headers=HTML)).text) for lang in ("zh", "en")]
    assert f"已交{unit.name_zh}主办" in zh
    assert f"Assigned to {unit.name_en} as the lead unit" in en
    assert not re.search(r"[\u4e00-\u9fff]", en)
    async with browsing(stack.app, "street-dispatch") as desk:
        page = await desk.open(f"/cases/{case.case_no}?lang=en")
        assert f"Assigned to {unit.name_en} as the lead unit" in page
        assert f"已交{unit.name_zh}主办" not in page


def _story(page: str) -> str:
    """The timeline alone."""
    return page.partition('<section id="story"')[2].partition("</section>")[0]
