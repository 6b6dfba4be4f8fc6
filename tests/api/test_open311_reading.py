"""What Open311 shows: valid in both forms, the same in both, and never more than everybody may know."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.open311 import KEY, Client
from tests.api.stack import Stack
from tests.api.test_photos import jpeg

PUBLIC = "B0101"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MINE = {"api_key": KEY}


@pytest.fixture
def client(stack: Stack) -> Client:
    """Somebody else's app."""
    return Client(stack.app)


def of_exposure(stack: Stack, exposure: str) -> str:
    """An item of that exposure."""
    items = stack.app.state.door.city.catalogue.items.values()
    return next(item.code for item in items if item.exposure == exposure)


async def test_every_service_and_definition_is_valid_and_says_the_same_in_both_forms(client: Client) -> None:
    discovery = await client.json("discovery")
    assert {endpoint["type"] for endpoint in discovery["endpoints"]} == {"production", "test"}
    assert {tuple(endpoint["formats"]) for endpoint in discovery["endpoints"]} == {
        ("text/xml", "application/json")
    }
    await client.xml("discovery")
    services, in_xml = await client.json("services"), (await client.xml("services"))["service"]
    assert services == in_xml
    asked = [service["service_code"] for service in services if service["metadata"]]
    plain = next(service["service_code"] for service in services if not service["metadata"])
    datatypes = set()
    for code in {*asked[:30], "B1501", "B0801", "B1401", plain}:
        definition, xml = await client.json(f"services/{code}"), await client.xml(f"services/{code}")
        assert _bare(definition) == _bare(xml)
        assert bool(definition["attributes"]) == (code in asked)
        datatypes |= {attribute["datatype"] for attribute in definition["attributes"]}
    assert datatypes == {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}


