"""The whole way of a report: API, worker, read model, a Temporal server of its own. For the doors."""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from temporalio.client import Client

from contracts.signature import HEADER, sign
from tests.patience import until

FRIDAY = "2026-10-09T09:00:00+08:00"
HOME = {"community": "SQ07", "grid": "SQ07-G03"}
SIGNED_BY = "huying-demo"
URGENT = "B0116"
"""Burning rubbish: made safe by chengguan, on site. Its clocks run day and night: no miss waits for a Monday."""
CHINESE = re.compile("[\u4e00-\u9fff]")
Seen = Callable[[dict[str, Any]], bool]


@dataclass
class Case:
    """What a reporter holds."""

    case_no: str
    code: str


@dataclass
class Stack:
    """A running installation, seen from outside."""

    app: FastAPI
    http: httpx.AsyncClient
    temporal: Client
    header_of: Callable[[str], Awaitable[dict[str, str]]]

    async def report(self, item: str | None = "B0102", *, by: str = "street-intake", **more: Any) -> Case:
        """A report taken down by staff, so that its item is called at once."""
        body = {
            "description": "楼道渗水",
            "reporter": {"kind": "resident"},
            "channel": "phone",
            **HOME,
            **more,
        }
        if item is not None:
            body["item"] = item
        answer = await self.http.post("/reports", json=body, headers=await self.header_of(by))
        assert answer.status_code == 202, answer.text
        return Case(answer.json()["case_no"], answer.json()["track_code"])

    async def see(self, case: Case) -> dict[str, Any]:
        """The public view."""
        answer = await self.http.get(f"/cases/{case.case_no}?code={case.code}")
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def until(self, case: Case, *states: str) -> dict[str, Any]:
        """The public view, once the case is in one of these states."""
        return await until(lambda: self.see(case), lambda view: view["state"] in states and view["timeline"])

    async def post(self, path: str, by: str, body: dict[str, Any], key: str = "") -> httpx.Response:
        """Somebody of the staff says something."""
        headers = {**await self.header_of(by), **({"Idempotency-Key": key} if key else {})}
        return await self.http.post(path, json=body, headers=headers)

    async def unit_of(self, case: Case) -> str:
        """Who has it, once somebody has."""
        return str((await self.until(case, "called", "handling"))["unit"])

    async def events(self, case: Case) -> list[str]:
        """What happened, by kind, as recorded."""
        path = f"/cases/{case.case_no}/full"
        answer = await self.http.get(path, headers=await self.header_of("street-chief"))
        return [event["event"] for event in answer.json()["timeline"]]

    async def receipt(
        self, unit: str, content: bytes, *, secret: str = SIGNED_BY, age: int = 0
    ) -> httpx.Response:
        """A department's own system says something."""
        signature = sign(secret, content, int(time.time()) - age)
        headers = {HEADER: signature, "content-type": "application/json"}
        return await self.http.post(f"/departments/{unit}/receipts", content=content, headers=headers)

    async def to_rating(self, case: Case, on_site: str = "到场", reply: str = "修好了") -> str:
        """A unit does its work and the check is passed; says which unit."""
        unit = await self.unit_of(case)
        call = f"/calls/{case.case_no}.1"
        assert (
            await self.post(f"{call}/respond", unit, {"kind": "on_site", "note": on_site})
        ).status_code == 202
        done = {"result": "solved", "reply": reply}
        assert (await self.post(f"{call}/complete", unit, done)).status_code == 202
        await self.until(case, "checking", "rating")
        full = await self.http.get(
            f"/cases/{case.case_no}/full", headers=await self.header_of("street-chief")
        )
        task = full.json()["tasks"][0]
        if task["kind"] == "check":
            checker = "callback-1" if task["how"] == "phone" else task["unit"]
            passed = {"passed": True, "note": reply}
            checked = await self.post(f"/cases/{case.case_no}/check", checker, passed)
            assert checked.status_code == 200, checked.text
        await self.until(case, "rating")
        return unit


async def once(stack: Stack, case: Case, seen: Seen) -> dict[str, Any]:
    """The public view, once it shows that."""
    return await until(lambda: stack.see(case), seen)


def refused(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """That refusal, said in both languages."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == f"urn:huying:problem:{kind}", problem
    assert CHINESE.search(problem["detail"]), problem
    assert problem["detail_en"], problem
    return problem
