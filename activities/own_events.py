"""Events as the runs of a case or matter know them, run after run. For keeper, audit and `huying rebuild`."""

from datetime import timedelta
from types import GenericAlias
from typing import Any

from temporalio.client import Client

from activities.kinds import OF_CASES, Kind
from contracts import names

ASK_TIMEOUT = timedelta(seconds=10)


async def own_events(client: Client, number: str, from_seq: int = 1, kind: Kind = OF_CASES) -> list[Any]:
    """Every event from that number on that its runs made, as far as Temporal still has them, in order.

    A long case goes on in new runs, and what is asked after its end has runs of its own: each knows what it made, and
    the last events before. Needs a worker. Raises `RPCError` where Temporal or the worker does not answer.
    """
    asked = f"WorkflowType = '{kind.workflow}' AND (WorkflowId = '{number}' OR "
    asked += f"WorkflowId STARTS_WITH '{names.after_id(number, None)}')"
    runs = [run async for run in client.list_workflows(asked)]
    wanted: Any = GenericAlias(list, (kind.ledger.event,))
    known: dict[int, Any] = {}
    for run in sorted(runs, key=lambda one: one.start_time, reverse=True):
        handle = client.get_workflow_handle(run.id, run_id=run.run_id)
        events: list[Any] = await handle.query(
            names.EVENTS, from_seq, result_type=wanted, rpc_timeout=ASK_TIMEOUT
        )
        known = {one.seq: one for one in events} | known
        if from_seq in known:
            break
    return [known[seq] for seq in sorted(known)]
