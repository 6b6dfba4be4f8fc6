"""What the dashboard and the alerts name is there, and named as the processes name it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import temporalio.bridge
from prometheus_client import CollectorRegistry

from infra.seen.metrics import Deliveries, Requests, Rules
from tests.wide.cluster import Cluster
from tests.wide.files import WATCHING, read

PARTS = ("_total", "_bucket", "_sum", "_count")
OF_PROMETHEUS = {"job", "instance", "le", "__name__"}
UP = "up"
"""Prometheus' own."""


def alerts() -> list[dict[str, Any]]:
    return [rule for group in read(WATCHING / "alerts.yaml")["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((WATCHING / "dashboard.json").read_text())["panels"]
    return found


def expressions() -> list[str]:
    return [rule["expr"] for rule in alerts()] + [
        target["expr"] for panel in panels() for target in panel.get("targets", ())
    ]


def named(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Each metric that it names, with the labels that it matches and those that it is summed by."""
    selectors: list[Any] = []
    summed: set[str] = set()

    def visit(part: Any) -> None:
        if isinstance(part, promql_parser.VectorSelector):
            selectors.append(part)
        elif isinstance(part, promql_parser.AggregateExpr) and part.modifier:
            summed.update(part.modifier.labels)

    promql_parser.walk(promql_parser.parse(expression), visit)
    for selector in selectors:
        yield selector.name, summed | {matcher.name for matcher in selector.matchers.matchers}


def family(name: str) -> str:
    return next((name.removesuffix(part) for part in PARTS if name.endswith(part)), name)


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


def test_labels_that_no_sample_had_yet_are_the_codes_own() -> None:
    registry = CollectorRegistry()
    made = [vars(kind(registry)).values() for kind in (Deliveries, Requests, Rules)]
    labels = {metric._name: set(metric._labelnames) for group in made for metric in group}
    used = [(family(name), found) for one in expressions() for name, found in named(one)]
    ours = [(name, found) for name, found in used if name in labels]
    assert {name for name, _ in ours} == labels.keys()  # what is counted is shown
    assert [(name, found) for name, found in ours if found - OF_PROMETHEUS - labels[name]] == []


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_what_is_wrong_and_how_bad_it_is(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"].keys() == {"summary", "description"}
    assert any("\u4e00" <= sign <= "\u9fff" for sign in rule["annotations"]["summary"])


def test_the_dashboard_is_one_that_grafana_takes() -> None:
    ids = [panel["id"] for panel in panels()]
    assert len(ids) == len(set(ids))
    for panel in panels():
        place = panel["gridPos"]
        assert 0 <= place["x"] <= place["x"] + place["w"] <= 24
        assert panel["type"] == "row" or panel["datasource"]["uid"] == "prometheus"
    assert read(WATCHING.parent / "compose" / "grafana.yaml")["datasources"][0]["uid"] == "prometheus"
