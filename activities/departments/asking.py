"""One HTTP exchange with a department, bounded in every direction: connect, read, the whole, and the answer's size.

Used by the kinds that speak HTTP. No redirect is followed and no proxy of the environment used.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx

from activities.departments.guarding import Guarded, NotPublic
from activities.departments.outcome import DELIVERED, Outcome, away, refused
from activities.departments.traced import Traced
from contracts.links import Bounds

MOST_BYTES = 4 * 1024 * 1024
"""Of an answer that is read; what only has a status is not read at all."""
ALREADY_HAVE_IT = 409
TRY_AGAIN = {408, 423, 425, 429}
"""Timed out, locked, too early, too many: client errors that pass by themselves."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes = b""

    @property
    def good(self) -> bool:
        """2xx."""
        return 200 <= self.status < 300


def judged(status: int) -> Outcome:
    """What a status says of a signed message: 2xx and 409 delivered, other 4xx refused, anything else away."""
    if 200 <= status < 300 or status == ALREADY_HAVE_IT:
        return DELIVERED
    final = 400 <= status < 500 and status not in TRY_AGAIN
    return refused(f"answered {status}") if final else away(f"answered {status}")


class Failed(Exception):
    """There is no answer to go by; `outcome` says what that means."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


def client(bounds: Bounds, *, internal: bool) -> httpx.AsyncClient:
    """A client for one department alone, so that a slow one holds nobody else's connections. Its maker closes it."""
    limits = httpx.Limits(max_connections=bounds.at_once + 1, max_keepalive_connections=bounds.at_once)
    plain = httpx.AsyncHTTPTransport(limits=limits, trust_env=False)
    return httpx.AsyncClient(
        transport=Traced(plain if internal else Guarded(plain)),
        timeout=httpx.Timeout(bounds.read, connect=bounds.connect, pool=bounds.total),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "Huying"},  # nothing small unpacks to much
    )


async def ask(
    client: httpx.AsyncClient, bounds: Bounds, method: str, url: str, *, read: bool = True, **sent: Any
) -> Answer:
    """The answer, its body only if it is to be `read`. Raises `Failed`."""
    try:
        async with asyncio.timeout(bounds.total), client.stream(method, url, **sent) as response:
            return Answer(response.status_code, await _body(response) if read else b"")
    except NotPublic as error:
        raise Failed(refused(f"{error}: set internal = true if it is ours")) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Failed(away("no answer in time")) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise Failed(refused("its address can't be used")) from error
    except httpx.HTTPError as error:
        raise Failed(away(type(error).__name__)) from error


async def _body(response: httpx.Response) -> bytes:
    """As it came, without unpacking. Raises `Failed` where there is no end to it."""
    parts, size = [], 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise Failed(away(f"answered more than {MOST_BYTES} bytes"))
    return b"".join(parts)
