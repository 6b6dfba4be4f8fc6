"""What Open311 takes in: every way of sending a form, and one acceptance for all of them."""

import json
from dataclasses import replace

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from api.reading import recorded
from domain.case import Case
from domain.views import STATES
from tests.api.open311 import KEY, LAMP, POINT, Client
from tests.api.stack import Case as Held
from tests.api.stack import Stack
from tests.api.test_photos import jpeg

HOURS = {"attribute[hours][]": ["day", "night"]}


@pytest.fixture
def client(stack: Stack) -> Client:
    """Somebody else's app."""
    return Client(stack.app)


async def case_of(stack: Stack, number: str) -> Case:
    """The case as it is recorded, once it is."""
    await stack.until(Held(number, stack.app.state.door.numbers.track_code(number)), *STATES)
    found = await recorded(stack.app.state.door, number)
    assert found is not None
    return found.case


async def sealed_of(stack: Stack, number: str) -> dict[str, object]:
    """What the vault keeps of that case."""
    case = await case_of(stack, number)
    return dict(stack.app.state.door.vault.unseal(number, case.report.sealed))


@pytest.mark.parametrize(
    "where",
    [
        {"lat": "30.5504", "long": "114.3417"},
        {"address_string": "放鹰台\n路口"},
        {"address_id": "SQ07"},
        {"address_id": "SQ07-G03", "lat": "30.5504", "long": "114.3417"},
    ],
)
async def test_a_place_may_be_said_in_three_ways(client: Client, stack: Stack, where: dict[str, str]) -> None:
    (said,) = await client.post("requests.json", service_code=LAMP, description="灯不亮", **where)
    case = await case_of(stack, said["service_request_id"])
    assert (case.report.channel, case.report.item) == ("open311", LAMP)
    if "address_id" in where:
        assert case.report.community == "SQ07"


async def test_the_reply_gives_number_code_and_account(client: Client, stack: Stack) -> None:
    answer = await client.post("requests.xml", service_code=LAMP, account_id="u-7", **POINT)
    (said,) = answer["request"]
    number = said["service_request_id"]
    code = stack.app.state.door.numbers.track_code(number)
    assert said["account_id"] == "u-7"
    assert code in said["service_notice"]
    assert "token" not in said
    seen = await stack.http.get(f"/cases/{number}?code={code}")
    assert seen.status_code == 200
    told = await sealed_of(stack, number)
    assert told["description"] == "上水井盖"  # nothing was written: the service's name


async def test_multipart_with_pictures_ends_in_the_case(client: Client, stack: Stack) -> None:
    fields = {"api_key": KEY, "service_code": LAMP, "description": "井盖碎了", **POINT}
    files = [
        ("media", ("a.jpg", jpeg(colour="teal"), "image/jpeg")),
        ("media", ("b.jpg", jpeg(colour="tan"), "image/jpeg")),
    ]
    (said,) = client.read(await client.http.post("requests.json", data=fields, files=files))
    case = await case_of(stack, said["service_request_id"])
    assert len(case.report.photos) == 2
    assert "media_url" in (await client.json(f"requests/{said['service_request_id']}"))[0]
    bad = [("media", ("a.jpg", b"GIF89a", "image/jpeg"))]
    (error,) = client.read(await client.http.post("requests.json", data=fields, files=bad), 400)
    assert "照片" in error["description"]


async def test_a_query_string_and_json_are_taken_too(client: Client) -> None:
    fields = {"api_key": KEY, "service_code": "B0401", "description": "打桩", **POINT}
    client.read(await client.http.post("requests.json", params=fields))
    asked = {**fields, "lat": 30.5504, "long": 114.3417, "attribute": {"hours": ["day", "night"]}}
    client.read(await client.http.post("requests.json", json=asked))
    mixed = await client.http.post("requests.json", params={"api_key": KEY}, data={**fields, "api_key": ""})
    client.read(mixed)


async def test_attributes_in_every_spelling_become_words(client: Client, stack: Stack) -> None:
    for hours in (
        HOURS,
        {"attribute[hours]": ["day", "night"]},
        {"attribute[hours][0]": "day", "attribute[hours][1]": "night"},
    ):
        (said,) = await client.post(
            "requests.json", service_code="B0401", description="打桩", **hours, **POINT
        )
        told = await sealed_of(stack, said["service_request_id"])
        assert told["description"] == "打桩\n什么时段：白天、夜间（22:00—6:00）"


