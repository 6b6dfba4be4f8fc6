"""Whatever is sent: problem+json, in the user's words, without what was sent, and one log line."""

import json

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from tests.api.conftest import BASE, SignIn

REPORT = {"description": "路灯坏了", "reporter": {"kind": "resident"}}
SECRET = "不要记下来"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"description": ""}, "description"),
        ({"description": "   "}, "description"),
        ({"description": "字" * 4001}, "description"),
        ({"description": "响铃\x07"}, "description"),
        ({"description": 5}, "description"),
        ({"description": "\ud800"}, "description"),
        ({"item": "B9999"}, "item"),
        ({"item": "R101"}, "item"),
        ({"community": "SQ99"}, "community"),
        ({"grid": "SQ07-G99"}, "grid"),
        ({"grid": "chengguan"}, "grid"),
        ({"grid": "SQ07-G01", "community": "SQ08"}, "grid"),
        ({"place": {"lng": 114.3}}, "place"),
        ({"place": {"lng": float("nan"), "lat": 30}}, "place.lng"),
        ({"place": {"lng": 200, "lat": 30}}, "place.lng"),
        ({"place": {"lng": 114.3, "lat": 30.5, "datum": "mars"}}, "place.datum"),
        ({"reporter": {"kind": "robot"}}, "reporter.kind"),
        ({"reporter": {"kind": "resident", "phone": "call me"}}, "reporter.phone"),
        ({"reporter": {"kind": "resident", "name": "a\nb"}}, "reporter.name"),
        ({"reporter": None}, "reporter"),
        ({"channel": "pigeon"}, "channel"),
        ({"photos": ["short"]}, "photos.0"),
    ],
)
async def test_bad_reports_are_422_and_one_line(
    http: httpx.AsyncClient, change: dict[str, object], where: str
) -> None:
    body = json.dumps({**REPORT, **change}).encode()
    with capture_logs() as logs:
        answer = await http.post("/reports", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 422
    assert problem["errors"][0]["where"] == where
    assert problem["detail"]
    assert problem["detail_en"]
    assert len(logs) == 1
    assert logs[0]["event"] == "refused"


async def test_what_was_sent_is_neither_answered_nor_logged(http: httpx.AsyncClient) -> None:
    body = {"description": SECRET * 1000, "reporter": {"kind": SECRET, "phone": SECRET}}
    with capture_logs() as logs:
        answer = await http.post("/reports", json=body)
    assert SECRET not in answer.text
    assert SECRET not in str(logs)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 50_000, b"9" * 9000])
async def test_what_is_not_a_json_object_is_422(http: httpx.AsyncClient, content: bytes) -> None:
    answer = await http.post("/reports", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text


async def test_too_large_is_413(http: httpx.AsyncClient) -> None:
    async def stream() -> object:
        for _ in range(300):
            yield b"x" * 1024

    announced = await http.post("/reports", content=b"x" * 300_000)
    streamed = await http.post("/reports", content=stream(), headers={"content-type": "application/json"})  # type: ignore[arg-type]
    assert (announced.status_code, streamed.status_code) == (413, 413)


async def test_no_such_path_no_such_method(http: httpx.AsyncClient) -> None:
    lost = await http.get("/nowhere")
    assert (lost.status_code, lost.json()["type"]) == (404, "urn:huying:problem:unknown")
    wrong = await http.put("/reports")
    assert (wrong.status_code, wrong.headers["content-type"]) == (405, "application/problem+json")


async def test_an_error_of_ours_is_500_without_a_trace(app: FastAPI, http: httpx.AsyncClient) -> None:
    @app.get("/api/v1/broken")
    async def broken() -> None:
        raise KeyError(SECRET)

    with capture_logs() as logs:
        answer = await http.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text + str(logs)
    assert [line["event"] for line in logs] == ["broken"]


@pytest.mark.parametrize(
    "case_no", ["x", "SGH-20261123-48213057", "SGH-20269923-48213058", "ABC-20261123-48213058"]
)
async def test_numbers_that_cannot_be_ours_are_404(
    http: httpx.AsyncClient, signed_in: SignIn, case_no: str
) -> None:
    header = await signed_in("SQ07-G03")
    said = {"kind": "contacted", "note": "x"}
    answers = [
        await http.get(f"/cases/{case_no}?code=12345678"),
        await http.post(f"/cases/{case_no}/rating?code=1", json={"result": 5}),
        await http.get(f"/cases/{case_no}/full", headers=header),
        await http.post(f"/cases/{case_no}/check", json={"passed": True, "note": "x"}, headers=header),
        await http.get(f"/calls/{case_no}.1", headers=header),
        await http.post(f"/calls/{case_no}.1/respond", json=said, headers=header),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6


async def test_ten_wrong_codes_a_case_and_day(app: FastAPI, http: httpx.AsyncClient) -> None:
    case_no = "SGH-20261124-00000012"
    numbers = app.state.door.numbers
    case_no = next(no for n in range(99) if numbers.well_formed(no := f"{case_no[:-2]}{n:02d}"))
    for _ in range(10):
        assert (await http.get(f"/cases/{case_no}?code=1")).status_code == 404
    right = numbers.track_code(case_no)
    shut = await http.get(f"/cases/{case_no}?code={right}")
    assert shut.status_code == 429
    assert int(shut.headers["retry-after"]) > 0


async def test_openapi_documents_every_refusal(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        page = (await client.get("/openapi.json")).json()
    for path, methods in page["paths"].items():
        for method, described in methods.items():
            assert described["summary"], (method, path)
            if "requestBody" in described and "health" not in path:
                malformed = "400" if path.startswith("/open311/") else "422"  # GeoReport's own word for it
                assert malformed in described["responses"], (method, path)
    assert page["components"]["schemas"]["ReportIn"]["examples"]
