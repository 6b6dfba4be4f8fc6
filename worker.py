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
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from activities.audit import Auditor
from activities.call import Caller
from activities.channels import Sink, Sms
from activities.departments.mail import reply_links
from activities.departments.making import Means, departments
from activities.departments.noting import noted
from activities.incidents import Finder
from activities.keeping import Keeper
from activities.linking import Linker
from activities.listening import Listener
from activities.notify import Notifier
from activities.places import PhotoLink, Places
from activities.plan import Planner
from activities.record import Recorder
from activities.results import Address, Writer
from activities.sending import Reporters, Sender, Ways
from activities.warnings import Warner
from contracts import names
from contracts.codec import DATA_CONVERTER
from contracts.keeping import Keepings
from contracts.links import HttpWay, Link
from contracts.photolinks import address
from contracts.story import StoryClock
from domain.finishing import REFERRING
from domain.policy import City
from infra import builds, temporal, wechat
from infra.addresses import Addresses, load_addresses
from infra.clock import story_clock
from infra.departments import load_links, outgoing, smtp_of
from infra.logs import set_up
from infra.numbers import Numbers
from infra.pack import load_city
from infra.refusal import StartError
from infra.schedules import schedule_all, schedule_listening
from infra.sealing import SealError, Vault
from infra.settings import Settings, load
from infra.shelves import keepings_of, secret_of
from readmodel.database import Database
from workflows.audit import AuditWorkflow
from workflows.case import CaseWorkflow
from workflows.incidents import IncidentsWorkflow
from workflows.keeping import KeepingWorkflow
from workflows.listening import ListeningWorkflow
from workflows.messages import MessagesWorkflow
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
WORKFLOWS: list[type] = [
    *(CaseWorkflow, AuditWorkflow, KeepingWorkflow, WarningsWorkflow, IncidentsWorkflow),
    *(MessagesWorkflow, ResultsWorkflow, ListeningWorkflow),
]
HTTP_TIMEOUT = 10.0  # seconds
PHOTOS_LAST = timedelta(days=3)
"""Real time that a department's link to a photo is good for, unless its call ends before."""
READY = "worker ready"
"""What `infra.local` waits for on standard output."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Hands:
    """Everything that the workflows have done for them."""

    planner: Planner
    recorder: Recorder
    notifier: Notifier
    sender: Sender
    linker: Linker
    auditor: Auditor
    warner: Warner
    finder: Finder
    keeper: Keeper

    @property
    def activities(self) -> list[Callable[..., Any]]:
        """Their activities."""
        return [
            *(self.planner.plan, self.recorder.record, self.recorder.record_until_done),
            *(self.notifier.notify, self.sender.send, self.linker.open_linked),
            *(self.auditor.compare, self.auditor.repair, self.warner.warn, self.finder.find),
            *(self.keeper.sign_days, self.keeper.archive),
        ]


def hands(
    client: Client,
    city: City,
    connected: frozenset[str],
    database: Database,
    messages: Path | Ways,
    seals: tuple[Vault, Numbers],
    now: Callable[[], datetime],
    keepings: Keepings,
    pages: str = "",
) -> Hands:
    """The hands of one worker. `now` gives story time (UTC); `messages` is the file they go to, or all the ways.

    `pages` is the public address of our pages, for the links in messages.
    """
    vault, numbers = seals
    ways = messages if isinstance(messages, Ways) else Ways(Sink(messages))
    notifier = Notifier(city, database, ways.accounts)

    def told(case_no: str, sealed: str) -> dict[str, Any]:
        try:
            return vault.unseal(case_no, sealed)
        except SealError:  # erased: nobody is there to be told
            return {}

    def mark(address: str) -> str:
        return numbers.fingerprint(f"reporter\0{address}")

    return Hands(
        planner=Planner(city, connected),
        recorder=Recorder(database),
        notifier=notifier,
        sender=Sender(city, database, ways, Reporters(told, numbers.track_code, mark, pages), now),
        linker=Linker(client, city, numbers.keyed, vault.seal, vault.unseal),
        auditor=Auditor(client, database, now, keepings.scale),
        warner=Warner(city, database, notifier.keep, now),
        finder=Finder(client, database, now),
        keeper=Keeper(client, database, keepings, now),
    )


def ways_of(
    book: Addresses, city: City, http: httpx.AsyncClient, file: Path, account: wechat.WeChat | None = None
) -> Ways:
    """What messages go out by; `account` has a template for asking to rate. Raises `StartError` for an unknown unit."""
    if strange := sorted(book.units.keys() - city.units.keys()):
        raise StartError(f"messages: the city has no unit {', '.join(strange)}")
    sms = Sms(http, book.sms.url, book.sms.secret, book.sms.body) if book.sms else None
    return Ways(Sink(file), book.units, book.accounts, sms=sms, wechat=account)


def case_worker(client: Client, hands: Hands, build: str | None = None) -> Worker:
    """The worker of all cases. Unsandboxed: determinism is held by the rules' purity and by replay in the tests.

    `build` is what Temporal knows this code by; None for a worker without versioning.
    """
    return Worker(
        client,
        task_queue=names.MAIN_QUEUE,
        workflows=WORKFLOWS,
        activities=hands.activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
        deployment_config=builds.versioned(build),
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


def results_worker(client: Client, writer: Writer) -> Worker:
    """The worker that writes results of referrals back."""
    return Worker(
        client,
        task_queue=names.RESULTS_QUEUE,
        activities=[writer.write_back],
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def sources(links: Mapping[str, Link]) -> dict[str, Address]:
    """Where results of referrals go, by source: those whose system has a url."""
    ways = {name: links[name].way for name in REFERRING if name in links}
    return {n: (way.url, way.secret_out) for n, way in ways.items() if isinstance(way, HttpWay) and way.url}


async def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM. Raises `StartError` in one sentence where it can't begin."""
    city, links = load_city(settings.pack), load_links(settings.departments_file)
    client = await temporal.connect(settings, data_converter=DATA_CONVERTER)
    await temporal.ensure_search_attributes(client, SEARCH_ATTRIBUTES)
    story = story_clock(settings)
    units = outgoing(city, links)
    await schedule_all(client, story, writes_back=bool(sources(links)))
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
            workers = _workers(settings, client, city, links, database, http, story, ways, closing)
            await _work(workers, sorted(units), client, builds.build_of(settings))
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
) -> list[Worker]:
    secret = secret_of(settings)
    vault = Vault(settings.paths.data / "keys", secret)
    numbers = Numbers(city.policy.prefix, city.calendar.timezone, secret)
    units, base = outgoing(city, links), settings.public_url or settings.base_url
    places = Places(city, vault.unseal, photo_links(base, numbers))

    def now() -> datetime:
        return story.story(datetime.now(UTC))

    pages, seals = settings.public_url or "", (vault, numbers)
    keepings = keepings_of(settings, city.calendar.timezone, story.scale)
    link_of = reply_links(base, numbers.replying)
    means = Means(database, places, smtp_of(settings), link_of, settings.demo)
    try:
        made = departments(units.values(), means, closing)
    except ValueError as error:
        raise StartError(str(error)) from error
    caller, listener = Caller(made.reached, noted(database)), Listener(client, database, made.asked, now)
    able = hands(client, city, frozenset(units), database, ways, seals, now, keepings, pages)
    cases = case_worker(client, able, builds.build_of(settings))
    out = [department_worker(client, link, caller, listener) for link in units.values()]
    back = sources(links)
    writer = Writer(back, database, http, now, city.calendar.timezone)
    return [cases, *out, *([results_worker(client, writer)] if back else [])]


def photo_links(base_url: str, numbers: Numbers) -> PhotoLink:
    """Links to released photos below our own address; made anew with every message."""

    def link(case_no: str, call: int, photo: str) -> str:
        until = int((datetime.now(UTC) + PHOTOS_LAST).timestamp())
        return base_url + address(numbers.linking, case_no, photo, until, call=call)

    return link


async def _work(workers: list[Worker], departments: list[str], client: Client, build: str | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        for worker in workers:
            await stack.enter_async_context(worker)
        if build is not None:
            await builds.begin(client, build)
        log.info("worker.started", departments=departments, build=build)
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
