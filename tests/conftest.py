"""What every test may use: the two packs, and one real Temporal dev server with time skipping for the session."""

from infra.loading import loaded

# isort: split
import contextlib
import faulthandler
import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from contracts.codec import DATA_CONVERTER
from domain.policy import City
from infra.pack import load_city
from infra.stages import DYNAMIC
from infra.temporal import ensure_search_attributes
from tests import late_writers
from worker import SEARCH_ATTRIBUTES

ROOT = Path(__file__).parent.parent
SHUIGUOHU = ROOT / "packs" / "shuiguohu"
TINY = ROOT / "tests" / "packs" / "tiny"

TIME_IN_HAND = ("frontend.WorkflowTimeSkippingEnabled=true", 'history.timerProcessorMaxTimeShift="1ms"')

PROCESSES = ("faults", "wide", "deploys", "halfyear", "keeping", "outages", "privacy", "pages")
"""Folders whose tests start processes or a browser: they begin first, so that none is waited for at the end."""

HANGS_AFTER = 240.0
"""Seconds: no file takes half as long."""
_watching: dict[str, Any] = {"file": "", "shown": None}

late_writers.watch()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest first."""
    order = {name: place for place, name in enumerate(PROCESSES)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(PROCESSES)))


def pytest_collection_finish() -> None:
    """Every module is there."""
    loaded()


def pytest_configure(config: pytest.Config) -> None:
    """What is shown of a hang goes past what pytest catches."""
    capturing: Any = config.pluginmanager.getplugin("capturemanager")
    with capturing.global_and_fixture_disabled():
        _watching["shown"] = os.dup(2)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A file that hangs shows where. What pytest has for that begins a thread for every test."""
    if _watching["file"] != item.location[0]:
        _watching["file"] = item.location[0]
        faulthandler.dump_traceback_later(HANGS_AFTER, file=_watching["shown"])


def pytest_sessionfinish() -> None:
    """pytest looks for garbage five times at the end: it is found at once, and then only what came since."""
    faulthandler.cancel_dump_traceback_later()
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What fails is named at once: a run that is cut short has said it."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\nFAILED {report.nodeid} ({report.when})", flush=True)


@pytest.fixture(scope="session")
def city() -> City:
    """The street of the source."""
    return load_city(SHUIGUOHU)


@pytest.fixture(scope="session")
def tiny() -> City:
    """A town that never was, to show that nothing of the street is in code."""
    return load_city(TINY)


def temporal_program() -> str:
    """The dev server: the one on PATH, else the one installed beside this Python."""
    found = shutil.which("temporal") or str(Path(sys.executable).parent / "temporal")
    assert Path(found).exists(), "run make setup first: the temporal program is missing"
    return found


@contextlib.asynccontextmanager
async def time_in_hand(*more: str) -> AsyncIterator[WorkflowEnvironment]:
    """A real dev server of one's own, with its time in our hand (`fast_forward`) and our search attributes.

    `more` are further values of its dynamic configuration, `key=value`.
    """
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=temporal_program(),
        data_converter=DATA_CONVERTER,
        dev_server_extra_args=[
            *(
                word
                for value in (*TIME_IN_HAND, *DYNAMIC, *more)
                for word in ("--dynamic-config-value", value)
            ),
            "--log-level",
            "error",
        ],
    )
    async with environment:
        await ensure_search_attributes(environment.client, SEARCH_ATTRIBUTES)
        yield environment


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """The server of the workflow tests."""
    async with time_in_hand() as environment:
        yield environment