def _bare(tree: Any) -> Any:
    """A definition without the names that XML gives to the members of lists; empty is nothing."""
    if isinstance(tree, dict):
        lists = {"attributes": "attribute", "values": "value"}
        inner = {k: v.get(lists[k], []) if k in lists and isinstance(v, dict) else v for k, v in tree.items()}
        return {key: _bare(value) for key, value in inner.items() if value not in (None, "", [])}
    return [_bare(one) for one in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize(
    ("path", "headers", "media"),
    [
        ("services", {}, "text/xml"),
        ("services", {"accept": "application/json"}, "application/json"),
        ("services", {"accept": "text/html, text/xml;q=0.9, application/json;q=0.5"}, "text/xml"),
        ("services?format=json", {"accept": "text/xml"}, "application/json"),
        ("services.json", {"accept": "text/xml"}, "application/json"),
        ("services.xml", {"accept": "application/json"}, "text/xml"),
        ("services.JSON", {}, "application/json"),
        ("services.json?jurisdiction_id=", {}, "application/json"),
        ("services.json?jurisdiction_id=anywhere.example", {}, "application/json"),
        ("requests", {"accept": "application/json"}, "application/json"),
    ],
)
async def test_the_form_is_the_suffix_s_else_what_is_accepted(
    client: Client, path: str, headers: dict[str, str], media: str
) -> None:
    answer = await client.http.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8")


async def test_a_request_is_shown_with_its_place_and_dates_and_without_a_word_of_its_reporter(
    client: Client, stack: Stack
) -> None:
    said = {
        "description": "三楼王女士家门口",
        "phone": "13800001234",
        "first_name": "女士",
        "email": "w@example.org",
    }
    number = await client.file(service_code=PUBLIC, address_string="放鹰台 3 栋 301", **said)
    await client.until(number, state="called")
    found, in_xml = await client.json(f"requests/{number}"), await client.xml(f"requests/{number}")
    (request,), (same,) = found, in_xml["request"]
    assert {key: value for key, value in request.items() if value is not None} == {
        key: float(value) if key in ("lat", "long") else value for key, value in same.items() if value
    }
    assert (request["status"], request["service_code"], request["service_name"]) == (
        "open",
        PUBLIC,
        "暴露垃圾",
    )
    assert request["agency_responsible"]
    assert (request["lat"], request["long"]) == (30.55, 114.342)  # about a hundred metres
    assert request["address"].startswith("水果湖街")
    opened, expected = (
        datetime.fromisoformat(request[f"{name}_datetime"]) for name in ("requested", "expected")
    )
    assert opened.utcoffset() == timedelta(hours=8)
    assert expected > opened
    everywhere = str(found) + str(await client.json("requests", extensions="true"))
    assert not any(secret in everywhere for secret in ("女士", "13800001234", "example.org", "3 栋"))


async def test_the_list_holds_only_what_is_public(client: Client, stack: Stack) -> None:
    public = await client.file(service_code=PUBLIC)
    guarded = await client.file(service_code=of_exposure(stack, "case"))
    sealed = await client.file(service_code=of_exposure(stack, "sealed"))
    about = await stack.report(PUBLIC, about="chengguan")
    for number in (public, guarded):
        await client.until(number)
    await stack.until(about, "called", "handling", "triage")
    numbers = [request["service_request_id"] for request in await client.json("requests")]
    assert public in numbers
    assert not {guarded, sealed, about.case_no} & set(numbers)
    named = ",".join((guarded, sealed, about.case_no, public, "SGH-20261009-00000000"))
    assert [one["service_request_id"] for one in await client.json("requests", service_request_id=named)] == [
        public
    ]
    mine = await client.json("requests", service_request_id=named, **MINE)
    assert [one["service_request_id"] for one in mine] == [guarded, public]


async def test_what_is_not_public_is_for_its_client_or_with_its_code_and_sealed_for_nobody(
    client: Client, stack: Stack
) -> None:
    codes = stack.app.state.door.numbers.track_code
    guarded = await client.file(service_code=of_exposure(stack, "case"))
    sealed = await client.file(service_code=of_exposure(stack, "sealed"))
    await client.json(f"requests/{guarded}", 404)
    await client.xml(f"requests/{guarded}", 403, api_key="not-a-key")
    assert (await client.json(f"requests/{guarded}", **MINE))[0]["service_request_id"] == guarded
    assert (await client.json(f"requests/{guarded}", code=codes(guarded)))[0]["status"] == "open"
    await client.json(f"requests/{guarded}", 404, code="00000000")
    for more in ({}, MINE, {"code": codes(sealed)}):
        await client.json(f"requests/{sealed}", 404, **more)
    by_hand = await stack.report(of_exposure(stack, "case"))
    await stack.until(by_hand, "called", "handling", "triage")
    await client.json(f"requests/{by_hand.case_no}", 404, **MINE)


async def test_the_client_that_filed_it_reads_what_the_unit_answered_and_sees_its_photo(
    client: Client, stack: Stack
) -> None:
    number = await client.file(service_code=PUBLIC)
    unit = await _unit(client, stack, number)
    photo = await _photo(stack)
    said = {"kind": "on_site", "note": "已到三栋"}
    assert (await stack.post(f"/calls/{number}.1/respond", unit, said)).status_code == 202
    done = {"result": "solved", "reply": "已清走两车", "photos": [photo]}
    assert (await stack.post(f"/calls/{number}.1/complete", unit, done)).status_code == 202
    own = await client.until(number, state="checking")
    assert [note["type"] for note in own["notes"]][:1] == ["accepted"]
    assert any("已清走两车" in note["summary"] for note in own["notes"])
    shown = await client.http.get(own["media_url"].replace("/open311/v2", ""))
    assert shown.headers["content-type"] == "image/jpeg"
    public = (await client.json(f"requests/{number}", extensions="true"))[0]
    assert (public["notes"], public["media_url"]) == ([], None)
    assert not any(words in str(public) for words in ("已清走", "三栋"))
    await client.xml(f"requests/{number}", extensions="true", **MINE)


async def _unit(client: Client, stack: Stack, number: str) -> str:
    await client.until(number, state="called")
    full = await stack.http.get(f"/cases/{number}/full", headers=await stack.header_of("street-chief"))
    return str(full.json()["calls"][0]["unit"])


async def _photo(stack: Stack) -> str:
    taken = await stack.http.post("/photos", files={"file": ("a.jpg", jpeg(), "image/jpeg")})
    return str(taken.json()["id"])


async def test_dates_statuses_services_and_pages_narrow_the_list(client: Client, stack: Stack) -> None:
    numbers = [await client.file(service_code=PUBLIC) for _ in range(3)]
    for number in numbers:
        await client.until(number)
    now = stack.app.state.door.now().astimezone(SHANGHAI)
    day = now.date()

    async def ids(**query: str) -> list[str]:
        return [one["service_request_id"] for one in await client.json("requests", **query)]

    everything = await ids(service_code=f"{PUBLIC},NO-SUCH")
    assert set(numbers) <= set(everything)
    assert await ids(service_code="NO-SUCH") == []
    assert await ids(service_code=PUBLIC, status="open,CLOSED") == everything
    assert not set(numbers) & set(await ids(status="closed"))
    assert set(numbers) <= set(await ids(status="Open", start_date=day.isoformat(), end_date=day.isoformat()))
    later = (now + timedelta(hours=1)).isoformat(timespec="seconds")
    earlier = (now - timedelta(days=2)).isoformat(timespec="seconds")
    assert await ids(start_date=later) == []
    assert not set(numbers) & set(await ids(end_date=earlier))
    assert set(numbers) <= set(await ids(start_date=earlier.replace("+08:00", "Z"), end_date=later))
    unescaped = await client.http.get(f"requests.json?start_date={earlier}&end_date={later}")
    assert set(numbers) <= {one["service_request_id"] for one in unescaped.json()}
    pages = [
        await ids(service_code=PUBLIC, page=str(n), page_size="2") for n in range(1, len(everything) // 2 + 2)
    ]
    assert [number for page in pages for number in page] == everything
    assert await ids(page="90000", page_size="2") == []
    await client.xml("requests", service_code=PUBLIC, page_size="2")
    await client.xml("requests", service_code="NO-SUCH")


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"end_date": "2026-13-01"},
        {"start_date": "0001-01-01T00:00:00+14:00"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-09-01T00:00:00Z"},
        {"start_date": "2026-10-09", "end_date": "2026-10-01"},
        {"status": "sleeping"},
        {"page": "0"},
        {"page": "9" * 12},
        {"page_size": "-1"},
        {"page_size": "1001"},
        {"page_size": "many"},
        {"service_request_id": ",".join("x" * 201)},
    ],
)
async def test_a_malformed_question_is_400_in_both_forms(client: Client, query: dict[str, str]) -> None:
    (error,) = await client.json("requests", 400, **query)
    assert error["code"] == 400
    assert next(iter(query)) in error["description"] or "_date" in error["description"]
    assert (await client.xml("requests", 400, **query))["error"] == [error]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "services/NOPE", 404),
        ("GET", "tokens/nope", 404),
        ("GET", "requests/SGH-20261009-00000000", 404),
        ("GET", "nowhere", 404),
        ("PUT", "requests", 404),
        ("GET", "servicerequestupdates", 403),
        ("POST", "requests", 403),
        ("POST", "servicerequestupdates", 403),
    ],
)
async def test_refusals_are_of_the_specification_in_both_forms(
    client: Client, method: str, path: str, status: int
) -> None:
    (error,) = client.read(await client.http.request(method, f"{path}.json"), status)
    assert error["code"] == status
    assert client.read(await client.http.request(method, f"{path}.xml"), status)["error"] == [error]


async def test_a_form_that_is_neither_is_404(client: Client) -> None:
    client.read(await client.http.get("services.html"), 404)
