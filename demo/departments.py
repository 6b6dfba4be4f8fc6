"""Two departments with their own HTTP system: signed calls come in, signed receipts go out.

One of them breaks down for an afternoon and answers 500 until it is back. Started by `show`.
"""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response

from demo.client import Body, Huying
from demo.clock import Clock
from demo.crews import Crew
from demo.ledger import Ledger
from demo.script import Outage
from demo.signature import HEADER, SECRET, fits, sign
from demo.tasks import Tasks
from demo.views import Call

UNITS = ("chengguan", "shuiwu")
BAD_SIGNATURE, ALREADY_HAVE_IT, BROKEN, TAKEN = 401, 409, 500, 202
HOST = "127.0.0.1"


class ReceiptVoice:
    """A department speaks by signed receipts."""

    def __init__(self, api: Huying, clock: Clock) -> None:
        self._api, self._clock = api, clock

    async def respond(self, call: Call, kind: str, note: str) -> None:
        """`responded`."""
        await self._send(call, "responded", {"kind": kind, "note": note})

    async def complete(self, call: Call, said: Body) -> None:
        """`completed`."""
        await self._send(call, "completed", said)

    async def give_back(self, call: Call, reason: str, note: str) -> None:
        """`returned`."""
        await self._send(call, "returned", {"reason": reason, "note": note})

    async def _send(self, call: Call, kind: str, said: Body) -> None:
        receipt = {
            "receipt_id": f"{call.call_id}-{kind}",
            "call_id": call.call_id,
            "type": kind,
            "at": self._clock.now().isoformat(timespec="seconds"),
            **said,
        }
        body = json.dumps(receipt, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", HEADER: sign(body, int(time.time()))}
        await self._api.receipt(call.unit, body, headers)


class Systems:
    """The systems of all connected departments, in one small application."""

    def __init__(
        self, api: Huying, clock: Clock, ledger: Ledger, crew: Crew, tasks: Tasks, outages: tuple[Outage, ...]
    ) -> None:
        self._clock, self._ledger, self._crew, self._tasks, self._outages = (
            clock,
            ledger,
            crew,
            tasks,
            outages,
        )
        self._voice = ReceiptVoice(api, clock)
        self._have: set[str] = set()
        self._work: dict[str, asyncio.Task[Any]] = {}

    def app(self) -> FastAPI:
        """The application that Huying's calls reach."""
        app = FastAPI(openapi_url=None)

        @app.post("/{unit}/calls")
        async def calls(unit: str, request: Request) -> Response:
            body = await request.body()
            key = request.headers.get("Idempotency-Key", "")
            return Response(status_code=self.take(unit, body, request.headers.get(HEADER, ""), key))

        return app

    def take(self, unit: str, body: bytes, signature: str, key: str) -> int:
        """Take one message; the HTTP status says what became of it."""
        if self._broken(unit):
            self._ledger.failed_deliveries += 1
            return BROKEN
        if unit not in UNITS or not fits(body, signature, time.time()):
            return BAD_SIGNATURE
        if key in self._have:
            return ALREADY_HAVE_IT
        self._have.add(key)
        self._follow(unit, json.loads(body))
        return TAKEN

    def _broken(self, unit: str) -> bool:
        now = self._clock.now()
        return any(outage.unit == unit and outage.start <= now < outage.end for outage in self._outages)

    def _follow(self, unit: str, message: dict[str, Any]) -> None:
        call_id = str(message["call_id"])
        if message["type"] == "call":
            call = _call(unit, message, self._clock.now())
            self._work[call_id] = self._tasks.start(self._crew.work(call, self._voice))
        elif message["type"] == "cancel" and call_id in self._work:
            self._work.pop(call_id).cancel()


def _call(unit: str, message: dict[str, Any], now: datetime) -> Call:
    """The message in the words of the crews."""
    return Call(
        call_id=message["call_id"],
        case_no=message["case_no"],
        unit=unit,
        unit_name=unit,
        tier="street",
        role=message["role"],
        state="open",
        item=message["item"],
        item_name=message["item_name"],
        urgent=message["urgent"],
        dispatched_at=now,
        respond_by=datetime.fromisoformat(message["respond_by"]),
        resolve_by=datetime.fromisoformat(message["resolve_by"]),
        responded_at=None,
        completed_at=None,
        breaches=(),
    )


class _Quiet(uvicorn.Server):
    """Leaves Ctrl-C to the show."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def door() -> socket.socket:
    """A free port, bound so that its number can be told to Huying before anything listens."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((HOST, 0))
    return sock


def links(sock: socket.socket) -> str:
    """`departments.toml`: where the systems are, and the secrets."""
    port = sock.getsockname()[1]
    entry = '[{unit}]\nurl = "http://{host}:{port}/{unit}/calls"\n'
    entry += 'secret_out = "{secret}"\nsecret_in = "{secret}"\n'
    return "\n".join(entry.format(unit=unit, host=HOST, port=port, secret=SECRET) for unit in UNITS)


@contextlib.asynccontextmanager
async def serving(systems: Systems, sock: socket.socket) -> AsyncIterator[None]:
    """Listen until the block ends."""
    server = _Quiet(uvicorn.Config(systems.app(), log_config=None, access_log=False, lifespan="off"))
    listening = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({listening}, timeout=3)
