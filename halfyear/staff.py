"""Everybody of the street at their desks: sessions by account, kept, and what is sent in their names."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

PASSWORD = "huying-demo"
DESK, CHIEF, INTAKE, CALLER, SUPERVISOR = (
    *("street-dispatch", "street-chief", "street-intake"),
    *("callback-1", "supervisor"),
)
NOT_NOW = (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS)
WAITS = (0.5, 1, 2, 4, 8, 15)
"""Seconds between tries."""
SESSIONS_AT_ONCE = 2
"""Checking a password takes a processor a while, on purpose."""


async def patiently(
    http: httpx.AsyncClient, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> httpx.Response:
    """Post it; while the system says that it can't now, again with the same key, as it asks for."""
    marked = {**(headers or {}), "Idempotency-Key": uuid4().hex}
    for wait in WAITS:
        answer = await http.post(path, json=body, headers=marked)
        if answer.status_code not in NOT_NOW:
            break
        await asyncio.sleep(wait)
    return answer


class Staff:
    """Posts and reads as an account; signs in when it first must, and again when a session is over."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._tokens: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._signing = asyncio.Semaphore(SESSIONS_AT_ONCE)

    async def post(self, account: str, path: str, body: dict[str, Any]) -> httpx.Response:
        """A command; its answer, whatever it is."""
        answer = await patiently(self._http, path, body, await self._as(account))
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._tokens.pop(account, None)
            answer = await patiently(self._http, path, body, await self._as(account))
        return answer

    async def get(self, account: str, path: str, **query: Any) -> Any:
        """What is read there. Raises `httpx.HTTPStatusError`."""
        answer = await self._http.get(path, params=query, headers=await self._as(account))
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._tokens.pop(account, None)
            answer = await self._http.get(path, params=query, headers=await self._as(account))
        return answer.raise_for_status().json()

    async def _as(self, account: str) -> dict[str, str]:
        async with self._locks.setdefault(account, asyncio.Lock()):
            if account not in self._tokens:
                body = {"username": account, "password": PASSWORD}
                async with self._signing:
                    answer = (await self._http.post("/session", json=body)).raise_for_status()
                self._tokens[account] = answer.json()["token"]
        return {"Authorization": f"Bearer {self._tokens[account]}"}
