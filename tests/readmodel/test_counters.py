"""What Prometheus is shown of cases: each event counted once, and figures that agree with the cases themselves."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from prometheus_client import CollectorRegistry
from temporalio.testing import ActivityEnvironment

from activities.record import Recorder
from domain.case import Call, CallState, Phase
from domain.policy import City
from domain.views import overdue
from infra.seen.figures import FiguresNow
from infra.seen.metrics import Rules
from readmodel.database import Database
from readmodel.rows import call_rows, case_row
from tests.readmodel.histories import cut, fold, history, untold

SEEDS = range(8)
Value = Callable[..., float]


def value_of(registry: CollectorRegistry) -> Value:
    return lambda name, **labels: registry.get_sample_value(name, labels) or 0.0


async def test_every_step_counts_once_however_often_it_is_recorded(database: Database, city: City) -> None:
    registry = CollectorRegistry()
    recorder, activity = Recorder(database, untold, heard=Rules(registry).heard), ActivityEnvironment()
    driven = [history(city, seed, moves=20) for seed in SEEDS]
    histories = [events for events in driven if not any(e.body.kind == "call_reopened" for e in events)]
    for _ in range(2):
        for events in histories:  # of calls that end once: one that is reopened ends and counts again
            for batch in cut(events, Random(0)):
                await activity.run(recorder.record_until_done, batch)
    value, calls = value_of(registry), [call for events in histories for call in fold(events).calls]
    kinds = Counter(event.body.kind for events in histories for event in events)
    assert {kind: value("huying_case_events_total", kind=kind) for kind in kinds} == kinds
    breaches = Counter((call.tier.value, clock.value) for call in calls for clock in call.breaches)
    assert breaches
    assert {at: value("huying_breaches_total", tier=at[0], clock=at[1]) for at in breaches} == breaches
    ended = Counter((call.unit, outcome(call)) for call in calls if not call.open)
    assert {at: value("huying_calls_ended_total", unit=at[0], outcome=at[1]) for at in ended} == ended
    done = Counter(call.tier.value for call in calls if call.state is CallState.COMPLETED)
    assert done
    assert {tier: value("huying_lateness_seconds_count", tier=tier) for tier in done} == done


def outcome(call: Call) -> str:
    if call.state is not CallState.COMPLETED or call.completion is None:
        return call.state.value
    return "late" if call.completion.at > call.resolve.at else "in_time"


async def test_figures_are_those_of_the_cases(database: Database, database_at: str, city: City) -> None:
    recorder, activity = Recorder(database, untold), ActivityEnvironment()
    histories = [history(city, seed) for seed in SEEDS]
    for seed, events in zip(SEEDS, histories, strict=True):
        for batch in cut(events, Random(seed)):
            await activity.run(recorder.record_until_done, batch)
    now, cases = max(events[-1].at for events in histories) + timedelta(days=30), list(map(fold, histories))
    found, registry = FiguresNow(database_at, lambda: now), CollectorRegistry()
    registry.register(found)
    text = await asyncio.to_thread(lambda: {m.name: m.samples for m in registry.collect()})
    open_by_tier = Counter(case_row(case)["tier"] for case in cases if case.phase is not Phase.CLOSED)
    assert {s.labels["tier"]: s.value for s in text["huying_open_cases"] if s.value} == open_by_tier
    late = {s.labels["tier"]: s.value for s in text["huying_overdue_calls"]}
    assert sum(late.values()) >= sum(overdue(case, now) for case in cases) > 0
    longest = max(s.value for s in text["huying_longest_overdue_seconds"])
    rows = [row for case in cases for row in call_rows(case).values() if row["state"] == "open"]
    missed = [row for row in rows if row["breached_resolve"] or row["breached_respond"] or not row["stopped"]]
    assert longest <= max((now - row["resolve_by"]).total_seconds() for row in missed)
    assert [s.value for s in text["huying_database_up"]] == [1.0]
    found.close()


def test_without_a_database_nothing_is_said_of_cases() -> None:
    nobody = "postgresql+psycopg://huying@127.0.0.1:9/huying"
    found = FiguresNow(nobody, lambda: datetime.now(UTC))
    assert [(metric.name, metric.samples[0].value) for metric in found.collect()] == [
        ("huying_database_up", 0.0)
    ]
