"""A department's own system: takes what is signed, once; breaks when it should; answers with receipts."""

import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest_asyncio

from contracts.signature import HEADER, verify
from contracts.signature import sign as huying_signs
from demo.client import Huying
from demo.clock import Clock
from demo.crews import Crew
from demo.departments import UNITS, Systems, door, links
from demo.ledger import Ledger
from demo.pack import Pack
from demo.script import Outage, Story, Told, on
from demo.signature import SECRET, fits, sign
from demo.tasks import Tasks
from demo.views import Accepted
from infra.departments import load_links

FAST = 0.00001
CASE = "SGH-20261009-00000017"
NOON = on(9, 12)


def message(**changed: object) -> bytes:
    """A call as Huying sends it."""
    sent = {
        "type": "call",
        "version": 1,
        "call_id": f"{CASE}.1",
        "case_no": CASE,
        "item": "B0202",
        "item_name": "店外经营",
        "role": "lead",
        "urgent": True,
        "respond_by": (NOON + timedelta(minutes=30)).isoformat(),
        "resolve_by": (NOON + timedelta(hours=2)).isoformat(),
        **changed,
    }
    return json.dumps(sent, ensure_ascii=False).encode()


class Street:
    """The systems under test, with a street that keeps what it is told."""

    def __init__(self, pack: Pack) -> None:
        told = Told("R1", NOON, "B0202", "SQ01", "hotline", "店外经营")
        outage = Outage("shuiwu", NOON - timedelta(hours=1), NOON + timedelta(days=2000))
        self.ledger = Ledger(Story((told,), (outage,), NOON, NOON))
        self.ledger.accept(told, Accepted(CASE, "00000000", ""))
        self.receipts: list[httpx.Request] = []
        self.api = Huying("http://street", httpx.MockTransport(self._take))
        self.tasks = Tasks(self.ledger.faults)
        clock = Clock(FAST)
        clock.set(NOON, time.monotonic())
        crew = Crew(clock, self.ledger, pack)
        self.systems = Systems(self.api, clock, self.ledger, crew, self.tasks, (outage,))

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.receipts.append(request)
        return httpx.Response(202, json={})

    def send(
        self, body: bytes, unit: str = "chengguan", key: str = "k-1", signature: str | None = None
    ) -> int:
        """As Huying sends it."""
        return self.systems.take(unit, body, signature or huying_signs(SECRET, body, int(time.time())), key)


@pytest_asyncio.fixture
async def street(pack: Pack) -> AsyncIterator[Street]:
    """A street for one test."""
    made = Street(pack)
    yield made
    await made.tasks.end()
    await made.api.close()


def test_both_sides_sign_alike() -> None:
    """The demo's signature is Huying's."""
    body = "民呼我应".encode()
    assert verify(SECRET, body, sign(body, 1000), 1000.0)
    assert fits(body, huying_signs(SECRET, body, 1000), 1000.0)
    assert not fits(body + b" ", sign(body, 1000), 1000.0)
    assert not fits(body, sign(body, 1000), 1000.0 + 301)
    assert not fits(body, "nonsense", 1000.0)


async def test_a_call_is_answered_and_completed_by_signed_receipts(street: Street) -> None:
    """First `responded`, then `completed`, both of this call."""
    assert street.send(message()) == 202
    await street.tasks.quiet()
    said = [json.loads(request.content) for request in street.receipts]
    assert [receipt["type"] for receipt in said] == ["responded", "completed"]
    assert all(receipt["call_id"] == f"{CASE}.1" for receipt in said)
    assert all(verify(SECRET, r.content, r.headers[HEADER], time.time()) for r in street.receipts)
    assert street.ledger.answered == {CASE}


async def test_the_same_message_is_taken_once(street: Street) -> None:
    """Again: already have it."""
    assert (street.send(message()), street.send(message())) == (202, 409)


async def test_what_is_not_signed_is_not_taken(street: Street) -> None:
    """Forged, of somebody else's body, for a department that is none."""
    assert street.send(message(), signature=sign(b"other", int(time.time()))) == 401
    assert street.send(message(), unit="gongan") == 401
    assert not street.receipts


async def test_a_broken_system_answers_500(street: Street) -> None:
    """Whatever comes, until it is back."""
    assert street.send(message(), unit="shuiwu") == 500
    assert street.ledger.failed_deliveries == 1


async def test_a_cancelled_call_is_left_alone(street: Street) -> None:
    """The work stops."""
    street.send(message())
    assert street.send(message(type="cancel", version=2), key="k-2") == 202
    await street.tasks.quiet()
    assert not street.receipts


def test_the_system_reads_the_file_of_links(tmp_path: Path) -> None:
    """A url and both secrets for each department."""
    file = tmp_path / "departments.toml"
    with door() as sock:
        file.write_text(links(sock), encoding="utf-8")
        port = sock.getsockname()[1]
    found = load_links(file)
    assert set(found) == set(UNITS)
    assert found["shuiwu"].way.url == f"http://127.0.0.1:{port}/shuiwu/calls"
    assert (found["shuiwu"].way.secret_out, found["shuiwu"].secret_in) == (SECRET, SECRET)
