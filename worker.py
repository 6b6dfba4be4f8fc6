"""The worker, and its composition root: one queue of workflows and their activities, and one queue per department.

`python worker.py`; started by `infra.local up`, or by hand any number of times against one Temporal server.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import Priority
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from activities.audit import Auditor
from activities.call import Caller
from activities.incidents import Finder
from activities.linking import Linker
from activities.notify import Notifier
from activities.places import Places
from activities.plan import Planner
from activities.record import Recorder
from activities.warnings import Warner
from contracts import names
from contracts.codec import DATA_CONVERTER
from contracts.story import StoryClock
from contracts.watching import Watch
from domain.policy import City
from infra import temporal
from infra.clock import story_clock
from infra.departments import Link, load_links
from infra.keys import secret_key
from infra.logs import set_up
from infra.numbers import Numbers
from infra.pack import load_city
from infra.refusal import StartError
from infra.sealing import Vault
from infra.settings import Settings, load
from readmodel.database import Database
from workflows.audit import AuditWorkflow
from workflows.case import CaseWorkflow
from workflows.incidents import IncidentsWorkflow
from workflows.matter import MatterWorkflow
from workflows.warnings import WarningsWorkflow

SEARCH_ATTRIBUTES = {
    names.TIER: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    names.GRADE: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    names.UNIT: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    names.COMMUNITY: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    names.DUE: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    names.OVERDUE: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
}
"""Registered and verified at every start."""

MOST_WORKFLOW_TASKS = 100
"""At once: a mass replay after a restart must not starve what is due now."""
DELIVERIES_AT_ONCE = 4
DELIVERIES_A_SECOND = 20.0
"""Per department."""
AUDIT_EVERY = timedelta(minutes=10)
"""Real time."""
LOOK_EVERY = timedelta(minutes=1)
"""Story time; but not so often that a fast story keeps the machine busy with it."""
SHORTEST_PAUSE = timedelta(seconds=1)
LOOKS = 10
"""In one run."""
FIRST = Priority(priority_key=1)
"""A look over all cases is cheap, and of no use behind the queue of those that it looks at."""
MISSED_RUNS = timedelta(minutes=1)
"""A schedule does not catch up with what an outage left out: one look sees it all."""
HTTP_TIMEOUT = 10.0  # seconds
READY = "worker ready"
"""What `infra.local` waits for on standard output."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Hands:
    """Everything that the workflows have done for them."""

    planner: Planner
    recorder: Recorder
    notifier: Notifier
    linker: Linker
    auditor: Auditor
    warner: Warner
    finder: Finder

    @property
    def activities(self) -> list[Callable[..., Any]]:
        """Their activities."""
        return [
            *(self.planner.plan, self.recorder.record, self.recorder.record_until_done),
            *(self.recorder.record_matter, self.recorder.record_matter_until_done),
            *(self.notifier.notify, self.linker.open_linked),
            *(self.auditor.compare, self.auditor.repair, self.warner.warn, self.finder.find),
        ]


def hands(
    client: Client,
    city: City,
    connected: frozenset[str],
    database: Database,
    messages: Path,
    seals: tuple[Vault, Numbers],
    now: Callable[[], datetime],
) -> Hands:
    """The hands of one worker. `now` gives story time (UTC); `messages` is the file of notices."""
    (vault, numbers), notifier = seals, Notifier(messages)
    return Hands(
        planner=Planner(city, connected),
        recorder=Recorder(database),
        notifier=notifier,
        linker=Linker(client, city, numbers.keyed, vault.seal, vault.unseal),
        auditor=Auditor(client, database, now),
        warner=Warner(city, database, notifier.notify, now),
        finder=Finder(client, database, now),
    )


