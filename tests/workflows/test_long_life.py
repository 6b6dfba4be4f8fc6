"""A case that nobody handles for a year, while its reporter and a supervisor keep writing: it stays small."""

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from contracts.cases import Verdict
from domain import facts as f
from domain.events import Supplemented
from domain.people import REPORTER, Actor, Role
from domain.views import armed, deadlines
from readmodel.database import Database
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live
from tests.workflows.looking import stored
from workflows import options

WEEKS = 52
SUPPLEMENTS = 500
SUPERVISOR = Actor("supervisor", "street-command", (Role.SUPERVISOR,))
MOST_SNAPSHOT = 128 * 1024
"""Bytes of what a new run begins with: a thousand fact ids, and the case."""
STARTED, FIRED, CANCELLED = (
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_TIMER_FIRED,
    EventType.EVENT_TYPE_TIMER_CANCELED,
)


@dataclass
class Run:
    """One run of the case, as its history tells."""

    events: int
    began_with: int  # bytes
    history: int  # bytes
    most_timers: int


def run_of(history: list[HistoryEvent]) -> Run:
    """What a run's history comes to."""
    timers = most = 0
    for event in history:
        timers += (event.event_type == STARTED) - (event.event_type in (FIRED, CANCELLED))
        most = max(most, timers)
    began = history[0].workflow_execution_started_event_attributes.input.payloads[0]
    return Run(len(history), len(began.data), sum(event.ByteSize() for event in history), most)


async def runs_of(client: Client, case_no: str) -> list[Run]:
    """Every run of the case, the first first."""
    found = [run async for run in client.list_workflows(f'WorkflowId = "{case_no}"')]
    ordered = sorted(found, key=lambda run: run.start_time)
    handles = [client.get_workflow_handle(case_no, run_id=run.run_id) for run in ordered]
    return [run_of([event async for event in handle.fetch_history_events()]) for handle in handles]


async def live_on(case: Live, weeks: int, supplements: int) -> None:
    """Every week some supplements, a few at once, an order, and seven days."""
    sent = 0
    for week in range(1, weeks + 1):
        more = supplements * week // weeks - sent
        said = [f.Supplement(f"sealed-{sent + n}-{'x' * 400}") for n in range(more)]
        for some in (said[: more // 2], said[more // 2 :]):
            told = (case.command(body, REPORTER, name=uuid4().hex) for body in some)
            assert all(isinstance(verdict, Verdict) for verdict in await asyncio.gather(*told))
        assert isinstance(await case.command(f.Supervise("请本周内办结"), SUPERVISOR), Verdict)
        sent += more
        await case.forward(days=7)
        state = await case.state()
        assert armed(state) == min(deadlines(state), key=lambda d: (d.at, d.key))


@pytest.mark.long
async def test_a_year_with_500_supplements_and_weekly_supervision(begin: Begin, database: Database) -> None:
    case = await begin(item="A107", **HOME)
    await live_on(case, WEEKS, SUPPLEMENTS)
    await case.recorded()
    state = await case.state()
    kept = await stored(database, case.case_no)
    assert [event.seq for event in kept] == list(range(1, state.seq + 1))
    texts = [str(e.body.text) for e in kept if isinstance(e.body, Supplemented)]
    assert sorted(int(text.split("-")[1]) for text in texts) == list(range(SUPPLEMENTS))
    runs = await runs_of(case.temporal.client, case.case_no)
    print(f"\na year open: {state.seq} events of the case, {state.petitions} petitions, {len(runs)} runs")
    for number, run in enumerate(runs, 1):
        print(
            f"run {number}: {run.events} history events, {run.history // 1024} KB; "
            f"began with {run.began_with / 1024:.1f} KB"
        )
    assert len(runs) > 1
    assert max(run.events for run in runs) < options.RUN_EVENTS + 200
    assert max(run.began_with for run in runs) < MOST_SNAPSHOT
    assert {run.most_timers for run in runs} == {1}
    assert state.petitions >= WEEKS // 2
