"""A department's own system that can be ill in five ways, and its ledger of what calls had an effect there.

Written on bare sockets, because no web framework hangs, drips or resets a connection on command.
"""

import asyncio
import contextlib
import hashlib
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from demo.signature import HEADER, SECRET, fits, sign
from faults.asking import Asker, NeverAnswered

UNIT = "chengguan"
HANGS = 20.0  # seconds: longer than anybody waits
DRIP = 1.0  # seconds from byte to byte
SENT_TIMES = 3
"""How often each receipt goes out while receipts are doubled."""
PROMPT = (0.5, 8.0)
"""Seconds from a call to each word about it."""


class Mood(StrEnum):
    """How its system behaves."""

    WELL = "well"
    ERRORS = "answers 500"
    HANGS = "hangs"
    RESETS = "resets"
    DRIPS = "drips"
    DOUBLES = "doubles and reorders"


@dataclass
class Ledger:
    """What came, and what it did."""

    bodies: dict[str, str] = field(default_factory=dict)  # idempotency key to what was said under it
    effects: Counter[str] = field(default_factory=Counter)  # calls that it began to work on
    differing: list[str] = field(default_factory=list)  # keys that came with another body
    repeats: int = 0
    unsigned: int = 0
    answered: dict[tuple[str, str], int] = field(default_factory=dict)  # (call, kind) of receipts to status
    answered_at: dict[tuple[str, str], float] = field(default_factory=dict)  # `time.time` of the first answer


class Department:
    """Listens until closed. `silent` is the share of calls that nobody there ever answers."""

    def __init__(self, silent: float = 0.25, seed: int = 0) -> None:
        self.mood, self.ledger = Mood.WELL, Ledger()
        self._silent, self._chance = silent, random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.asker: Asker | None = None

    async def open(self) -> int:
        """Listen; the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, drop what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            self._server.close()

    async def quiet(self) -> None:
        """Return when everything that it wanted to say has been answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = dict(_header(line) for line in head.split("\r\n")[1:] if ":" in line)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            await self._answer(writer, headers, body)
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, headers: dict[str, str], body: bytes) -> None:
        """What it does with a message: an ill system may have taken it all the same."""
        match self.mood:
            case Mood.ERRORS:
                writer.write(_said(500))
            case Mood.HANGS:
                await asyncio.sleep(HANGS)
            case Mood.RESETS:
                self._take(headers, body)
                writer.transport.abort()
            case Mood.DRIPS:
                for byte in _said(self._take(headers, body)):
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(DRIP)
            case Mood.WELL | Mood.DOUBLES:
                writer.write(_said(self._take(headers, body)))
        await writer.drain()

    def _take(self, headers: dict[str, str], body: bytes) -> int:
        ledger = self.ledger
        if not fits(body, headers.get(HEADER.lower(), ""), time.time()):
            ledger.unsigned += 1
            return 401
        key, digest = headers.get("idempotency-key", ""), hashlib.sha256(body).hexdigest()
        if key in ledger.bodies:
            ledger.repeats += 1
            if ledger.bodies[key] != digest:
                ledger.differing.append(key)
            return 409
        ledger.bodies[key] = digest
        message = json.loads(body)
        if message["type"] == "call":
            ledger.effects[message["call_id"]] += 1
            if self._chance.random() >= self._silent:
                self._begin(message["call_id"])
        return 202

    def _begin(self, call_id: str) -> None:
        task = asyncio.create_task(self._work(call_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, call_id: str) -> None:
        """Respond and complete; while it doubles, everything three times and the last word first."""
        words: list[tuple[str, dict[str, Any]]] = [
            ("responded", {"kind": "on_site", "note": "到场"}),
            ("completed", {"result": "solved", "reply": "已办结"}),
        ]
        if self.mood is Mood.DOUBLES:
            await asyncio.sleep(self._chance.uniform(*PROMPT))
            said = [self._send(call_id, *word) for word in reversed(words) for _ in range(SENT_TIMES)]
            await asyncio.gather(*said)
            return
        for word in words:
            await asyncio.sleep(self._chance.uniform(*PROMPT))
            await self._send(call_id, *word)

    async def _send(self, call_id: str, kind: str, more: dict[str, Any]) -> None:
        assert self.asker is not None
        receipt = {"receipt_id": f"{call_id}-{kind}", "call_id": call_id, "type": kind, "at": _now(), **more}
        content = json.dumps(receipt, ensure_ascii=False).encode()

        def signed() -> dict[str, str]:
            return {"Content-Type": "application/json", HEADER: sign(content, int(time.time()))}

        path = f"/departments/{UNIT}/receipts"
        with contextlib.suppress(NeverAnswered):
            answer = await self.asker.ask("POST", path, headers=signed, content=content)
            self.ledger.answered.setdefault((call_id, kind), answer.status_code)
            self.ledger.answered_at.setdefault((call_id, kind), time.time())


def entry(port: int) -> str:
    """Its entry in the departments file."""
    return (
        f'[{UNIT}]\nurl = "http://127.0.0.1:{port}/calls"\nsecret_out = "{SECRET}"\nsecret_in = "{SECRET}"\n'
    )


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _said(status: int) -> bytes:
    return f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