@pytest.mark.parametrize(
    ("change", "status", "named"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "NOPE"}, 404, "service_code"),
        ({"lat": "", "long": ""}, 400, "lat"),
        ({"long": ""}, 400, "lat"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "91"}, 400, "lat"),
        ({"long": "nan"}, 400, "long"),
        ({"long": "1e999"}, 400, "long"),
        ({"description": "字" * 4001}, 400, "description"),
        ({"description": "铃\x07"}, 400, "description"),
        ({"address_id": "SQ99"}, 400, "address_id"),
        ({"address_string": "路" * 201}, 400, "address_string"),
        ({"phone": "call me"}, 400, "phone"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"attribute[hours]": "dusk"}, 400, "attribute[hours]"),
        ({"attribute[since]": "lately"}, 400, "attribute[since]"),
        ({"attribute[since]": ["2026-10-01", "2026-10-02"]}, 400, "attribute[since]"),
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
    ],
)
async def test_a_bad_request_is_refused_by_name_in_both_forms_and_starts_nothing(
    client: Client, stack: Stack, change: dict[str, str], status: int, named: str
) -> None:
    before = (await stack.temporal.count_workflows()).count
    fields = {"service_code": "B0401", "description": "打桩", **POINT, **change}
    with capture_logs() as logs:
        (error,) = await client.post("requests.json", status, **fields)
    assert error["code"] == status
    assert named in error["description"]
    assert [line["event"] for line in logs] == ["refused"]
    assert (await client.post("requests.xml", status, **fields))["error"] == [error]
    assert (await stack.temporal.count_workflows()).count == before


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        ("&".join(f"f{n}=1" for n in range(300)).encode(), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_can_not_be_read_is_400(client: Client, content: bytes, kind: str) -> None:
    answer = await client.http.post(
        "requests.json", params={"api_key": KEY}, content=content, headers={"content-type": kind}
    )
    client.read(answer, 400)


async def test_too_large_is_400_in_its_own_form(client: Client) -> None:
    answer = await client.http.post("requests.xml", content=b"x" * (37 * 1024 * 1024))
    client.read(answer, 400)


async def test_the_same_idempotency_key_is_one_case(client: Client) -> None:
    fields = {"api_key": KEY, "service_code": LAMP, "description": "井盖", **POINT}
    headers = {"Idempotency-Key": "app-1"}
    first, second = [await client.http.post("requests.json", data=fields, headers=headers) for _ in range(2)]
    assert first.json()[0]["service_request_id"] == second.json()[0]["service_request_id"]
    other = await client.http.post("requests.json", data={**fields, "description": "别的"}, headers=headers)
    client.read(other, 400)


async def test_what_a_unit_is_told_does_not_hold_the_reporter_s_words(client: Client, stack: Stack) -> None:
    number = await client.file(service_code="B0101", description="王女士家门口", phone="13800001234")
    await client.until(number, state="called")
    full = await stack.http.get(f"/cases/{number}/full", headers=await stack.header_of("street-chief"))
    unit = full.json()["calls"][0]["unit"]
    called = await stack.http.get(f"/calls/{number}.1", headers=await stack.header_of(unit))
    assert called.status_code == 200
    assert "王女士" not in json.dumps(called.json(), ensure_ascii=False)


async def test_outside_the_city_it_is_refused_with_where_to_go(client: Client) -> None:
    number = await client.file(lat="39.9", long="116.4")
    found = await client.until(number, outcome="refused")
    assert found["status"] == "closed"
    assert found["status_notes"].startswith("已结案：不予受理")


async def test_while_the_engine_is_away_a_token_stands_for_the_number(app: FastAPI) -> None:
    client = Client(app)
    (said,) = await client.post("requests.json", service_code=LAMP, **POINT)
    assert "service_request_id" not in said
    assert await client.json(f"tokens/{said['token']}") == [{"token": said["token"]}]
    await client.xml(f"tokens/{said['token']}")


async def test_each_key_has_its_own_limit(app: FastAPI) -> None:
    state = app.state
    whole = state.door
    state.door = replace(
        whole, clients=tuple(replace(one, per_minute=1, name="slow") for one in whole.clients)
    )
    try:
        client = Client(app)
        await client.post("requests.json", service_code=LAMP, **POINT)
        form = {"api_key": KEY, "service_code": LAMP, **POINT}
        answer = await client.http.post("requests.json", data=form)
        client.read(answer, 429)
        assert int(answer.headers["retry-after"]) > 0
    finally:
        state.door = whole
