"""The metrics that the dashboard and the alerts name. Used by the tests of both and of the processes."""

import json
from collections.abc import Iterator
from typing import Any

import promql_parser

from tests.wide.files import WATCHING, read

PARTS = ("_total", "_bucket", "_sum", "_count")
OF_PROMETHEUS = {"job", "instance", "le", "__name__"}


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
