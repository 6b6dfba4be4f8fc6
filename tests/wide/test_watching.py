"""The dashboard and the alerts, as far as no process is needed for it."""

from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from infra.seen.metrics import Deliveries, Requests, Rules
from tests.wide.files import WATCHING, read
from tests.wide.named import OF_PROMETHEUS, alerts, expressions, family, named, panels


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