def case_worker(client: Client, hands: Hands) -> Worker:
    """The worker of all cases. Unsandboxed: determinism is held by the rules' purity and by replay in the tests."""
    return Worker(
        client,
        task_queue=names.MAIN_QUEUE,
        workflows=[CaseWorkflow, MatterWorkflow, AuditWorkflow, WarningsWorkflow, IncidentsWorkflow],
        activities=hands.activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_concurrent_workflow_tasks=MOST_WORKFLOW_TASKS,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def department_worker(client: Client, unit: str, caller: Caller) -> Worker:
    """The worker of one department's deliveries."""
    return Worker(
        client,
        task_queue=names.department_queue(unit),
        activities=[caller.deliver],
        max_concurrent_activities=DELIVERIES_AT_ONCE,
        max_task_queue_activities_per_second=DELIVERIES_A_SECOND,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def addresses(links: Mapping[str, Link]) -> Callable[[str], tuple[str, str] | None]:
    """The look-up of a unit's (url, secret) that `Caller` needs."""

    def find(unit: str) -> tuple[str, str] | None:
        link = links.get(unit)
        return (link.url, link.secret_out) if link and link.url else None

    return find


async def schedule_all(client: Client, story: StoryClock) -> None:
    """See that the audit, the warnings and the search for incidents run, each never twice at once."""
    audit = _started(names.AUDIT_ID, names.AUDIT_WORKFLOW, "核对读模型与案件")
    await _schedule(client, names.AUDIT_ID, audit, AUDIT_EVERY)
    pause = max(SHORTEST_PAUSE, story.real_duration(LOOK_EVERY))
    watch = Watch(LOOKS, pause.total_seconds())
    warnings = _started(names.WARNINGS_ID, names.WARNINGS_WORKFLOW, "预警：时限过半、将尽的交办", watch)
    incidents = _started(names.INCIDENTS_ID, names.INCIDENTS_WORKFLOW, "查找同时同地的报事", watch)
    await _schedule(client, names.WARNINGS_ID, warnings, LOOKS * pause)
    await _schedule(client, names.INCIDENTS_ID, incidents, LOOKS * pause)


def _started(name: str, workflow: str, summary: str, *args: object) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        workflow, args=args, id=name, task_queue=names.MAIN_QUEUE, static_summary=summary, priority=FIRST
    )


async def _schedule(client: Client, name: str, action: ScheduleActionStartWorkflow, every: timedelta) -> None:
    """Create the schedule, or bring the one that is there up to date; a paused one stays paused."""
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)])
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=MISSED_RUNS)

    def renewed(known: ScheduleUpdateInput) -> ScheduleUpdate:
        state = known.description.schedule.state
        return ScheduleUpdate(Schedule(action=action, spec=spec, policy=policy, state=state))

    try:
        await client.create_schedule(name, Schedule(action=action, spec=spec, policy=policy))
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(name).update(renewed)


async def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM. Raises `StartError` in one sentence where it can't begin."""
    city, links = load_city(settings.pack), load_links(settings.departments_file)
    client = await temporal.connect(settings, data_converter=DATA_CONVERTER)
    await temporal.ensure_search_attributes(client, SEARCH_ATTRIBUTES)
    story = story_clock(settings)
    await schedule_all(client, story)
    database = Database(settings.database)
    connected = frozenset(unit for unit, link in links.items() if link.url and unit in city.units)
    try:
        async with httpx.AsyncClient(timeout=HTTP_TIMEOUT, follow_redirects=False, trust_env=False) as http:
            workers = _workers(settings, client, city, links, database, http, connected, story)
            await _work(workers, sorted(connected))
    finally:
        await database.dispose()


def _workers(
    settings: Settings,
    client: Client,
    city: City,
    links: Mapping[str, Link],
    database: Database,
    http: httpx.AsyncClient,
    connected: frozenset[str],
    story: StoryClock,
) -> list[Worker]:
    key = settings.secret_key.get_secret_value() if settings.secret_key else None
    secret = secret_key(key, settings.paths.secret_key)
    vault = Vault(settings.paths.data / "keys", secret)
    numbers = Numbers(city.policy.prefix, city.calendar.timezone, secret)
    caller = Caller(http, addresses(links), Places(city, vault.unseal))

    def now() -> datetime:
        return story.story(datetime.now(UTC))

    messages, seals = settings.paths.data / "messages.jsonl", (vault, numbers)
    cases = case_worker(client, hands(client, city, connected, database, messages, seals, now))
    return [cases, *(department_worker(client, unit, caller) for unit in sorted(connected))]


async def _work(workers: list[Worker], departments: list[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        for worker in workers:
            await stack.enter_async_context(worker)
        log.info("worker.started", departments=departments)
        print(READY, flush=True)
        await stop.wait()
    log.info("worker.stopped")


def main() -> int:
    """Exit status 0 after a signal, 1 with one clear sentence where it could not begin."""
    try:
        settings = load()
        set_up(settings.log, "worker")
        asyncio.run(run(settings))
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # the SDK's runtime threads may still hold the interpreter at its exit
