"""One local activity at a time. Used by every workflow that asks, records or tells by local activities.

A local activity's result is in the history with its workflow task; two that end in one task come back to the workflow
one after the other. Where the task lasted so long that the SDK reported in between (a heartbeat: a slow disk, a frozen
server), the replay is given all that ended since in one go, with whatever else happened then: what went on after the
first now goes on after the second, commands change their order, and the case is wedged (decision 0047).
"""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError

ALONE_SINCE, MATTERS_ALONE_SINCE = 4, 2
"""Rules versions from which runs do so."""


class LocalActivities:
    """Runs them; `alone` is False for runs that began before there was a need to."""

    def __init__(self, *, alone: bool = True) -> None:
        self._turn = asyncio.Lock() if alone else None

    async def run(self, name: str, said: object, **how: Any) -> Any:
        """The result of one. What waits for it goes on after everything else that the history says by then.

        Raises what `workflow.execute_local_activity` raises, which also says what `how` may be.
        """
        if self._turn is None:
            return await workflow.execute_local_activity(name, said, **how)
        async with self._turn:
            try:
                result = await workflow.execute_local_activity(name, said, **how)
            except FailureError:
                await workflow.wait_condition(lambda: True)
                raise
            await workflow.wait_condition(lambda: True)
            return result
