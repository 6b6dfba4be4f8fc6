"""The codec server: who may open Temporal's payloads, from where, and that each use is on record."""

import base64
import json
from typing import Any

import httpx
import pytest

from api.pages.staff.signing import COOKIE
from contracts.codec import DATA_CONVERTER
from domain.people import Actor
from infra.payloads import sealing
from infra.shelves import converter_of
from tests.api.conftest import SEALED, SignIn
from tests.api.stack import refused

ROOT = "http://huying.test/temporal/codec"
UI = "http://127.0.0.1:8233"
WORDS = Actor("wen-ling", "SQ07-G03")


async def body(app: Any) -> dict[str, Any]:
    """What the UI sends of a payload of this installation."""
    (one,) = await converter_of(app.state.door.settings).encode([WORDS])
    metadata = {name: base64.b64encode(value).decode() for name, value in one.metadata.items()}
    return {"payloads": [{"metadata": metadata, "data": base64.b64encode(one.data).decode()}]}


async def test_an_auditor_opens_what_is_sealed_and_that_is_kept(
    app: Any, http: httpx.AsyncClient, signed_in: SignIn
) -> None:
    sent, header = await body(app), await signed_in("auditor")
    for _ in range(2):
        answer = await http.post(f"{ROOT}/decode", json=sent, headers=header)
        (opened,) = answer.json()["payloads"]
        assert json.loads(base64.b64decode(opened["data"]))["account"] == "wen-ling"
    page = await http.get(
        "http://huying.test/acts", headers={"cookie": f"{COOKIE}={header['Authorization'][7:]}"}
    )
    assert "查看 Temporal 内容" in page.text
    sealed = await http.post(f"{ROOT}/encode", json=answer.json(), headers=header)
    assert (await http.post(f"{ROOT}/decode", json=sealed.json(), headers=header)).json() == answer.json()


@pytest.mark.parametrize("who", ["street-chief", "supervisor", "operator", "SQ07-G03"])
async def test_others_do_not(app: Any, http: httpx.AsyncClient, signed_in: SignIn, who: str) -> None:
    answer = await http.post(f"{ROOT}/decode", json=await body(app), headers=await signed_in(who))
    refused(answer, 403, "not_yours")


async def test_a_cookie_counts_from_the_ui_alone(
    app: Any, http: httpx.AsyncClient, signed_in: SignIn
) -> None:
    cookie = {"cookie": f"{COOKIE}={(await signed_in('admin'))['Authorization'][7:]}"}
    sent = await body(app)
    for origin in ({}, {"origin": "http://evil.test"}, {"origin": "http://127.0.0.1:9"}):
        answer = await http.post(f"{ROOT}/decode", json=sent, headers={**cookie, **origin})
        refused(answer, 401, "not_signed_in")
        assert "access-control-allow-origin" not in answer.headers
        asked = await http.options(f"{ROOT}/decode", headers=origin)
        assert "access-control-allow-origin" not in asked.headers
    nobody = await http.post(f"{ROOT}/decode", json=sent, headers={"origin": UI})
    refused(nobody, 401, "not_signed_in")
    assert nobody.headers["access-control-allow-origin"] == UI  # so that the UI can say that it was refused
    asked = await http.options(f"{ROOT}/decode", headers={"origin": UI})
    assert asked.headers["access-control-allow-origin"] == UI
    answer = await http.post(f"{ROOT}/decode", json=sent, headers={**cookie, "origin": UI})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, UI)


async def test_what_is_none_of_ours_is_refused(app: Any, http: httpx.AsyncClient, signed_in: SignIn) -> None:
    header = await signed_in("auditor")
    (strange,) = await sealing(DATA_CONVERTER, SEALED.payload_codec).encode([WORDS])
    metadata = {name: base64.b64encode(value).decode() for name, value in strange.metadata.items()}
    other = {"payloads": [{"metadata": metadata, "data": base64.b64encode(strange.data).decode()}]}
    many = {"payloads": [{}] * 1001}
    for wrong in (other, many, {"payloads": 1}, {"x": 1}):
        answer = await http.post(f"{ROOT}/decode", json=wrong, headers=header)
        refused(answer, 422, "malformed")
    assert (await http.post(f"{ROOT}/decode", content=b"\xff", headers=header)).status_code == 422
