"""What is known after a run: what the outside world was told, what Temporal's cases know, what SQL has."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle, WorkflowQueryFailedError
from temporalio.service import RPCError

from faults.asking import Asker
from faults.department import Department
from faults.load import Account
from faults.stores import Row
from faults.system import System

WORKFLOW, QUERY = "Case", "events"
AT_ONCE = 8
ENDED = {WorkflowExecutionStatus.COMPLETED, WorkflowExecutionStatus.CONTINUED_AS_NEW}
STARTED = EventType.EVENT_TYPE_TIMER_STARTED
TIMER_GONE = (EventType.EVENT_TYPE_TIMER_FIRED, EventType.EVENT_TYPE_TIMER_CANCELED)


@dataclass(frozen=True)
class Case:
    """A case as Temporal knows it: its events as canonical JSON, and how many timers it has armed.

    `failed` says why it can't go on; empty where it can.
    """

    running: bool
    failed: str
    timers: int
    events: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """All of it, at one moment."""

    system: System
    account: Account
    department: Department
    asker: Asker
    cases: dict[str, Case]
    rows: dict[str, Row]  # of cases
    calls: list[Row]
    tasks: list[Row]  # open ones
    stored: dict[str, list[Row]] = field(default_factory=dict)  # events, in order

    @cached_property
    def events(self) -> dict[str, list[dict[str, Any]]]:
        """Stored events of each case, read."""
        return {number: [json.loads(row["body"]) for row in rows] for number, rows in self.stored.items()}

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Stored events of these kinds: the case, the event's place in it, its body."""
        for number, events in self.events.items():
            for place, event in enumerate(events):
                if event["body"]["kind"] in kinds:
                    yield number, place, event["body"]

    @cached_property
    def again(self) -> dict[str, str]:
        """Cases that ended in the one which the same report, sent before, had begun; and in which."""
        merged = ((number, body) for number, _, body in self.of_kind("merged"))
        return {number: body["into"] for number, body in merged if body["how"] == "again"}

    def counted(self, *kinds: str) -> Counter[tuple[str, str]]:
        """How often each call (its id) has an event of each of these kinds."""
        return Counter((f"{n}.{_call(body)}", body["kind"]) for n, _, body in self.of_kind(*kinds))


async def look(system: System, account: Account, department: Department, asker: Asker) -> Seen:
    """Temporal first, SQL afterwards: what a case has said by then must be stored soon."""
    cases = await _cases(await system.temporal())
    read = system.store.rows

    def sql() -> tuple[list[Row], ...]:
        columns = "case_no, seq, kind, body, recorded_at"
        events = read(f"SELECT {columns} FROM events ORDER BY case_no, seq")
        return events, *(read(f"SELECT * FROM {table}") for table in ("cases", "calls", "tasks"))

    events, rows, calls, tasks = await asyncio.to_thread(sql)
    of_cases = {row["case_no"]: row for row in rows}
    seen = Seen(system, account, department, asker, cases, of_cases, calls, tasks)
    for event in events:
        seen.stored.setdefault(event["case_no"], []).append(event)
    return seen


async def _cases(client: Client) -> dict[str, Case]:
    """Every case there is, asked of its own workflow. A long one goes on in further runs; each knows what it made."""
    bound, found, unreadable = asyncio.Semaphore(AT_ONCE), dict[str, list[Case]](), dict[str, str]()

    async def one(handle: WorkflowHandle[Any, Any], status: WorkflowExecutionStatus | None) -> None:
        async with bound:
            try:
                said = await handle.query(QUERY, 1)
            except (WorkflowQueryFailedError, RPCError) as error:
                unreadable.setdefault(handle.id.partition("~")[0], str(error))
                return
            events = tuple(
                json.dumps(event, ensure_ascii=False, separators=(",", ":"), sort_keys=True) for event in said
            )
            running = status is WorkflowExecutionStatus.RUNNING
            timers = await _timers(handle) if running else 0
        found.setdefault(handle.id.partition("~")[0], []).append(
            Case(running, "" if running or status in ENDED else f"it is {status}", timers, events)
        )

    async with asyncio.TaskGroup() as asking:
        async for run in client.list_workflows(f"WorkflowType = '{WORKFLOW}'"):
            handle = client.get_workflow_handle(run.id, run_id=run.run_id)
            asking.create_task(one(handle, run.status))
    wedged = {number: Case(True, why, 0, ()) for number, why in unreadable.items()}
    return {number: _joined(runs) for number, runs in found.items()} | wedged


def _joined(runs: list[Case]) -> Case:
    known = {int(json.loads(event)["seq"]): event for run in runs for event in run.events}
    return Case(
        any(run.running for run in runs),
        next((run.failed for run in runs if run.failed), ""),
        sum(run.timers for run in runs),
        tuple(known[seq] for seq in sorted(known)),
    )


async def _timers(handle: WorkflowHandle[Any, Any]) -> int:
    history = await handle.fetch_history()
    kinds = Counter(event.event_type for event in history.events)
    return kinds[STARTED] - sum(kinds[kind] for kind in TIMER_GONE)


def _call(body: dict[str, Any]) -> int:
    """The number of the call that an event is about."""
    call = body["call"]
    return int(call["n"] if isinstance(call, dict) else call)


def moment(text: str | datetime) -> datetime:
    """A stored moment; without an offset it is UTC."""
    read = datetime.fromisoformat(text) if isinstance(text, str) else text
    return read if read.tzinfo else datetime.fromisoformat(f"{read.isoformat()}+00:00")
