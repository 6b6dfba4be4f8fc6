"""Signing in and out, the demo's accounts, the lock after wrong passwords, and who may do what."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.accounts import demo_accounts
from api.main import create_app
from domain.policy import City
from tests.api.conftest import SignIn, demo_settings


async def test_sign_in_look_and_sign_out(http: httpx.AsyncClient) -> None:
    answer = await http.post("/session", json={"username": "chengguan", "password": "huying-demo"})
    assert answer.status_code == 200
    account = answer.json()["account"]
    assert account == {
        "username": "chengguan",
        "unit": "chengguan",
        "unit_name": "城管",
        "roles": ["handler"],
    }
    header = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await http.get("/session", headers=header)).json() == account
    assert (await http.delete("/session", headers=header)).status_code == 204
    gone = await http.get("/session", headers=header)
    assert gone.status_code == 401
    assert gone.headers["content-type"] == "application/problem+json"


async def test_five_wrong_passwords_shut_the_name(http: httpx.AsyncClient) -> None:
    for _ in range(5):
        wrong = await http.post("/session", json={"username": "gongan", "password": "no"})
        assert wrong.status_code == 401
    shut = await http.post("/session", json={"username": "gongan", "password": "huying-demo"})
    assert shut.status_code == 429
    assert 0 < int(shut.headers["retry-after"]) <= 15 * 60
    unknown = await http.post("/session", json={"username": "nobody", "password": "huying-demo"})
    assert unknown.status_code == 401


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic YTpi"}])
async def test_staff_pages_want_a_token(http: httpx.AsyncClient, header: dict[str, str]) -> None:
    for path in ("/calls", "/cases", "/rates", "/session"):
        assert (await http.get(path, headers=header)).status_code == 401


def test_demo_accounts_are_those_of_the_contract(city: City) -> None:
    accounts = {account.username: account for account in demo_accounts(city)}
    assert set(city.units) <= set(accounts)
    named = {
        "street-intake",
        "street-dispatch",
        "street-chief",
        "street-director",
        "area-chief-1",
        "callback-1",
    }
    named |= {
        "reviewer-1",
        "reviewer-2",
        "district-chief",
        "city-chief",
        "supervisor",
        "operator",
        "auditor",
        "admin",
    }
    assert named <= set(accounts)
    assert accounts["SQ07-G03"].roles == ("handler", "grid_chief")
    assert accounts["SQ07"].roles == ("handler", "station_chief")
    assert accounts["district-command"].roles == ("handler", "chief")
    assert (accounts["district-chief"].unit, accounts["street-chief"].unit) == (
        "district-command",
        "street-command",
    )


async def test_roles_are_kept_apart(http: httpx.AsyncClient, signed_in: SignIn) -> None:
    case_no = "SGH-20261123-48213058"
    orders = {
        "grade": {"item": "B0401", "reason": "r"},
        "dispatch": {"lead": "chengguan"},
        "approve": {"request_id": "t1", "granted": True},
        "supervise": {"text": "x"},
        "check": {"passed": True, "note": "x"},
        "reason": {"choice": "explain", "note": "x"},
        "review": {"verdict": "again", "note": "x"},
    }
    allowed = {
        "chengguan": set(),
        "street-intake": {"grade"},
        "street-dispatch": {"grade", "dispatch", "approve", "reason"},
        "street-chief": {"grade", "dispatch", "approve", "supervise", "reason"},
        "supervisor": {"supervise"},
        "SQ07-G03": {"check"},
        "callback-1": {"check"},
        "reviewer-1": {"review", "approve"},
        "admin": set(),
    }
    for account, may in allowed.items():
        header = await signed_in(account)
        for order, body in orders.items():
            answer = await http.post(f"/cases/{case_no}/{order}", json=body, headers=header)
            assert answer.status_code == (503 if order in may else 403), (account, order, answer.text)


async def test_a_unit_sees_its_own_lists_only(http: httpx.AsyncClient, signed_in: SignIn) -> None:
    own, desk = await signed_in("chengguan"), await signed_in("street-dispatch")
    assert (await http.get("/calls", headers=own)).json() == {"items": [], "next_cursor": None}
    other = await http.get("/calls?unit=SQ07", headers=own)
    assert other.status_code == 403
    assert other.json()["allowed"] == ["chengguan"]
    assert (await http.get("/calls?unit=SQ07", headers=desk)).status_code == 200
    assert (await http.get("/rates?by=tier", headers=own)).status_code == 403
    assert (await http.get("/rates", headers=own)).status_code == 200
    assert (await http.get("/cases", headers=own)).status_code == 200


async def test_first_start_makes_one_administrator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = demo_settings(tmp_path, demo=False)
    for said in ("one-time password", ""):
        made: FastAPI = create_app(settings)
        async with made.router.lifespan_context(made):
            assert said in capsys.readouterr().out
