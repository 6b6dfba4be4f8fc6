"""Which workflows look again and again: audit, warnings, the search for incidents, messages. Called by `worker.py`."""

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
from temporalio.common import Priority

from contracts import names
from contracts.story import StoryClock
from contracts.watching import Watch

AUDIT_EVERY = timedelta(minutes=10)
"""Real time."""
LOOK_EVERY = timedelta(minutes=1)
"""Story time; but not so often that a fast story keeps the machine busy with it."""
SHORTEST_PAUSE = timedelta(seconds=1)
LOOKS = 10
"""In one run."""
FIRST = Priority(priority_key=1)
"""A look over all cases is cheap, and of no use behind the queue of those that it looks at."""
MISSED_RUNS = timedelta(minutes=1)
"""A schedule does not catch up with what an outage left out: one look sees it all."""


async def schedule_all(client: Client, story: StoryClock) -> None:
    """See that the audit and the looks (warnings, incidents, messages) run, each never twice at once."""
    audit = _started(names.AUDIT_ID, names.AUDIT_WORKFLOW, "核对读模型与案件")
    await _schedule(client, names.AUDIT_ID, audit, AUDIT_EVERY)
    pause = max(SHORTEST_PAUSE, story.real_duration(LOOK_EVERY))
    watch = Watch(LOOKS, pause.total_seconds())
    warnings = _started(names.WARNINGS_ID, names.WARNINGS_WORKFLOW, "预警：时限过半、将尽的交办", watch)
    incidents = _started(names.INCIDENTS_ID, names.INCIDENTS_WORKFLOW, "查找同时同地的报事", watch)
    messages = _started(names.MESSAGES_ID, names.MESSAGES_WORKFLOW, "发送到时的消息", watch)
    await _schedule(client, names.WARNINGS_ID, warnings, LOOKS * pause)
    await _schedule(client, names.INCIDENTS_ID, incidents, LOOKS * pause)
    await _schedule(client, names.MESSAGES_ID, messages, LOOKS * pause)


def _started(name: str, workflow: str, summary: str, *args: object) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        workflow, args=args, id=name, task_queue=names.MAIN_QUEUE, static_summary=summary, priority=FIRST
    )


async def _schedule(client: Client, name: str, action: ScheduleActionStartWorkflow, every: timedelta) -> None:
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
