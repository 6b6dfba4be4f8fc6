"""Whatever follows a report, in whatever order and by whomever, the answer is one of ours.

schemathesis follows the links of the OpenAPI page from report to report: some calls of one case, good and broken ones
mixed, by the public, the desk and the unit. The choice is the same at every run.
"""

import asyncio
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from requests import Response

from api.leading import after_a_report
from tests.api.open311 import listening
from tests.api.stack import HOME, Stack

CASES, STEPS = 8, 8
"""How many stories, and how long each is at most."""
FIXED = settings(
    max_examples=CASES,
    stateful_step_count=STEPS,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
UNIT = "guanli"


async def test_every_link_leads_to_an_operation(stack: Stack) -> None:
    paths = (await stack.http.get("/openapi.json")).json()["paths"]
    for name, link in after_a_report().items():
        *_, path, method = link["operationRef"].split("/")
        operation = paths[path.replace("~1", "/")][method]
        assert link["parameters"].keys() <= {known["name"] for known in operation["parameters"]}, name


async def test_no_story_breaks_it(stack: Stack, pytestconfig: pytest.Config) -> None:
    tokens = {name: await stack.header_of(name) for name in ("street-chief", "callback-1", UNIT)}
    asked: Counter[str] = Counter()
    wrong: list[str] = []
    async with listening(stack.app) as address:
        page = await asyncio.to_thread(schemathesis.openapi.from_url, f"{address}/api/v1/openapi.json")
        begun = page.include(path_regex=r"^/api/v1/(reports|cases/\{case_no\}|calls/\{call_id\})")
        machine = begun.as_state_machine()

        class Story(machine):  # type: ignore[valid-type, misc]
            """One story: the unit speaks to its call, the desk to its case."""

            def before_call(self, case: schemathesis.Case) -> None:
                if case.path.endswith("/reports") and isinstance(case.body, dict):
                    case.body = {
                        **{"description": "楼道渗水", "reporter": {"kind": "resident"}},
                        **{"channel": "phone", "item": "B0102", **HOME},
                    }

            def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
                who = UNIT if "{call_id}" in case.path else "street-chief"
                who = "callback-1" if case.path.endswith(("/check", "/attempt")) else who
                return {"headers": tokens[who], "timeout": 20}

            def after_call(self, response: Response, case: schemathesis.Case) -> None:
                asked[f"{case.method} {case.path} {response.status_code}"] += 1
                if response.status_code >= 500:
                    wrong.append(f"{case.method} {case.path}: {response.text[:200]}")

            def validate_response(self, response: Response, case: schemathesis.Case, **_: Any) -> None:
                """What is said is said by `after_call`."""

        await asyncio.to_thread(Story.run, settings=FIXED)
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nstories told: {CASES}, {asked.total()} requests, {len(asked)} kinds of answer")
    assert wrong == []
    assert asked["POST /api/v1/reports 202"] >= CASES / 2
    assert asked.total() > 3 * CASES
