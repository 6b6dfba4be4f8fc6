"""A case whose every workflow task the server refuses is set back by one task. For `activities.audit`.

Where a worker dies between the marker of a local activity and the task behind it, the SDK answers an update in what it
takes for a replay: it sends the command without its message, whoever tries and how often ever. The task before it did
not know the answer yet; begun again there, with the same update handed over anew, it goes on. See decision 49.
"""

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client

from contracts import names

_REFUSED = "cause=WorkflowTaskFailedCauseBadUpdateWorkflowExecutionMessage"
"""What the server writes into `TemporalReportedProblems` after some tries: a message of an update was missing."""
_STUCK = (
    f"WorkflowType IN ('{names.CASE_WORKFLOW}', '{names.MATTER_WORKFLOW}', '{names.PATROL_WORKFLOW}')"
    f" AND ExecutionStatus = 'Running' AND TemporalReportedProblems = '{_REFUSED}'"
)
_WHY = "the server refuses an update's answer that a replay gave"


async def stuck(client: Client) -> list[str]:
    """Numbers of the cases, matters and rounds that can't go on, in order. Raises `RPCError`.

    Not of runs after a case's end: a command to a closed case is sent again in a run of its own.
    """
    found = [run.id async for run in client.list_workflows(_STUCK)]
    return sorted(number for number in found if number == names.case_of(number))


async def set_back(client: Client, number: str) -> bool:
    """Begin its last completed task again, in a run of its own; False where it has none. Raises `RPCError`.

    Signals and updates behind it are handed over again by the server. What its events would have been may already
    be recorded: the new ones take their place, as after any task that was lost.
    """
    handle = client.get_workflow_handle(number)
    described = await handle.describe()
    last = 0
    async for event in client.get_workflow_handle(number, run_id=described.run_id).fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            last = event.event_id
    if not last:
        return False
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=number, run_id=described.run_id),
            reason=_WHY,
            workflow_task_finish_event_id=last,
            request_id=f"{described.run_id}-{last}",  # once, however often it is asked for
        )
    )
    return True
