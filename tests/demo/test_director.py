"""The director: says an act when the case shows that it may be said, again when refused, and once when heard."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from demo.client import Huying
from demo.clock import Clock
from demo.director import Director
from demo.ledger import Ledger
from demo.proofs import called, happened, linked
from demo.script import Act, Story, Told, on
from demo.tasks import Bell, Tasks
from demo.views import Accepted

NOON = on(9, 12)
QUICK = 0.001
FIRST, SECOND = (Told(f"r{n}", NOON, "B0520", "SQ06", "hotline", "路灯不亮", scene="灯") for n in (1, 2))
CHILD = Told("child", NOON, "B0812", "SQ06", "hotline", "另一件")


def line(event: str, by: str = "system", **body: object) -> dict[str, Any]:
    """One line of a timeline."""
    return {"at": NOON.isoformat(), "event": event, "text": None, "by": by, "body": body}


class Street:
    """A street with two cases, whose API answers as the test says."""

    def __init__(self, *chain: Act) -> None:
        self.ledger = Ledger(Story((FIRST, SECOND), (), NOON, NOON, (chain,)))
        self.asked: list[httpx.Request] = []
        self.refusals = 0
        self.timeline: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.tasks_open: list[dict[str, Any]] = []
        self.linked: list[dict[str, Any]] = []
        self.heard: dict[str, Any] = {}
        self.api = Huying("http://street", httpx.MockTransport(self._answer))
        self.tasks, self.clock = Tasks(self.ledger.faults), Clock(0.00001)
        self.clock.set(NOON, time.monotonic())

    def accept(self, *told: Told) -> None:
        """Their cases are there."""
        for one in told:
            self.ledger.accept(one, Accepted(f"C-{one.key}", "code", ""))

    async def play(self) -> None:
        """To the end of the chain."""
        Director(self.api, self.clock, self.ledger, self.tasks, Bell()).begin(QUICK)
        await self.tasks.quiet()

    @property
    def said(self) -> list[tuple[str, dict[str, Any]]]:
        """What was posted, sign-ins apart."""
        posts = [r for r in self.asked if r.method == "POST" and not r.url.path.endswith("/session")]
        return [(r.url.path.removeprefix("/api/v1"), json.loads(r.content)) for r in posts]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.path.endswith("/session"):
            return httpx.Response(200, json={"token": "t"})
        if request.method == "GET":
            return httpx.Response(200, json=self._case(request.url.path.split("/")[4]))
        if self.refusals:
            self.refusals -= 1
            return httpx.Response(409, json={"title": "还不行", "detail": "not yet"})
        for name, value in self.heard.items():
            setattr(self, name, value)
        return httpx.Response(200, json={})

    def _case(self, case_no: str) -> dict[str, Any]:
        return {
            "case_no": case_no,
            "state": "handling",
            "calls": self.calls,
            "tasks": self.tasks_open,
            "timeline": self.timeline,
            "linked": self.linked,
        }


def merge(**more: Any) -> Act:
    """The second lamp is merged into the first."""
    given: dict[str, Any] = {"who": "street-dispatch", "verb": "merge", "body": {"into": "@r1"}, **more}
    return Act("merge", "合并", "r2", NOON, "同一盏灯", happened("merged"), **given)


@pytest_asyncio.fixture
async def ended() -> AsyncIterator[list[Street]]:
    """Streets to be closed after the test."""
    streets: list[Street] = []
    yield streets
    for street in streets:
        await street.tasks.end()
        await street.api.close()


async def test_it_is_said_once_and_waited_for(ended: list[Street]) -> None:
    """By the number that the other report got; the books say that it happened."""
    street = Street(merge())
    ended.append(street)
    street.accept(FIRST, SECOND)
    street.heard = {"timeline": [line("merged")]}
    await street.play()
    assert street.said == [("/cases/C-r2/merge", {"into": "C-r1"})]
    assert street.ledger.counted == {"合并": 1}
    assert "★ 合并 C-r2：同一盏灯" in street.ledger.news[-1]
    assert street.ledger.unplayed == []


async def test_a_refusal_is_not_the_last_word(ended: list[Street]) -> None:
    """Asked again under another key, and what was said last is kept for the judge."""
    street = Street(merge())
    ended.append(street)
    street.accept(FIRST, SECOND)
    street.refusals, street.heard = 2, {"timeline": [line("merged")]}
    await street.play()
    posts = [r for r in street.asked if r.url.path.endswith("/merge")]
    assert len({r.headers["Idempotency-Key"] for r in posts}) == len(posts) == 3
    assert "还不行" in street.ledger.hindered["merge"]


async def test_nothing_is_said_before_the_case_shows_it(ended: list[Street]) -> None:
    """Neither about a call that is not there, nor of a task that is not open."""
    act = Act(
        "off",
        "撤销协办",
        "r1",
        NOON,
        "不用来了",
        happened("call_closed"),
        who="street-dispatch",
        verb="approve",
        unit="chengguan",
        task="co",
        once=called("chengguan"),
    )
    street = Street(act)
    ended.append(street)
    street.accept(FIRST)
    director = Director(street.api, street.clock, street.ledger, street.tasks, Bell())
    full = await street.api.full("supervisor", "C-r1")
    assert not await director._try(act, full, "k")
    assert street.said == []


async def test_the_case_that_comes_of_it_is_booked(ended: list[Street]) -> None:
    """With the code that its reporter finds, so that its story goes on; 620 stay 620."""
    reopen = Act(
        "split",
        "拆单",
        "r1",
        NOON,
        "两件事",
        linked("split"),
        verb="split",
        who="street-dispatch",
        opens=CHILD,
        link="split",
    )
    street = Street(reopen)
    ended.append(street)
    street.accept(FIRST)
    street.heard = {"linked": [{"case_no": "C-9", "why": "split", "track_code": "77"}]}
    await street.play()
    assert street.ledger.held("child") == Accepted("C-9", "77", "")
    assert street.ledger.by_case["C-9"] is CHILD
    assert len(street.ledger.accepted) == 1


async def test_whoever_waits_for_an_act_goes_on_after_it(ended: list[Street]) -> None:
    """The unit's work is gated by what happened, not by a moment."""
    street = Street(merge())
    ended.append(street)
    street.accept(FIRST, SECOND)
    street.timeline = [line("merged")]
    waiting = street.tasks.start(street.ledger.has_happened("merge"))
    await street.play()
    assert waiting.done()
