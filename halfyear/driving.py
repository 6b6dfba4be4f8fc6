"""One matter from its door to its end, as people would take it: report, dispatch, respond, complete, check, rate."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from halfyear.staff import CALLER, CHIEF, DESK, Staff, patiently
from halfyear.volume import Matter

LOOK_AGAIN = 0.1
PATIENCE = 120.0
"""Seconds for one case: who takes longer is told of at the end."""
ADDRESSES = 16
"""Residents come from addresses of their own: the door bounds what comes from one."""
OPEN = "open"


@dataclass
class Driven:
    """What came of all of them."""

    receipts: dict[str, Matter] = field(default_factory=dict)  # case number -> what was reported under it
    external: int = 0  # calls by the response list
    refused: list[str] = field(default_factory=list)  # what the system did not take, in its own words
    slow: list[str] = field(default_factory=list)  # cases that were not through in time


@asynccontextmanager
async def residents(base: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Clients on addresses of this machine's own network."""
    clients = [
        httpx.AsyncClient(
            base_url=base,
            timeout=60,
            trust_env=False,
            transport=httpx.AsyncHTTPTransport(local_address=f"127.0.0.{n + 2}"),
        )
        for n in range(ADDRESSES)
    ]
    try:
        yield clients
    finally:
        for client in clients:
            await client.aclose()


@dataclass(frozen=True)
class Driver:
    """Takes matters through the system, any number at a time."""

    residents: list[httpx.AsyncClient]
    staff: Staff
    driven: Driven

    async def drive(self, matter: Matter) -> None:
        """The whole way; what goes wrong is kept, and nothing is raised."""
        public = self.residents[matter.n % len(self.residents)]
        try:
            case_no, code = await self._report(public, matter)
        except httpx.HTTPError as error:
            self.driven.refused.append(f"report {matter.n}: {_said(error)}")
            return
        self.driven.receipts[case_no] = matter
        try:
            async with asyncio.timeout(PATIENCE):
                await self._through(public, matter, case_no, code)
        except TimeoutError:
            self.driven.slow.append(case_no)
        except httpx.HTTPError as error:
            self.driven.refused.append(f"{case_no}: {_said(error)}")

    async def _report(self, public: httpx.AsyncClient, matter: Matter) -> tuple[str, str]:
        body: dict[str, Any] = {
            "description": f"第 {matter.n} 件：请来处理",
            "community": matter.community,
            "grid": matter.grid,
            "reporter": {"kind": "resident"},
        }
        if matter.item is not None:
            body["item"] = matter.item
        answer = (await patiently(public, "/reports", body)).raise_for_status().json()
        return answer["case_no"], answer["track_code"]

    async def _through(self, public: httpx.AsyncClient, matter: Matter, case_no: str, code: str) -> None:
        """Whatever the case now waits for is done by whoever it waits for, until it is rated and nobody is asked."""
        done: set[str] = set()
        while (shown := await self._look(case_no))["state"] != "closed":
            tasks = {task["kind"]: task for task in shown["tasks"]}
            moved = await self._desks(case_no, matter, tasks, done)
            moved = await self._units(shown["calls"], done) or moved
            if "rating" in tasks or (moved and matter.grade == "A"):  # most A events are not checked
                rated = await self._rate(public, case_no, code, matter)
                if rated and matter.satisfied:
                    return
                moved = rated or moved
            if not moved:
                await asyncio.sleep(LOOK_AGAIN)

    async def _look(self, case_no: str) -> dict[str, Any]:
        """The case as the desk sees it; empty until it is recorded."""
        try:
            shown: dict[str, Any] = await self.staff.get(DESK, f"/cases/{case_no}/full")
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.NOT_FOUND:
                raise
            return {"state": "", "calls": [], "tasks": []}
        return shown

    async def _desks(
        self, case_no: str, matter: Matter, tasks: dict[str, dict[str, Any]], done: set[str]
    ) -> bool:
        """Triage, check and the word after a dissatisfied rating; whether anything was done."""
        moved = False
        for task in tasks.values():
            if task["id"] in done:
                continue
            match task["kind"]:
                case "triage":
                    by_list = {"response_item": matter.response_item} if matter.response_item else {}
                    taken = await self._order(DESK, case_no, "dispatch", **by_list)
                    self.driven.external += taken and bool(by_list)
                case "check":
                    account = CALLER if task["how"] == "phone" else task["unit"]
                    taken = await self._order(account, case_no, "check", passed=True, note="已核实")
                case "reason":
                    taken = await self._order(CHIEF, case_no, "reason", choice="explain", note="已说明")
                case _:
                    continue
            done.add(task["id"])
            moved = moved or taken
        return moved

    async def _units(self, calls: list[dict[str, Any]], done: set[str]) -> bool:
        """Every called unit answers and completes; whether any did."""
        moved = False
        for call in calls:
            call_id, unit = call["call_id"], call["unit"]
            if call["state"] != OPEN or call_id in done:
                continue
            done.add(call_id)
            answer = {"kind": "contacted", "note": "已联系"}
            (await self.staff.post(unit, f"/calls/{call_id}/respond", answer)).raise_for_status()
            result = {"result": "solved", "reply": "已办好"}
            (await self.staff.post(unit, f"/calls/{call_id}/complete", result)).raise_for_status()
            moved = True
        return moved

    async def _rate(self, public: httpx.AsyncClient, case_no: str, code: str, matter: Matter) -> bool:
        body: dict[str, Any] = {"result": 5} if matter.satisfied else {"result": 2, "why": "policy"}
        return _taken(await patiently(public, f"/cases/{case_no}/rating?code={code}", body))

    async def _order(self, account: str, case_no: str, what: str, **body: Any) -> bool:
        return _taken(await self.staff.post(account, f"/cases/{case_no}/{what}", body))


def _taken(answer: httpx.Response) -> bool:
    """Whether it was done; False where the case is not at that step (any more, or yet)."""
    if answer.status_code == httpx.codes.CONFLICT:
        return False
    answer.raise_for_status()
    return True


def _said(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"{error.request.url.path} {error.response.status_code} {error.response.text[:200]}"
    return f"{type(error).__name__} {error}"
