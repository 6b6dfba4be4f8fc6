"""Builds take turns: the first needs nobody, a later one waits to be made current; versions can be given up again."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from temporalio import workflow
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from contracts.cases import RULES
from infra import builds
from infra.refusal import StartError
from infra.settings import SettingsError, load
from tests.conftest import temporal_program

QUEUE = "builds"


@workflow.defn
class Nothing:
    """Ends at once."""

    @workflow.run
    async def run(self) -> str:
        return "done"


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """Of a server that has seen no build."""
    program = temporal_program()
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=program) as environment:
        yield environment.client


def worker(client: Client, build: str | None) -> Worker:
    """A worker of that build."""
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[Nothing],
        workflow_runner=UnsandboxedWorkflowRunner(),
        deployment_config=builds.versioned(build),
    )


async def done_by(client: Client, name: str) -> str:
    """The build that did a workflow which begins now; empty for none."""
    handle = await client.start_workflow(Nothing.run, id=name, task_queue=QUEUE)
    await handle.result()
    (last,) = [
        event.workflow_task_completed_event_attributes
        for event in (await handle.fetch_history()).events
        if event.HasField("workflow_task_completed_event_attributes")
    ]
    return last.deployment_version.build_id


async def events(client: Client, name: str) -> list[int]:
    """What its history holds, by type."""
    return [event.event_type for event in (await client.get_workflow_handle(name).fetch_history()).events]


async def test_builds_take_turns(client: Client) -> None:
    await builds.make_current(client, None)  # nothing was ever current: nothing to take back
    async with worker(client, None):
        assert await done_by(client, "before-all") == ""
        async with worker(client, "one"):
            await builds.begin(client, "one")
            assert await builds._current(client) == "one"
            async with worker(client, "two"):
                await builds.begin(client, "two")
                assert await builds._current(client) == "one"
                await builds.make_current(client, "two")
                await builds.make_current(client, "two")
                assert await builds._current(client) == "two"
                assert await done_by(client, "with-builds") == "two"
        await builds.make_current(client, None)
        assert await builds._current(client) is None
        assert await done_by(client, "after-all") == ""
        assert await events(client, "with-builds") == await events(client, "before-all")  # it costs no action


async def test_a_build_without_workers_is_refused_in_one_sentence(client: Client) -> None:
    with pytest.raises(StartError, match=r"build nobody of huying .*HUYING_BUILD_ID=unversioned"):
        await builds.make_current(client, "nobody", timedelta(seconds=0.5))


def test_another_code_is_another_build(monkeypatch: pytest.MonkeyPatch) -> None:
    own = builds.build_of(load({}))
    assert own is not None
    assert own.startswith(f"r{RULES}-")
    monkeypatch.setattr(builds, "SOURCES", builds.SOURCES[1:])
    builds._mark_of_the_source.cache_clear()
    assert builds.build_of(load({})) not in (own, None)
    builds._mark_of_the_source.cache_clear()


def test_a_build_has_a_name_or_none() -> None:
    assert builds.build_of(load({"HUYING_BUILD_ID": "2026-11"})) == "2026-11"
    assert builds.build_of(load({"HUYING_BUILD_ID": "unversioned"})) is None
    with pytest.raises(SettingsError, match="HUYING_BUILD_ID"):
        load({"HUYING_BUILD_ID": "a b"})
