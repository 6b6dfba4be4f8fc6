"""Whatever is sent to whatever our OpenAPI page offers, the answer is one of ours: no 5xx, and nothing without an end.

schemathesis makes the requests, good ones and broken ones, from the page itself; half of them name cases that are there
and come from somebody who is signed in. The choice is the same at every run.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from tests.api.open311 import KEY, listening
from tests.api.stack import Stack

EXAMPLES = 2
"""How many requests of each kind for each operation: good ones, and ones with something broken; of nobody one."""
PATIENCE = 20.0
WHO = {"/api/v1/calls": "unit", "/api/v1/replan": "admin", "/api/v1/cases/{case_no}/check": "callback-1"}
WHO["/api/v1/registers"] = KEEPER = "dangjian"
DESK = "street-chief"
ENDLESS = "/api/v1/events"
FIXED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Asker:
    """Sends what schemathesis makes, and keeps what went wrong."""

    address: str
    real: dict[str, str]  # path parameters that name something
    tokens: dict[str, dict[str, str]]
    code: str  # of the case
    wrong: list[str] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)  # operations that did what they were asked
    sent: int = 0
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, operation: APIOperation, mode: GenerationMode, who: str | None) -> None:
        """Some requests of one operation."""

        @settings(FIXED, max_examples=EXAMPLES if who else 1)
        @given(made=operation.as_strategy(generation_mode=mode))
        def each(made: schemathesis.Case) -> None:
            if who is not None:
                self._known(made, who)
            self._send(made, f"{operation.method.upper()} {operation.path} {mode.name} by {who}")

        each()

    def _known(self, made: schemathesis.Case, who: str) -> None:
        """Name what is there, and sign in."""
        named = made.path_parameters or {}
        made.path_parameters = {**named, **{name: self.real[name] for name in named if name in self.real}}
        made.headers.update(self.tokens[who])
        open311 = made.path.startswith("/open311")
        made.query = {**(made.query or {}), **({"api_key": KEY} if open311 else {"code": self.code})}
        if open311 and isinstance(made.body, dict):
            made.body["api_key"] = KEY

    def _send(self, made: schemathesis.Case, what: str) -> None:
        self.sent += 1
        request = made.as_transport_kwargs(base_url=self.address)
        try:
            answer = self.session.request(**request, timeout=PATIENCE, stream=True)
        except requests.RequestException as error:
            self.wrong.append(f"{what}: {type(error).__name__}")
            return
        with answer:
            if answer.status_code >= 500:
                self.wrong.append(
                    f"{what}: {answer.status_code} {answer.text[:200]} {made.as_curl_command()[:600]}"
                )
            elif not made.path.startswith(ENDLESS):
                answer.content  # noqa: B018 - to its end
            if answer.ok:
                self.answered.add(f"{made.method} {made.path}")


def kinds(operation: APIOperation, who: str | None) -> Iterator[GenerationMode]:
    """Good requests; and, of who is signed in, broken ones where anything can be broken."""
    yield GenerationMode.POSITIVE
    if who is not None and (operation.body or any(True for _ in operation.iter_parameters())):
        yield GenerationMode.NEGATIVE


@pytest_asyncio.fixture(loop_scope="session")
async def asker(stack: Stack) -> AsyncIterator[Asker]:
    """Somebody with every token, who knows a case."""
    case = await stack.report()
    unit = await stack.unit_of(case)
    names = {DESK: DESK, "admin": "admin", "callback-1": "callback-1", "unit": unit, KEEPER: KEEPER}
    tokens = {name: await stack.header_of(account) for name, account in names.items()}
    real = {"case_no": case.case_no, "call_id": f"{case.case_no}.1", "unit": unit, "format": "json"}
    real |= {"service_code": "B0401", "service_request_id": case.case_no}
    async with listening(stack.app) as address:
        yield Asker(address, real, tokens, case.code)


async def test_nothing_that_is_sent_breaks_it(asker: Asker) -> None:
    page = await asyncio.to_thread(schemathesis.openapi.from_url, f"{asker.address}/api/v1/openapi.json")
    operations = [result.ok() for result in page.get_all_operations()]
    assert len(operations) > 60

    def everything() -> None:
        for operation in operations:
            someone = next((who for path, who in WHO.items() if operation.path.startswith(path)), DESK)
            ending = operation.path == "/api/v1/session"  # a session that is ended is nobody's
            for who in (None,) if ending else (None, someone):
                for mode in kinds(operation, who):
                    asker.ask(operation, mode, who)

    await asyncio.to_thread(everything)
    assert asker.wrong == []
    assert asker.sent > 4 * len(operations)
    assert len(asker.answered) > len(operations) / 3
