"""A case's events as its own workflow runs know them, run after run. For the keeper, the audit and `huying rebuild`."""

from datetime import timedelta

from temporalio.client import Client

from contracts import names
from domain.events import Event

ASK_TIMEOUT = timedelta(seconds=10)


async def own_events(client: Client, case_no: str, from_seq: int = 1) -> list[Event]:
    """Every event from that number on that runs of this case made, as far as Temporal still has them, in order.

    A long case goes on in new runs, and what is asked after its end has runs of its own: each knows what it made, and
    the last events before. Needs a worker. Raises `RPCError` where Temporal or the worker does not answer.
    """
    asked = f"WorkflowType = '{names.CASE_WORKFLOW}' AND (WorkflowId = '{case_no}' OR "
    asked += f"WorkflowId STARTS_WITH '{names.after_id(case_no, None)}')"
    runs = [run async for run in client.list_workflows(asked)]
    known: dict[int, Event] = {}
    for run in sorted(runs, key=lambda one: one.start_time, reverse=True):
        handle = client.get_workflow_handle(run.id, run_id=run.run_id)
        events: list[Event] = await handle.query(
            names.EVENTS, from_seq, result_type=list[Event], rpc_timeout=ASK_TIMEOUT
        )
        known = {event.seq: event for event in events} | known
        if from_seq in known:
            break
    return [known[seq] for seq in sorted(known)]
