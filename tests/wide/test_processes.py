"""Two APIs and three workers on PostgreSQL: one system, seen whole."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import temporalio.bridge

from tests.patience import PATIENCE
from tests.wide.cluster import SPLIT, UNIT, Cluster, Span
from tests.wide.named import OF_PROMETHEUS, expressions, family, named

UP = "up"
"""Prometheus' own metric."""
WORDS, NAME, PHONE = "垃圾车漏了一路的污水", "某甲", "13800000002"


async def reported(cluster: Cluster) -> dict[str, Any]:
    """Somebody reports at the first door what a department's own system is called for."""
    body = {
        "description": WORDS,
        "item": "B0104",
        "community": "SQ07",
        "grid": "SQ07-G03",
        "reporter": {"kind": "resident", "name": NAME, "phone": PHONE},
        "channel": "phone",
    }
    header = await signed_in(cluster, "street-intake")
    answer = await cluster.apis[0].post("/reports", json=body, headers=header)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def signed_in(cluster: Cluster, account: str) -> dict[str, str]:
    answer = await cluster.apis[0].post("/session", json={"username": account, "password": "huying-demo"})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def delivered(cluster: Cluster, case_no: str) -> str | None:
    """The header `traceparent` of the message about that case, once the department has it."""
    for asked in cluster.heard.messages:
        if json.loads(asked.body)["case_no"] == case_no:
            return str(asked.headers["traceparent"])
    return None


def line_up(cluster: Cluster, trace: str, at: str) -> list[Span] | None:
    """From that span up to the root of its trace, once all of them were sent."""
    spans = {span.id: span for span in cluster.heard.spans if span.trace == trace}
    line = []
    while at:
        if at not in spans:
            return None
        line.append(spans[at])
        at = spans[at].parent
    return line


def all_of(cluster: Cluster, trace: str, names: set[str]) -> list[Span] | None:
    """The spans of that trace, once those names are among them."""
    spans = [span for span in cluster.heard.spans if span.trace == trace]
    return spans if names <= {span.name for span in spans} else None


async def test_one_trace_from_the_door_to_the_department(cluster: Cluster) -> None:
    taken = await reported(cluster)
    case_no, code = taken["case_no"], taken["track_code"]
    assert (await cluster.apis[0].get(f"/cases/{case_no}?code={code}")).status_code == 200
    header = await asyncio.to_thread(cluster.heard.until, lambda: delivered(cluster, case_no))
    _, trace, parent, _ = header.split("-")

    line = await asyncio.to_thread(cluster.heard.until, lambda: line_up(cluster, trace, parent))
    assert [f"{span.service} {span.name}" for span in line] == [
        "huying-worker POST",
        "huying-worker RunActivity:deliver",
        "huying-worker StartActivity:deliver",
        "huying-api StartWorkflow:Case",
        "huying-api POST /api/v1/reports",
    ]
    assert line[1].attributes["huying.unit"] == UNIT
    beside = {"RunWorkflow:Case", "RunActivity:plan_and_record"}
    spans = await asyncio.to_thread(cluster.heard.until, lambda: all_of(cluster, trace, beside))
    assert {span.attributes["temporalWorkflowID"] for span in spans if "Workflow" in span.name} == {case_no}
    said = "".join(span.whole for span in cluster.heard.spans)
    assert not [word for word in (NAME, PHONE, WORDS, json.dumps(WORDS), code) if word in said]


async def test_what_one_door_takes_the_other_shows_and_every_queue_is_served(cluster: Cluster) -> None:
    taken = await reported(cluster)
    path, end = f"/cases/{taken['case_no']}?code={taken['track_code']}", time.monotonic() + PATIENCE
    while not (view := (await cluster.apis[1].get(path)).json()).get("unit"):
        assert time.monotonic() < end, view
        await asyncio.sleep(0.05)
    assert view["unit"] == UNIT
    queues = {
        process: {
            labels["task_queue"] for labels, _ in (await cluster.scrape(process))["temporal_num_pollers"]
        }
        for process in SPLIT
    }
    assert queues == {
        "cases": {"huying"},
        "watches,results": {"huying-watch"},
        "departments": {f"huying-to-{UNIT}"},
    }


async def test_every_metric_that_they_name_exists(cluster: Cluster) -> None:
    known, labels = set[str](), dict[str, set[str]]()
    for process in cluster.metrics:
        known |= await cluster.families(process)
        for name, samples in (await cluster.scrape(process)).items():
            labels.setdefault(name, set()).update(*(found.keys() for found, _ in samples))
    library = b"".join(path.read_bytes() for path in Path(temporalio.bridge.__file__).parent.glob("*.so"))
    missing, mislabelled = set(), set()
    for name, used in (pair for expression in expressions() for pair in named(expression)):
        if name == UP:
            continue
        if family(name) not in known:
            spoken = family(name).removeprefix("temporal_").removesuffix("_seconds").encode()
            if not name.startswith("temporal_") or spoken not in library:
                missing.add(name)
        elif name in labels and used - OF_PROMETHEUS - labels[name]:
            mislabelled.add((name, *sorted(used)))
    assert (missing, mislabelled) == (set(), set())
