"""What `infra.local` does and starts, in order: check, migrate, Temporal, story clock, worker, API."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import httpx
import structlog
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.service import RPCError

from contracts.names import CASE_WORKFLOW
from infra import builds, temporal
from infra.clock import ClockError, story_clock
from infra.pack import load_city
from infra.preflight import check_ports, temporal_program
from infra.processes import Program
from infra.refusal import StartError
from infra.serverlog import log_line
from infra.settings import Settings
from infra.shelves import keyring_of, signer_of
from readmodel.database import bounded, migrate

Step = Callable[[], Awaitable[None]]
Stage = Program | Step
"""A program to start and keep, or something to do and be done with."""

MIGRATE_WITHIN = 30.0  # seconds
LOOK_AGAIN = 0.1  # seconds
STOP_WITHIN = timedelta(seconds=6.5)
"""Worker and API give what is under way 5 s."""
DYNAMIC = (
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    "matching.enableFairness=true",  # one unit's flood of cases does not hold up another's
    "history.maxBufferedQueryCount=0",  # a case is not asked while it is at work: decision 0050
)
"""The server's own settings, `key=value`."""
log = structlog.get_logger()


def stages(settings: Settings, env: Mapping[str, str]) -> list[Stage]:
    """Return all of it. Raises `StartError` when the `temporal` program is missing."""
    server: list[Stage] = [temporal_server(settings, temporal_program(env))] if settings.embedded else []
    python = sys.executable
    worker = Program("worker", (python, "worker.py"), ready_line="worker ready", stop_within=STOP_WITHIN)
    ready = partial(_healthy, settings.base_url)
    api = Program("api", (python, "-m", "api"), ready=ready, stop_within=STOP_WITHIN)
    return [
        partial(_check, settings),
        partial(_migrate, settings.database),
        *server,
        partial(_settle_clock, settings, env),
        worker,
        partial(_take_over, settings, env),
        api,
    ]


def temporal_server(settings: Settings, program: str) -> Program:
    """Return the dev server on its file in the data folder: every commit on disk, and what `DYNAMIC` says."""
    paths = settings.paths
    command = (
        *(program, "server", "start-dev", "--ip", "127.0.0.1", "--port", str(settings.temporal_port)),
        *("--ui-port", str(settings.temporal_ui_port), "--ui-disable-news-fetch"),
        *("--ui-codec-endpoint", f"{settings.base_url}/temporal/codec"),
        *("--log-format", "json", "--log-level", "warn", "--db-filename", str(paths.temporal)),
        *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=full"),
        *(word for value in DYNAMIC for word in ("--dynamic-config-value", value)),
    )
    ready = partial(_serving, settings)
    return Program("temporal", command, ready=ready, relay=log_line, errors_too=True)


async def _check(settings: Settings) -> None:
    """Everything that needs no process; the keys are made here so that worker and API find the same ones."""
    check_ports(settings)
    load_city(settings.pack)
    signer_of(settings)
    keyring_of(settings)


async def _migrate(database: str) -> None:
    """Bring the tables up to date. A database that is away is no reason not to start: the API tries again."""
    try:
        await bounded(asyncio.to_thread(migrate, database), MIGRATE_WITHIN)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("database.away", error=type(error).__name__)
    except CommandError as error:
        raise StartError(f"the database was made by another version of Huying: {error}") from error


async def _serving(settings: Settings) -> None:
    """Wait until the server answers and has its namespace; then have it keep closed cases for a year."""
    while True:
        try:
            client = await temporal.connect(settings)
            await client.service_client.check_health()
            return await temporal.keep_for_a_year(client)
        except (temporal.TemporalError, RPCError):
            await asyncio.sleep(LOOK_AGAIN)


async def _settle_clock(settings: Settings, env: Mapping[str, str]) -> None:
    """Fix the story clock before anybody reads it; other values begin a new one while no case is open."""
    client = await temporal.connect(settings, env=env)
    try:
        story_clock(settings)
    except ClockError:
        story_clock(settings, no_open_cases=not await _open_cases(client))


async def _take_over(settings: Settings, env: Mapping[str, str]) -> None:
    """The worker that was just started is the one that all cases go to, whatever build ran here before."""
    await builds.make_current(await temporal.connect(settings, env=env), builds.build_of(settings))


async def _open_cases(client: Client) -> int:
    query = f"WorkflowType = '{CASE_WORKFLOW}' AND ExecutionStatus = 'Running'"
    try:
        return (await client.count_workflows(query)).count
    except RPCError as error:
        raise StartError(f"Temporal can't count the open cases: {error}") from error


async def _healthy(base_url: str) -> None:
    """Wait until the API answers."""
    async with httpx.AsyncClient(base_url=base_url, timeout=1, trust_env=False) as http:
        while True:
            try:
                if (await http.get("/healthz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(LOOK_AGAIN)
