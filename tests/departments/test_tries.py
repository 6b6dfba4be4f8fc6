"""Single tries of a delivery: what can go wrong on the way, what a later try makes of it, and that all is bounded."""

import asyncio
import contextlib
import pickle
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from activities.departments.making import Means
from contracts.cases import Message
from contracts.links import Bounds, HttpWay, Link, Open311Way
from tests.conftest import ROOT
from tests.departments.played import Fault
from tests.departments.sender import send
from tests.departments.town import OUTSIDE, Systems, call_of, message
from tests.departments.web import Said, serving

every_system = pytest.mark.parametrize("kind", OUTSIDE)
HURRIED = Bounds(connect=5.0, read=0.3, total=0.6)
PASSING = (Fault.BUSY, Fault.RESET, Fault.LOST)


@every_system
async def test_a_failure_that_passes_is_tried_again_and_has_effect_once(
    systems: Systems, means: Means, kind: str
) -> None:
    sent, link = message(kind), systems.links[kind]
    systems[kind].script(call_of(sent), *PASSING)
    states = [(await send(link, means, sent)).state for _ in range(len(PASSING) + 1)]
    assert states == ["away", "away", "away", "delivered"]
    assert systems[kind].effective(call_of(sent)) == ["call"]


@every_system
async def test_an_answer_that_drips_is_given_up_in_time(systems: Systems, means: Means, kind: str) -> None:
    sent = message(kind)
    systems[kind].script(call_of(sent), Fault.DRIPS)
    outcome = await send(replace(systems.links[kind], bounds=HURRIED), means, sent)
    assert (outcome.state, outcome.detail) == ("away", "no answer in time")
    assert (await send(systems.links[kind], means, sent)).state == "delivered"
    assert systems[kind].effective(call_of(sent)) == ["call"]


@every_system
async def test_a_system_that_is_not_there_is_away(systems: Systems, means: Means, kind: str) -> None:
    link = systems.links[kind]
    if kind == "email":
        assert systems.smtp is not None
        means = replace(means, smtp=replace(systems.smtp, port=9))
    else:
        link = replace(link, way=replace(link.way, url="http://127.0.0.1:9"))
    assert (await send(link, means, message(kind))).state == "away"


async def test_a_department_that_has_it_already_has_it(systems: Systems, means: Means) -> None:
    sent = message("http")
    systems["http"].script(call_of(sent), Fault.HAS_IT)
    assert (await send(systems.links["http"], means, sent)).state == "delivered"


@pytest.mark.parametrize("kind", ["http", "open311"])
async def test_a_lower_version_that_comes_late_changes_nothing(
    systems: Systems, means: Means, kind: str
) -> None:
    first, link = message(kind), systems.links[kind]
    later = [replace(first, type="change", version=2), replace(first, type="cancel", version=3)]
    for sent in (first, *later, later[0], first):
        assert (await send(link, means, sent)).state == "delivered"
    assert systems[kind].standing(call_of(first)) == "cancel"
    if kind == "open311":
        assert systems[kind].effective(call_of(first)) == ["call", "change", "cancel"]


@every_system
async def test_a_worker_that_dies_after_sending_sends_under_the_same_key(
    systems: Systems, means: Means, database_url: str, kind: str
) -> None:
    sent, played = message(kind), systems[kind]
    call = call_of(sent)
    held = played.hold(call)
    async with dying(systems, database_url, kind, sent) as worker:
        await asyncio.to_thread(played.wait_for, call, 1)
        worker.kill()
        await worker.wait()
    held.set()
    assert (await send(systems.links[kind], means, sent)).state == "delivered"
    assert played.effective(call) == ["call"]
    assert len({came.key for came in played.tries[call]}) == 1


@contextlib.asynccontextmanager
async def dying(
    systems: Systems, url: str, kind: str, sent: Message
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that sends this, and is gone when the block ends."""
    told = pickle.dumps((url, systems.links[kind], systems.smtp, sent))
    pipe = asyncio.subprocess.PIPE
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.departments.sender", stdin=pipe, cwd=ROOT
    )
    assert worker.stdin is not None
    worker.stdin.write(told)
    worker.stdin.close()
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()


@pytest.mark.parametrize("status", [301, 302, 307])
@pytest.mark.parametrize("kind", ["http", "open311"])
async def test_a_redirect_is_not_followed(means: Means, kind: str, status: int) -> None:
    asked: list[str] = []
    with serving(lambda request: (asked.append(request.path), Said(status))[1]) as url:
        outcome = await send(way_to(kind, url), means, message(kind))
    assert (outcome.state, outcome.detail) == ("away", f"answered {status}")
    assert len(asked) == 1


async def test_an_answer_without_end_is_not_read_to_its_end(means: Means) -> None:
    with serving(lambda _: Said(200, endless=True)) as url:
        outcome = await send(way_to("open311", url), means, message("open311"))
        assert (outcome.state, outcome.detail) == ("away", "answered more than 4194304 bytes")
        assert (await send(way_to("http", url), means, message("http"))).state == "delivered"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]>
<service_requests><request><service_request_id>&c;</service_request_id></request></service_requests>"""


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"[1]", b"\xff\xfe", b'[{"service_request_id": null}]', b"[" * 100_000, BOMB]
)
@pytest.mark.parametrize("form", ["json", "xml"])
async def test_what_is_no_geo_report_is_for_a_person(means: Means, form: str, body: bytes) -> None:
    with serving(lambda _: Said(200, body)) as url:
        link = way_to("open311", url)
        link = replace(link, way=replace(link.way, form=form))
        assert (await send(link, means, message("open311"))).state == "refused"


def way_to(kind: str, url: str) -> Link:
    """A department of that kind at that address."""
    ways = {"http": HttpWay(url, "secret"), "open311": Open311Way(url, "key", default_service="OTHER")}
    return Link(message(kind).unit, ways[kind])
