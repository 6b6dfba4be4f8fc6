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

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.client import Client, ScheduleActionStartWorkflow
from temporalio.common import Priority
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from activities.audit import Auditor
from activities.call import Caller
from activities.departments.mail import Smtp, reply_links
from activities.departments.making import Means, departments
from activities.departments.noting import noted
from activities.incidents import Finder
from activities.linking import Linker
from activities.listening import Listener
from activities.notify import Notifier
from activities.places import Places
from activities.plan import Planner
from activities.record import Recorder
from activities.warnings import Warner
from contracts import names
from contracts.codec import DATA_CONVERTER
from contracts.links import Link, Open311Way
from contracts.story import StoryClock
from contracts.watching import Watch
from domain.policy import City
from infra import temporal
from infra.clock import story_clock
from infra.departments import load_links
from infra.keys import secret_key
from infra.logs import set_up
from infra.numbers import Numbers
from infra.pack import load_city
from infra.refusal import StartError
from infra.schedules import end_others, schedule
from infra.sealing import Vault
from infra.settings import Settings, load
from readmodel.database import Database
from workflows.audit import AuditWorkflow
from workflows.case import CaseWorkflow
from workflows.incidents import IncidentsWorkflow
from workflows.listening import ListeningWorkflow
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
AUDIT_EVERY = timedelta(minutes=10)
"""Real time."""
LOOK_EVERY = timedelta(minutes=1)
"""Story time; but not so often that a fast story keeps the machine busy with it."""
SHORTEST_PAUSE = timedelta(seconds=1)
LOOKS = 10
"""In one run."""
FIRST = Priority(priority_key=1)
"""A look over all cases is cheap, and of no use behind the queue of those that it looks at."""
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
        workflows=[CaseWorkflow, AuditWorkflow, WarningsWorkflow, IncidentsWorkflow, ListeningWorkflow],
        activities=hands.activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_concurrent_workflow_tasks=MOST_WORKFLOW_TASKS,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def department_worker(client: Client, link: Link, caller: Caller, listener: Listener) -> Worker:
    """The worker of one department: its deliveries, and what it is asked, within its own bounds."""
    return Worker(
        client,
        task_queue=names.department_queue(link.unit),
        activities=[caller.deliver, listener.listen],
        max_concurrent_activities=link.bounds.at_once,
        max_task_queue_activities_per_second=link.bounds.per_second,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def schedule_all(client: Client, story: StoryClock) -> None:
    """See that the audit, the warnings and the search for incidents run, each never twice at once."""
    audit = _started(names.AUDIT_ID, names.AUDIT_WORKFLOW, "核对读模型与案件")
    await schedule(client, names.AUDIT_ID, audit, AUDIT_EVERY)
    pause = max(SHORTEST_PAUSE, story.real_duration(LOOK_EVERY))
    watch = Watch(LOOKS, pause.total_seconds())
    warnings = _started(names.WARNINGS_ID, names.WARNINGS_WORKFLOW, "预警：时限过半、将尽的交办", watch)
    incidents = _started(names.INCIDENTS_ID, names.INCIDENTS_WORKFLOW, "查找同时同地的报事", watch)
    await schedule(client, names.WARNINGS_ID, warnings, LOOKS * pause)
    await schedule(client, names.INCIDENTS_ID, incidents, LOOKS * pause)


async def schedule_listening(client: Client, links: Mapping[str, Link]) -> None:
    """See that departments which have to be asked for their answers are asked, and no others."""
    ways = {unit: link.way for unit, link in links.items() if isinstance(link.way, Open311Way)}
    for unit, way in ways.items():
        name, summary = names.listening_id(unit), f"查询 {unit} 的办理情况"
        asked = _started(name, names.LISTENING_WORKFLOW, summary, unit)
        await schedule(client, name, asked, timedelta(seconds=way.poll))
    await end_others(client, names.LISTENING, map(names.listening_id, ways))


def _started(name: str, workflow: str, summary: str, *args: object) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        workflow, args=args, id=name, task_queue=names.MAIN_QUEUE, static_summary=summary, priority=FIRST
    )


async def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM. Raises `StartError` in one sentence where it can't begin."""
    city = load_city(settings.pack)
    links = outgoing(city, load_links(settings.departments_file))
    client = await temporal.connect(settings, data_converter=DATA_CONVERTER)
    await temporal.ensure_search_attributes(client, SEARCH_ATTRIBUTES)
    story = story_clock(settings)
    await schedule_all(client, story)
    await schedule_listening(client, links)
    database = Database(settings.database)
    try:
        async with contextlib.AsyncExitStack() as closing:
            workers = _workers(settings, client, city, links, database, story, closing)
            await _work(workers, sorted(links))
    finally:
        await database.dispose()


def outgoing(city: City, links: Mapping[str, Link]) -> dict[str, Link]:
    """The units that our calls go out to. Raises `StartError` for one that the pack does not have."""
    found = {unit: link for unit, link in links.items() if link.outgoing}
    unknown = sorted(set(found) - set(city.units))
    if unknown:
        raise StartError(f"the departments file names {', '.join(unknown)}: the pack has no such unit")
    return found


def _workers(
    settings: Settings,
    client: Client,
    city: City,
    links: Mapping[str, Link],
    database: Database,
    story: StoryClock,
    closing: contextlib.AsyncExitStack,
) -> list[Worker]:
    key = settings.secret_key.get_secret_value() if settings.secret_key else None
    secret = secret_key(key, settings.paths.secret_key)
    vault = Vault(settings.paths.data / "keys", secret)
    numbers = Numbers(city.policy.prefix, city.calendar.timezone, secret)

    def now() -> datetime:
        return story.story(datetime.now(UTC))

    link_of = reply_links(settings.public_url or settings.base_url, numbers.replying)
    means = Means(database, Places(city, vault.unseal), smtp_of(settings), link_of, settings.demo)
    try:
        made = departments(links.values(), means, closing)
    except ValueError as error:
        raise StartError(str(error)) from error
    caller = Caller(made.reached, noted(database))
    listener = Listener(client, database, made.asked, now)
    messages, seals = settings.paths.data / "messages.jsonl", (vault, numbers)
    cases = case_worker(client, hands(client, city, frozenset(links), database, messages, seals, now))
    return [cases, *(department_worker(client, link, caller, listener) for link in links.values())]


def smtp_of(settings: Settings) -> Smtp | None:
    """The server that takes our mail, if the settings name one."""
    if settings.smtp_host is None or settings.smtp_from is None:
        return None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    at, sender, user, tls = settings.smtp_port, settings.smtp_from, settings.smtp_user, settings.smtp_tls
    return Smtp(settings.smtp_host, at, sender, user, password, tls)


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
