"""A small telephone system as anybody might connect one: it rings up, plays what it was told, and takes keys.

It knows our interface by its address and the shared secret alone; who is rung up behaves as the test has said.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, count, repeat
from typing import Any

import httpx

from api.reading import recorded
from contracts.signature import HEADER, sign, verify
from domain.case import Case as WholeCase
from domain.localtime import zone
from tests.api.stack import Case
from tests.pages.town import Town

SECRET = "of-the-telephone-system"
MOST_ASKS = 3
"""How often it plays the menu until it takes silence for an answer."""
_ids = count(1)
PHONES = count(13800000001)
"""Of people who report something; nobody's."""


@dataclass
class Caller:
    """Somebody who is rung up: what comes of the line, or the keys that they press one after another."""

    line: str = "answered"  # or no_answer, busy, wrong_number, declined
    keys: str = ""
    heard: list[str] = field(default_factory=list)

    def press(self, said: str) -> str | None:
        """The next key, if any."""
        self.heard.append(said)
        key, self.keys = self.keys[:1], self.keys[1:]
        return key or None


@dataclass
class Telephone:
    """The telephone system. `now` is real time as the other side sees it."""

    http: httpx.AsyncClient
    now: Callable[[], datetime]
    secret: str = SECRET
    people: dict[str, Caller] = field(default_factory=dict)

    async def post(self, path: str, body: dict[str, Any], *, age: int = 0) -> httpx.Response:
        """Something signed; a good answer is signed as well."""
        content = json.dumps(body, ensure_ascii=False).encode()
        signature = sign(self.secret, content, int(self.now().timestamp()) - age)
        headers = {HEADER: signature, "content-type": "application/json"}
        answer = await self.http.post(f"/ivr/{path}", content=content, headers=headers)
        if answer.is_success:
            assert verify(self.secret, answer.content, answer.headers[HEADER], self.now().timestamp())
        return answer

    async def next(self, request_id: str = "") -> dict[str, Any]:
        """Whom to ring up."""
        answer = await self.post("next", {"request_id": request_id or f"request-{next(_ids)}"})
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def ring_once(self) -> tuple[str, httpx.Response] | None:
        """One call from beginning to end: the phone that rang, and our answer; None where there was nobody."""
        call = (await self.next())["call"]
        if call is None:
            return None
        return call["phone"], await self.post("results", {"token": call["token"], **self.play(call)})

    def play(self, call: dict[str, Any]) -> dict[str, str]:
        """What comes of it, as the result is told."""
        caller = self.people.get(call["phone"], Caller("no_answer"))
        if caller.line != "answered":
            return {"outcome": caller.line}
        said = call["say"]
        for _ in range(MOST_ASKS):
            key = caller.press(said)
            if key in call["keys"]:
                return {"key": key, **self._why(call, caller, key)}
            said = call["say_again"]
        return {"outcome": "no_key"}

    @staticmethod
    def _why(call: dict[str, Any], caller: Caller, key: str) -> dict[str, str]:
        why = caller.press(call["say_why"]) if key in call["dissatisfied"] else None
        return {"why_key": why} if why in call["why_keys"] else {}


@dataclass
class Street:
    """A town whose telephone system is the simulator."""

    town: Town
    telephone: Telephone

    async def to_rate(self, caller: Caller | None = None, **report: object) -> tuple[Case, str]:
        """A case whose rating is open, and the phone of who reported it."""
        phone = str(next(PHONES))
        self.telephone.people[phone] = caller or Caller("no_answer")
        reporter = {"kind": "resident", "phone": phone, "name": "王小明"}
        case = await self.town.stack.report(**{"reporter": reporter, **report})  # type: ignore[arg-type]
        await self.town.stack.to_rating(case)
        return case, phone

    async def at(self, hour: int, *cases: Case, minute: int = 0) -> None:
        """Time passes until it is so late in the city, at least four hours from now."""
        now = self.town.app.state.door.now().astimezone(zone("Asia/Shanghai"))
        then = now.replace(hour=hour, minute=minute, second=5, microsecond=0)
        while then < now + timedelta(hours=4):
            then += timedelta(days=1)
        for case, span in zip(
            cases, chain([then - now], repeat(timedelta())), strict=False
        ):  # the others catch up
            await self.town.forward(case.case_no, span)

    async def whole(self, case: Case) -> WholeCase:
        """The case as recorded."""
        found = await recorded(self.town.app.state.door, case.case_no, events=False)
        assert found is not None
        return found.case

    async def rate(self, case: Case, result: int = 5) -> None:
        """Its reporter rates by page."""
        path = f"/cases/{case.case_no}/rating?code={case.code}"
        assert (await self.town.stack.http.post(path, json={"result": result})).status_code == 200
        await self.town.stack.until(case, "closed", "handling", "called", "reviewing", "approving")

    async def tried(self, case: Case, times: int) -> None:
        """Until so many tries are on record."""
        async with asyncio.timeout(20):
            while len((await self.whole(case)).tries) < times:
                await asyncio.sleep(0.02)
