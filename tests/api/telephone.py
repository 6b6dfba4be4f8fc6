"""A small telephone system as anybody might connect one: it rings up, plays what it was told, and takes keys.

It knows our interface by its address and the shared secret alone; who is rung up behaves as the test has said.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import httpx

from contracts.signature import HEADER, sign, verify

SECRET = "of-the-telephone-system"
MOST_ASKS = 3
"""How often it plays the menu until it takes silence for an answer."""
_ids = count(1)


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
