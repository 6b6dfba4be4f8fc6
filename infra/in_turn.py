"""Runs workflows, and shows them no event out of its turn (decision 0051). Used by the worker.

A query that waited for a worker is answered from the history as it is then. Where a timer or a signal came since the
last workflow task, the SDK's core shows the workflow that as well, at the time of that last task, keeps what the
workflow makes of it, and hands it in with the next task. A replay is shown the event at the next task's time: what goes
by the clock comes out otherwise, and the workflow is wedged.
"""

from collections.abc import Callable

import structlog
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowInstanceDetails

ANY_TIME = {"query_workflow", "remove_from_cache"}
"""What an activation may hold at any time: no event."""
REFUSED = "The workflow has moved on and is not told of it yet: ask again."
log = structlog.get_logger()

Activate = Callable[[WorkflowActivation], WorkflowActivationCompletion]


class InTurn(UnsandboxedWorkflowRunner):
    """Fails an activation out of turn: the workflow is loaded anew for its next task, and whoever asked asks again."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """A workflow that is shown everything in turn."""
        instance = super().create_instance(det)
        instance.activate = Turns(instance.activate, det.info.workflow_id).activate  # type: ignore[method-assign]
        return instance


class Turns:
    """The activations of one workflow. Whatever comes later than the rest comes with a later task, at a later time."""

    def __init__(self, activate: Activate, workflow_id: str) -> None:
        self._activate, self._workflow_id = activate, workflow_id
        self._length, self._at = 0, 0  # events shown, and the time of the last activation in nanoseconds

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """What the workflow makes of it, or the refusal."""
        at = act.timestamp.ToNanoseconds()
        brings = any(job.WhichOneof("variant") not in ANY_TIME for job in act.jobs)
        if brings and at == self._at and act.history_length > self._length > 0:
            log.info("workflow.out_of_turn", workflow_id=self._workflow_id)
            refused = WorkflowActivationCompletion()
            refused.failed.failure.message = REFUSED
            return refused
        self._length, self._at = max(self._length, act.history_length), at
        return self._activate(act)
