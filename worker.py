"""The worker, and its composition root: one queue of workflows and their activities, and one queue per department.

`python worker.py`; started by `infra.local up`, or by hand any number of times against one Temporal server.
"""

if __name__ == "__main__":  # tests import the worker too
    from infra.loading import loaded

# isort: split
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx
import structlog
from prometheus_client import CollectorRegistry
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.call import Caller
from activities.departments.mail import reply_links
from activities.departments.making import Means, departments
from activities.departments.noting import noted
from activities.listening import Listener
from activities.places import Places
from activities.results import Writer
from activities.sending import Ways
from contracts import names
from contracts.links import Link
from contracts.story import StoryClock
from domain.policy import City
from hands import Hands, hands, photo_links, sources, ways_of
from infra import builds, temporal, wechat
from infra.addresses import load_addresses
from infra.clock import real_clock, story_clock
from infra.departments import load_links, outgoing, smtp_of
from infra.in_turn import InTurn
from infra.logs import set_up
from infra.numbers import Numbers
from infra.pack import load_city
from infra.refusal import StartError
from infra.schedules import schedule_all, schedule_listening
from infra.seen.doors import seen
from infra.seen.metrics import Deliveries, Rules
from infra.settings import Settings, load
from infra.shelves import converter_of, keepings_of, marks_of, vault_of
from readmodel.database import Database
from workflows.audit import AuditWorkflow
from workflows.case import CaseWorkflow
from workflows.incidents import IncidentsWorkflow
from workflows.keeping import KeepingWorkflow
from workflows.listening import ListeningWorkflow
from workflows.matter import MatterWorkflow
from workflows.messages import MessagesWorkflow
from workflows.patrol import PatrolWorkflow
from workflows.patrols import PatrolsWorkflow
from workflows.results import ResultsWorkflow
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
WATCHES: list[type] = [
    *(AuditWorkflow, KeepingWorkflow, WarningsWorkflow, IncidentsWorkflow),
    *(MessagesWorkflow, ResultsWorkflow, ListeningWorkflow, PatrolsWorkflow),
]
"""What schedules start."""
WORKFLOWS: list[type] = [CaseWorkflow, MatterWorkflow, PatrolWorkflow, *WATCHES]
"""Watches too: a run that began before they had a queue of their own ends where it began."""
HTTP_TIMEOUT = 10.0  # seconds
READY = "worker ready"
"""What `infra.local` waits for on standard output."""

log = structlog.get_logger()


def case_worker(client: Client, hands: Hands, build: str | None = None) -> Worker:
    """The worker of all cases. Unsandboxed: determinism is held by the rules' purity and by replay in the tests.

    `build` is what Temporal knows this code by; None for a worker without versioning.
    """
    return _worker(client, hands, build, names.MAIN_QUEUE, WORKFLOWS)


def watch_worker(client: Client, hands: Hands, build: str | None = None) -> Worker:
    """The worker of what looks over all cases; as `case_worker`."""
    return _worker(client, hands, build, names.WATCH_QUEUE, WATCHES)


