"""The one place that knows paths and shapes of Huying's HTTP interface. Every actor speaks through it."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from demo.script import Rating, Told
from demo.views import (
    Accepted,
    Call,
    CaseFull,
    CaseRow,
    Rate,
    call_of,
    full_of,
    linked_of,
    rate_of,
    row_of,
)

PASSWORD = "huying-demo"
BUSY = {429, 503}
TRIES = 12
LONGEST_WAIT = 3.0
PAGE = 200
CONNECTIONS = 24
Body = dict[str, Any]


class Refused(Exception):
    """The API said no, and why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status, self.detail = status, detail


@dataclass(frozen=True)
class Health:
    """What `/healthz` says of time, and when (`time.monotonic`) it was asked."""

    story_time: datetime
    asked_at: float


class Huying:
    """One connection pool for all actors; who acts is named with each call."""

    def __init__(self, base: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self.base = base
        self._http = httpx.AsyncClient(
            base_url=f"{base}/api/v1",
            limits=limits,
            timeout=httpx.Timeout(30, pool=None),
            transport=transport,
        )
        self._tokens: dict[str, str] = {}
        self._signing: dict[str, asyncio.Lock] = {}

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def health(self) -> Health:
        """The story time there; half the way of the question is taken as the moment it was read."""
        before = time.monotonic()
        answer = await self._ask("GET", "/healthz")
        after = time.monotonic()
        return Health(datetime.fromisoformat(answer["story_time"]), (before + after) / 2)

    async def sign_in(self, account: str) -> str:
        """The account's token; signs in the first time only."""
        async with self._signing.setdefault(account, asyncio.Lock()):
            if account not in self._tokens:
                body = {"username": account, "password": PASSWORD}
                self._tokens[account] = (await self._ask("POST", "/session", json=body))["token"]
            return self._tokens[account]

    async def report(self, told: Told) -> Accepted:
        """Send a report in, under the story's own key so that a second try makes no second case."""
        answer = await self._as(told.account, "POST", "/reports", json=_report(told), key=f"story-{told.key}")
        return Accepted(answer["case_no"], answer["track_code"], answer["track_url"])

    async def look(self, accepted: Accepted) -> Body:
        """The public view of a case."""
        return await self._ask("GET", f"/cases/{accepted.case_no}", params={"code": accepted.track_code})

    async def rate(self, accepted: Accepted, rating: Rating, key: str) -> None:
        """The reporter's word on it."""
        body = {"result": rating.result, "why": rating.why, "comment": rating.comment}
        params = {"code": accepted.track_code}
        await self._ask("POST", f"/cases/{accepted.case_no}/rating", json=_said(body), params=params, key=key)

    async def calls(self, account: str, **asked: str) -> list[Call]:
        """Calls that the account may see, all pages."""
        return [call_of(row) for row in await self._all(account, "/calls", asked)]

    async def cases(self, account: str, **asked: str) -> list[CaseRow]:
        """Cases that the account may see, all pages."""
        return [row_of(row) for row in await self._all(account, "/cases", asked)]

    async def full(self, account: str, case_no: str) -> CaseFull:
        """The whole case."""
        return full_of(await self._as(account, "GET", f"/cases/{case_no}/full"))

    async def tell_call(self, account: str, call_id: str, verb: str, body: Body) -> None:
        """`respond`, `complete`, `return` or `suspend`, by the called unit's own account."""
        await self._as(account, "POST", f"/calls/{call_id}/{verb}", json=_said(body), key=f"{call_id}-{verb}")

    async def speak(self, accepted: Accepted, verb: str, body: Body, key: str) -> None:
        """The reporter's word, by the track code: `urge`, `supplement`, `withdraw`, `reopen` and so on."""
        params = {"code": accepted.track_code}
        await self._ask("POST", f"/cases/{accepted.case_no}/{verb}", json=_said(body), params=params, key=key)

    async def order(self, account: str, where: str, body: Body, key: str) -> None:
        """Any operation of a unit on `calls/{call_id}/…`, or of the desk on `cases/{case_no}/…`."""
        await self._as(account, "POST", f"/{where}", json=_said(body), key=key)

    async def warnings(self, account: str) -> int:
        """How many warnings were given to all units."""
        return len(await self._all(account, "/warnings", {}))

    async def linked(self, accepted: Accepted, why: str) -> Accepted | None:
        """The case opened from this one for that reason, with the code that its reporter finds here."""
        found = (one for one in linked_of(await self.look(accepted)) if one.why == why)
        one = next(found, None)
        return Accepted(one.case_no, one.track_code or "", "") if one else None

    async def tell_case(self, account: str, case_no: str, verb: str, body: Body, key: str) -> None:
        """`grade`, `dispatch`, `approve`, `check`, `reason` or `review`."""
        await self._as(
            account, "POST", f"/cases/{case_no}/{verb}", json=_said(body), key=f"{case_no}-{verb}-{key}"
        )

    async def receipt(self, unit: str, body: bytes, headers: dict[str, str]) -> None:
        """A signed receipt of a department's own system."""
        await self._ask("POST", f"/departments/{unit}/receipts", content=body, headers=headers)

    async def bring(self, account: str, register: str, table: bytes) -> Body:
        """A table of rows for a register (台账), taken in whole or not at all; what came of it."""
        files, data = {"file": (f"{register}.csv", table)}, {"preview": "false"}
        return await self._as(account, "POST", f"/registers/{register}/import", files=files, data=data)

    async def registers(self, account: str) -> list[Body]:
        """The figures of all registers as they stand."""
        return list((await self._as(account, "GET", "/registers/report"))["items"])

    async def rates(self, account: str, by: str, **span: str) -> list[Rate]:
        """The three rates."""
        return [rate_of(row) for row in await self._all(account, "/rates", {"by": by, **span})]

    async def _all(self, account: str, path: str, asked: dict[str, str]) -> list[Body]:
        rows: list[Body] = []
        cursor: str | None = None
        while True:
            params = {"limit": str(PAGE), **asked, **({"cursor": cursor} if cursor else {})}
            page = await self._as(account, "GET", path, params=params)
            rows += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return rows

    async def _as(self, account: str | None, method: str, path: str, **request: Any) -> Body:
        if account is None:
            return await self._ask(method, path, **request)
        headers = {"Authorization": f"Bearer {await self.sign_in(account)}"}
        return await self._ask(method, path, headers=headers, **request)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **request: Any,
    ) -> Body:
        """Ask until there is an answer other than "busy"; raises `Refused` for every other no."""
        sent = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
        for _ in range(TRIES):
            try:
                answer = await self._http.request(method, path, headers=sent, **request)
            except httpx.TransportError as error:
                wait, said = 0.3, Refused(0, f"{type(error).__name__} at {path}")
            else:
                if answer.is_success:
                    return dict(answer.json()) if answer.content else {}
                said = Refused(answer.status_code, _why(answer))
                if answer.status_code not in BUSY:
                    raise said
                wait = min(float(answer.headers.get("Retry-After", 1)), LONGEST_WAIT)
            await asyncio.sleep(wait)
        raise said


def _why(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return answer.text[:200]
    return f"{problem.get('title', '')} {problem.get('detail', '')} {problem.get('errors', '')}"


def _said(body: Body) -> Body:
    return {name: value for name, value in body.items() if value is not None}


def _report(told: Told) -> Body:
    place: Body = {"address": told.address}
    if told.point:
        place |= {"lng": told.point[0], "lat": told.point[1], "datum": "gcj02"}
    return _said(
        {
            "description": told.description,
            "item": told.item if told.item_given else None,
            "place": _said(place) or None,
            "community": told.community,
            "grid": told.grid,
            "reporter": _said({"kind": told.kind, "name": told.name, "phone": told.phone}),
            "channel": told.channel,
        }
    )
