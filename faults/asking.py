"""HTTP as a careful client does it: by any of the doors, with one key, until there is a clear answer."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

PASSWORD = "huying-demo"
PAUSE = 0.4  # seconds between tries
PATIENCE = 600.0  # seconds until a question counts as never answered: longer than any run's faults last
REPORTED_WITHIN = 110.0  # likewise of a report: its key counts for 48 hours of the story
TRY = 10.0  # seconds of one try
UNCLEAR = {404, 429, 502, 503, 504}
"""To be asked again; 404 for `NOT_YET` seconds only: what was reported a moment ago may not be on record."""
NOT_YET = 20.0
Headers = Callable[[], dict[str, str]]
Body = dict[str, Any]


class NeverAnswered(Exception):
    """No clear answer within `PATIENCE`."""


@dataclass
class Asker:
    """Asks the doors in turn; counts what no client should ever see."""

    doors: tuple[str, ...]
    at_once: int = 64
    broken: list[str] = field(default_factory=list)  # answers of 500
    unanswered: list[str] = field(default_factory=list)
    tries: int = 0

    def __post_init__(self) -> None:
        limits = httpx.Limits(max_connections=self.at_once)
        self._clients = [
            httpx.AsyncClient(
                base_url=f"{door}/api/v1",
                timeout=httpx.Timeout(TRY, pool=None),
                limits=limits,
                trust_env=False,
            )
            for door in self.doors
        ]
        self._turn = itertools.cycle(self._clients)
        self._tokens: dict[str, str] = {}

    async def close(self) -> None:
        """Let the connections go."""
        for client in self._clients:
            await client.aclose()

    async def ask(
        self, method: str, path: str, *, headers: Headers = dict, patience: float = PATIENCE, **request: Any
    ) -> httpx.Response:
        """The first clear answer, be it a refusal. Raises `NeverAnswered`."""
        began = time.monotonic()
        while True:
            self.tries += 1
            answer = await self._once(method, path, headers(), request)
            waited = time.monotonic() - began
            if answer is not None and (answer.status_code not in UNCLEAR or _final(answer, waited)):
                return answer
            if waited > patience:
                self.unanswered.append(f"{method} {path}")
                raise NeverAnswered(path)
            await asyncio.sleep(PAUSE)

    async def _once(
        self, method: str, path: str, headers: dict[str, str], request: dict[str, Any]
    ) -> httpx.Response | None:
        try:
            answer = await next(self._turn).request(method, path, headers=headers, **request)
        except httpx.TransportError:
            return None
        if answer.status_code == 500:
            self.broken.append(f"{method} {path}: {answer.text[:200]}")
            return None
        return answer

    async def staff(self, account: str) -> dict[str, str]:
        """Headers of a signed-in account."""
        if account not in self._tokens:
            body = {"username": account, "password": PASSWORD}
            answer = await self.ask("POST", "/session", json=body)
            self._tokens[account] = str(answer.raise_for_status().json()["token"])
        return {"Authorization": f"Bearer {self._tokens[account]}"}

    async def post(
        self,
        path: str,
        body: Body,
        key: str,
        by: str | None = None,
        code: str = "",
        patience: float = PATIENCE,
    ) -> httpx.Response:
        """Say something under a key; `by` is an account, `code` a reporter's."""
        sent = {"Idempotency-Key": key} | (await self.staff(by) if by else {})
        params = {"code": code} if code else {}
        return await self.ask("POST", path, headers=lambda: sent, patience=patience, json=body, params=params)


def _final(answer: httpx.Response, waited: float) -> bool:
    return answer.status_code == 404 and waited > NOT_YET