def _worker(client: Client, hands: Hands, build: str | None, queue: str, workflows: list[type]) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=hands.activities,
        workflow_runner=InTurn(),
        deployment_config=builds.versioned(build),
        max_concurrent_workflow_tasks=MOST_WORKFLOW_TASKS,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def department_worker(
    client: Client, link: Link, caller: Caller, listener: Listener, build: str | None = None
) -> Worker:
    """The worker of one department: its deliveries, and what it is asked, within its own bounds; `build` as above."""
    return Worker(
        client,
        task_queue=names.department_queue(link.unit),
        deployment_config=builds.named(build),
        activities=[caller.deliver, listener.listen],
        max_concurrent_activities=link.bounds.at_once,
        max_task_queue_activities_per_second=link.bounds.per_second,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def results_worker(client: Client, writer: Writer, build: str | None = None) -> Worker:
    """The worker that writes results of referrals back; `build` as above."""
    return Worker(
        client,
        task_queue=names.RESULTS_QUEUE,
        deployment_config=builds.named(build),
        activities=[writer.write_back],
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def run(settings: Settings, registry: CollectorRegistry) -> None:
    """Work until SIGINT or SIGTERM. Raises `StartError` in one sentence where it can't begin."""
    city, links = load_city(settings.pack), load_links(settings.departments_file)
    client = await temporal.connect(settings, data_converter=converter_of(settings))
    await temporal.ensure_search_attributes(client, SEARCH_ATTRIBUTES)
    story = story_clock(settings)
    units = outgoing(city, links)
    await schedule_all(client, story, writes_back=bool(sources(links)), patrols=bool(city.chiefs.beats))
    await schedule_listening(client, units)
    database = Database(settings.database)
    known = wechat.account(settings)
    account = wechat.WeChat(known) if known is not None and known.rating_template else None
    try:
        async with (
            httpx.AsyncClient(timeout=HTTP_TIMEOUT, follow_redirects=False, trust_env=False) as http,
            contextlib.AsyncExitStack() as closing,
        ):
            file = settings.paths.data / "messages.jsonl"
            ways = ways_of(load_addresses(settings.messages_file), city, http, file, account)
            workers = _workers(settings, client, city, links, database, http, story, ways, closing, registry)
            await _work(workers, settings, client)
    finally:
        await database.dispose()
        if account is not None:
            await account.aclose()


def _workers(
    settings: Settings,
    client: Client,
    city: City,
    links: Mapping[str, Link],
    database: Database,
    http: httpx.AsyncClient,
    story: StoryClock,
    ways: Ways,
    closing: contextlib.AsyncExitStack,
    registry: CollectorRegistry,
) -> list[Worker]:
    vault = vault_of(settings)
    numbers = Numbers(city.policy.prefix, city.calendar.timezone, marks_of(settings))
    units, base = outgoing(city, links), settings.public_url or settings.base_url
    places = Places(city, vault.unseal, photo_links(base, numbers))

    real = real_clock(settings)

    def now() -> datetime:
        return story.story(real())

    pages, seals = settings.public_url or "", (vault, numbers)
    keepings = keepings_of(settings, city.calendar.timezone, story.scale)
    link_of = reply_links(base, numbers.replying)
    means = Means(database, places, smtp_of(settings), link_of, settings.demo)
    try:
        made = departments(units.values(), means, closing)
    except ValueError as error:
        raise StartError(str(error)) from error
    counted = Deliveries(registry)
    caller = Caller(made.reached, counted.hearing(noted(database)), counted.outcome)
    listener = Listener(client, database, made.asked, now)
    heard = Rules(registry).heard
    able = hands(client, city, frozenset(units), database, ways, seals, now, keepings, story, pages, heard)
    build, back = builds.build_of(settings), sources(links)
    writer = Writer(back, database, http, now, city.calendar.timezone)
    serves, workers = settings.worker_serves, list[Worker]()
    if "cases" in serves:
        workers.append(case_worker(client, able, build))
    if "watches" in serves:
        workers.append(watch_worker(client, able, build))
    if "departments" in serves:
        workers += [department_worker(client, link, caller, listener, build) for link in units.values()]
    if "results" in serves and back:
        workers.append(results_worker(client, writer, build))
    return workers


async def _work(workers: list[Worker], settings: Settings, client: Client) -> None:
    build = builds.build_of(settings) if settings.worker_serves & {"cases", "watches"} else None
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        for worker in workers:
            await stack.enter_async_context(worker)
        if build is not None:
            await builds.begin(client, build)
        log.info("worker.started", queues=sorted(worker.task_queue for worker in workers), build=build)
        print(READY, flush=True)
        await stop.wait()
    log.info("worker.stopped")


def main() -> int:
    """Exit status 0 after a signal, 1 with one clear sentence where it could not begin."""
    try:
        settings = load()
        set_up(settings.log, "worker", settings.paths.logs, settings.keep_log_days)
        with seen(settings, "worker", builds.build_of(settings)) as registry:
            asyncio.run(run(settings, registry))
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    loaded(seldom=False)
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # the SDK's runtime threads may still hold the interpreter at its exit
