"""Every operation and every form × everybody: anonymous, every role, its own unit and others, and tokens that are none.

The API is whole and its engine away: whoever gets past the door hears 503, or what else is wrong.
"""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from activities.notify import Notifier
from activities.record import Recorder
from contracts.cases import Batch
from domain.policy import City
from readmodel import accounts
from tests.api import access
from tests.api.access import (
    BY_SECRET,
    EVERYBODY,
    JUDGED,
    NOTHING_THERE,
    PUBLIC,
    PUBLIC_OR_STAFF,
    SENT_FIRST,
    STAFF,
)
from tests.api.conftest import SignIn
from tests.api.stack import Stack
from tests.api.test_party import BODIES
from tests.playing import Play

SITE, ENDLESS = "http://huying.test", "GET /events"
ENDED = "yibao"
"""The account of the sessions that are over."""


@dataclass
class Asking:
    """Asks every operation about one case."""

    http: httpx.AsyncClient
    paths: dict[str, str]
    real: dict[str, str]
    cells: int = 0

    async def ask(self, operation: str, headers: dict[str, str]) -> httpx.Response:
        """The answer to a well-formed request."""
        self.cells += 1
        method, _, name = operation.partition(" ")
        url = SITE + re.sub(r"{(\w+)}", lambda found: self.real[found[1]], self.paths[operation])
        body = BODIES.get(name) if method == "POST" else None
        return await self.http.request(method, url, headers=headers, json=body)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def asking(
    app: FastAPI, http: httpx.AsyncClient, city: City, pytestconfig: pytest.Config
) -> AsyncIterator[Asking]:
    """A case that a unit has, on record; and at the end how many were asked."""
    door = app.state.door
    case_no = door.numbers.random(door.now().date())
    play = Play(city, now=door.now()).report(case_no=case_no, item="B0102", community="SQ07", grid="SQ07-G03")
    assert play.top.unit == access.UNIT
    await Recorder(door.database, Notifier(door.city, door.database).write).record_until_done(
        Batch(case_no, tuple(play.events))
    )
    described = (await http.get("/openapi.json")).json()["paths"]
    paths = {
        f"{m.upper()} {path.removeprefix('/api/v1')}": path for path, ways in described.items() for m in ways
    }
    real = {"case_no": case_no, "call_id": f"{case_no}.1", "service_request_id": case_no, "token": case_no}
    real |= {"unit": access.UNIT, "source": "hotline", "format": "json", "service_code": "B0102"}
    real |= {"number": "B-20261009-1", "service": "x", "code": "x", "paper": "0" * 40}
    real |= {"round_no": "x", "redraw": "1"}
    real |= {"absence": "1", "handover": "1", "request_id": "1"}
    real |= {"day": "2026-10-01", "photo": "0" * 40, "ref": "x", "notice": "1", "key": "X-1"}
    real |= {"meeting": "1", "n": "1", "topic": "1", "version": "1", "line": "1"}
    made = Asking(http, paths, real)
    yield made
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\naccess: {made.cells:,} cells")


async def session(app: FastAPI, token: str, created: timedelta, expires: timedelta) -> str:
    """A session that began and ends so long from now."""
    digest, now = hashlib.sha256(token.encode()).hexdigest(), datetime.now(UTC)
    async with app.state.door.database.session() as database:
        await accounts.add_session(database, digest, ENDED, now + created, now + expires)
    return f"Bearer {token}"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def no_tokens(app: FastAPI, http: httpx.AsyncClient, signed_in: SignIn) -> dict[str, dict[str, str]]:
    """What is no token of anybody, by why."""
    hour = timedelta(hours=1)
    answer = await http.post("/session", json={"username": ENDED, "password": "huying-demo"})
    revoked = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await http.delete("/session", headers=revoked)).status_code == 204
    good = (await signed_in("street-chief"))["Authorization"].removeprefix("Bearer ")
    return {
        "forged": {"Authorization": "Bearer " + "A" * 43},
        "changed": {"Authorization": f"Bearer {good[:-1]}{'A' if good[-1] != 'A' else 'B'}"},
        "expired": {"Authorization": await session(app, "expired", -13 * hour, -hour)},
        "unused": {"Authorization": await session(app, "unused", -3 * hour, 9 * hour)},
        "revoked": revoked,
        "its hash": {"Authorization": f"Bearer {hashlib.sha256(good.encode()).hexdigest()}"},
        "another scheme": {"Authorization": f"Basic {good}"},
        "no scheme": {"Authorization": good},
        "empty": {"Authorization": "Bearer "},
    }


