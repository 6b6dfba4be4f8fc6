"""Temporal schedules that the worker sees to at its start: made, brought up to date, or ended.

Called by `worker.py`.
"""

from collections.abc import Iterable
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

MISSED_RUNS = timedelta(minutes=1)
"""A schedule does not catch up with what an outage left out: one look sees it all."""


async def schedule(client: Client, name: str, action: ScheduleActionStartWorkflow, every: timedelta) -> None:
    """Create the schedule, or bring the one that is there up to date; a paused one stays paused."""
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)])
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=MISSED_RUNS)

    def renewed(known: ScheduleUpdateInput) -> ScheduleUpdate:
        state = known.description.schedule.state
        return ScheduleUpdate(Schedule(action=action, spec=spec, policy=policy, state=state))

    try:
        await client.create_schedule(name, Schedule(action=action, spec=spec, policy=policy))
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(name).update(renewed)


async def end_others(client: Client, prefix: str, kept: Iterable[str]) -> None:
    """Delete the schedules whose names begin like that and are not among these: nobody asks for them any more."""
    wanted = set(kept)
    async for found in await client.list_schedules():
        if found.id.startswith(prefix) and found.id not in wanted:
            try:
                await client.get_schedule_handle(found.id).delete()
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:  # another worker was faster
                    raise
