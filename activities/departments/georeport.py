"""Speaks GeoReport v2 to another city's server, in XML or JSON, and reads what it says. Knows nothing of our calls.

Used by `activities.departments.open311` and, for answers, by `activities.listening`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from xml.etree.ElementTree import Element

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from activities.departments.asking import ALREADY_HAVE_IT, Answer, Failed, ask, judged
from activities.departments.outcome import refused
from contracts.links import Bounds, Open311Way

Record = dict[str, str]
"""One request or update: names and texts; what is nested or empty is left out."""
NO_SUCH = {404, 405, 501}
"""How a server says that it has no such resource."""
IDS_AT_ONCE = 50
"""Numbers asked for in one request: an address has to stay short."""
LONGEST_SPAN = timedelta(days=90)
"""Of one question about a range of dates: the specification's own limit."""
PAGES, PAGE_SIZE = 5, 200


@dataclass(frozen=True)
class Taken:
    """What was answered to a post: a number, or a token for one that comes later."""

    number: str | None
    token: str | None


class GeoReport:
    """One server. Every method raises `Failed`, saying whether trying again may help."""

    def __init__(self, way: Open311Way, bounds: Bounds, client: httpx.AsyncClient) -> None:
        self.way, self._bounds, self._client = way, bounds, client

    async def post(self, fields: Mapping[str, str], key: str) -> Taken:
        """File a request. `key` also goes as a header, for servers that go by it."""
        answer = await self._ask("POST", "requests", fields, {"Idempotency-Key": key})
        first = next(iter(self._read(_good(answer))), {})
        taken = Taken(first.get("service_request_id"), first.get("token"))
        if taken.number is None and taken.token is None:
            raise Failed(refused("answered neither a service_request_id nor a token"))
        return taken

    async def update(self, fields: Mapping[str, str]) -> None:
        """Say something about a request, where the server has the extension for it."""
        answer = await self._ask("POST", "servicerequestupdates", fields, {})
        if answer.status in NO_SUCH:
            raise Failed(refused("it takes no updates: somebody has to tell them"))
        _good(answer)

    async def of_token(self, token: str) -> str | None:
        """The number behind a token, once there is one."""
        answer = await self._ask("GET", f"tokens/{httpx.URL(path=token).raw_path.decode()}", {})
        return next(iter(self._read(_good(answer))), {}).get("service_request_id")

    async def requests(self, numbers: Iterable[str]) -> dict[str, Record]:
        """How these requests stand, by number; unknown ones are left out."""
        wanted, found = list(numbers), {}
        for start in range(0, len(wanted), IDS_AT_ONCE):
            some = ",".join(wanted[start : start + IDS_AT_ONCE])
            for record in await self._many("requests", {"service_request_id": some}):
                if record.get("service_request_id"):
                    found[record["service_request_id"]] = record
        return found

    async def filed(self, since: datetime, now: datetime) -> list[Record]:
        """What was filed since then, by whoever: at most so many pages of it."""
        start = max(since, now - LONGEST_SPAN + timedelta(hours=1))
        asked = {"start_date": _w3c(start), "end_date": _w3c(now + timedelta(hours=1))}
        found: list[Record] = []
        for page in range(1, PAGES + 1):
            paged = {**asked, "page": str(page), "page_size": str(PAGE_SIZE)}
            came = await self._many("requests", paged)
            if not came or came[0] in found:
                break  # a server without pages says the same again
            found += came
        return found

    async def updates(self, since: datetime, now: datetime) -> list[Record]:
        """What was said about our requests since then, the oldest first; nothing from a server without updates."""
        if not self.way.updates:
            return []
        start, found = max(since, now - LONGEST_SPAN + timedelta(hours=1)), dict[str, Record]()
        for _ in range(PAGES):
            asked = {"start_date": _w3c(start), "end_date": _w3c(now + timedelta(hours=1))}
            answer = await self._ask("GET", "servicerequestupdates", asked)
            if answer.status in NO_SUCH:
                break
            came = {repr(said): said for said in self._read(_good(answer))}
            last = max((at for at in map(moment, came.values()) if at is not None), default=start)
            if came.keys() <= found.keys() or last <= start:
                found |= came
                break
            found, start = found | came, last  # servers say the oldest first, and not all at once
        return sorted(found.values(), key=lambda said: moment(said) or since)

    async def _many(self, resource: str, asked: Mapping[str, str]) -> list[Record]:
        answer = await self._ask("GET", resource, asked)
        return [] if answer.status == 404 else self._read(_good(answer))  # some say 404 for an empty list

    async def _ask(
        self,
        method: Literal["GET", "POST"],
        resource: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        given = {"api_key": self.way.api_key, **fields}
        if self.way.jurisdiction is not None:
            given["jurisdiction_id"] = self.way.jurisdiction
        url = f"{self.way.url}/{resource}.{self.way.form}"
        sent: dict[str, Any] = {"params": given} if method == "GET" else {"data": given, "headers": headers}
        return await ask(self._client, self._bounds, method, url, **sent)

    def _read(self, answer: Answer) -> list[Record]:
        try:
            return _json(answer.body) if self.way.form == "json" else _xml(answer.body)
        except (ValueError, RecursionError, ParseError, DefusedXmlException) as error:
            raise Failed(refused("answered what is no GeoReport")) from error


def moment(record: Record) -> datetime | None:
    """When it was last changed, UTC; None where it does not say, or not in a way that can be read."""
    try:
        at = datetime.fromisoformat(record.get("updated_datetime", ""))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _good(answer: Answer) -> Answer:
    """The answer if it is 2xx. Raises `Failed`: statuses that pass by themselves are tried again."""
    if answer.good:
        return answer
    if answer.status == ALREADY_HAVE_IT:  # of a key that only our own language has
        raise Failed(refused(f"answered {answer.status}"))
    raise Failed(judged(answer.status))


def _json(body: bytes) -> list[Record]:
    content = json.loads(body.decode("utf-8", "strict"))
    listed = content if isinstance(content, list) else [content]
    if not all(isinstance(one, dict) for one in listed):
        raise ValueError("not a list of objects")
    return [{name: _plain(value) for name, value in one.items() if _is_plain(value)} for one in listed]


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""


def _plain(value: Any) -> str:
    return str(value)


def _xml(body: bytes) -> list[Record]:
    root: Element = fromstring(body, forbid_dtd=True)
    return [{field.tag: field.text.strip() for field in one if field.text and not len(field)} for one in root]


def _w3c(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