async def test_every_operation_is_in_the_table_once(asking: Asking) -> None:
    tables = (PUBLIC, PUBLIC_OR_STAFF, BY_SECRET.keys(), STAFF.keys(), SENT_FIRST)
    assert sorted(operation for table in tables for operation in table) == sorted(asking.paths)
    assert set().union(*STAFF.values()) <= EVERYBODY


async def test_staff_operations_by_role_and_unit(asking: Asking, signed_in: SignIn) -> None:
    wrong = []
    for operation, let_in in STAFF.items():
        for account in EVERYBODY if operation not in ("DELETE /session", ENDLESS) else ():
            answer = await asking.ask(operation, await signed_in(account))
            past = answer.status_code not in (401, 403, 404) or (
                answer.status_code == 404 and operation in NOTHING_THERE
            )
            if past != (account in let_in) or answer.status_code == 500:
                wrong.append((operation, account, answer.status_code))
    assert wrong == []


def some(no_tokens: dict[str, dict[str, str]], turn: int) -> dict[str, dict[str, str]]:
    """A forged one, and two of the others by turns: every operation is asked with some, and some with every one."""
    names = list(no_tokens)
    return {name: no_tokens[name] for name in ("forged", *(names[(turn + n) % len(names)] for n in (0, 4)))}


async def test_staff_operations_want_a_token_of_somebody(
    asking: Asking, no_tokens: dict[str, dict[str, str]], signed_in: SignIn
) -> None:
    good = (await signed_in("street-chief"))["Authorization"].removeprefix("Bearer ")
    elsewhere = {"a cookie": {"Cookie": f"huying-session={good}"}, "nothing": {}}
    wrong = []
    for turn, operation in enumerate((*STAFF, *SENT_FIRST)):
        for why, headers in {**some(no_tokens, turn), **elsewhere}.items():
            answer = await asking.ask(operation, headers)
            if answer.status_code != 401 or answer.headers["content-type"] != "application/problem+json":
                wrong.append((operation, why, answer.status_code))
    assert wrong == []


async def test_a_session_opens_nothing_that_is_not_for_sessions(
    asking: Asking, no_tokens: dict[str, dict[str, str]], signed_in: SignIn
) -> None:
    accounts = {account: await signed_in(account) for account in EVERYBODY}
    wrong = []
    for turn, operation in enumerate(sorted(PUBLIC | PUBLIC_OR_STAFF | BY_SECRET.keys())):
        first = await asking.ask(operation, {})
        for why, sent in {**some(no_tokens, turn), **accounts}.items():
            answer = await asking.ask(operation, sent)
            expected = BY_SECRET.get(operation, first.status_code)
            if operation in PUBLIC_OR_STAFF:
                fits = answer.status_code == 401 if why in no_tokens else answer.status_code not in (401, 403)
            else:
                fits = answer.status_code == expected
            if not fits:
                wrong.append((operation, why, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("account", [access.OTHER, "SQ08-G01", "auditor", "admin"])
async def test_what_the_case_judges_it_refuses_to_others(stack: Stack, account: str) -> None:
    case = await stack.report("B0102")
    assert await stack.unit_of(case) == access.UNIT
    before = [event for event in await stack.events(case) if event != "ignored"]
    for operation in JUDGED:
        name = operation.removeprefix("POST ")
        path = name.format(case_no=case.case_no, call_id=f"{case.case_no}.1")
        answer = await stack.post(path, account, BODIES[name] or {})
        assert answer.status_code in (403, 404, 409), (operation, answer.text)
    assert [event for event in await stack.events(case) if event != "ignored"] == before
