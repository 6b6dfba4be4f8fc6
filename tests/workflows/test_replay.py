"""Recorded histories of typical cases replay on today's workflow: an open case survives every release."""

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from contracts import names
from contracts.cases import CaseRun, Summary
from contracts.codec import DATA_CONVERTER
from infra.in_turn import InTurn
from tests.workflows.record_histories import HISTORIES
from tests.workflows.scenes import SCENES
from workflows.case import CaseWorkflow

FILES = sorted(HISTORIES.glob("*.json"))


def history_of(name: str) -> WorkflowHistory:
    """A recorded history; its workflow's id was the case number."""
    return WorkflowHistory.from_json(f"T-{name}", (HISTORIES / f"{name}.json").read_text(encoding="utf-8"))


@workflow.defn(name=names.CASE_WORKFLOW)
class Changed(CaseWorkflow):
    """A careless change: it waits a second first."""

    @workflow.init
    def __init__(self, run: CaseRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: CaseRun) -> Summary:
        await workflow.sleep(1)
        return await super().run(run)


def test_every_scene_is_recorded() -> None:
    assert {file.stem for file in FILES} >= set(SCENES)


@pytest.mark.parametrize("runner", [SandboxedWorkflowRunner(), InTurn()], ids=["sandboxed", "as-the-worker"])
@pytest.mark.parametrize("name", [file.stem for file in FILES])
async def test_it_replays(name: str, runner: WorkflowRunner) -> None:
    replayer = Replayer(workflows=[CaseWorkflow], data_converter=DATA_CONVERTER, workflow_runner=runner)
    await replayer.replay_workflow(history_of(name))


@pytest.mark.parametrize("name", ["external", "climbs"])
async def test_a_careless_change_does_not(name: str) -> None:
    replayer = Replayer(
        workflows=[Changed], data_converter=DATA_CONVERTER, workflow_runner=UnsandboxedWorkflowRunner()
    )
    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(history_of(name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_holds_nothing_of_the_machine(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert "/home/" not in text
    assert "site-packages" not in text
    assert "@" not in text.replace("@grid", "").replace("@station", "")
