"""What runs by itself: the audit, the keeping of the record, the looks over all cases. Called by `worker.py`."""

from collections.abc import Mapping
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
from temporalio.service import RPCError, RPCStatusCode

from contracts import names
from contracts.links import Link, Open311Way
from contracts.story import StoryClock
from contracts.watching import Watch

AUDIT_EVERY = timedelta(minutes=10)
KEEP_EVERY = timedelta(hours=1)
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


async def schedule_all(client: Client, story: StoryClock, *, writes_back: bool = False) -> None:
    """See that the audit, the keeping and the looks run, each never twice at once.

    `writes_back`: somebody is to be told of the results of what they referred to us.
    """
    audit = _started(names.AUDIT_ID, names.AUDIT_WORKFLOW, "核对读模型与案件")
    await _schedule(client, names.AUDIT_ID, audit, AUDIT_EVERY)
    keeping = _started(names.KEEPING_ID, names.KEEPING_WORKFLOW, "保管记录：每日签名，结案归档，到期删除")
    await _schedule(client, names.KEEPING_ID, keeping, KEEP_EVERY)
    pause = max(SHORTEST_PAUSE, story.real_duration(LOOK_EVERY))
    watch = Watch(LOOKS, pause.total_seconds())
    warnings = _started(names.WARNINGS_ID, names.WARNINGS_WORKFLOW, "预警：时限过半、将尽的交办", watch)
    incidents = _started(names.INCIDENTS_ID, names.INCIDENTS_WORKFLOW, "查找同时同地的报事", watch)
    messages = _started(names.MESSAGES_ID, names.MESSAGES_WORKFLOW, "发送到时的消息", watch)
    await _schedule(client, names.WARNINGS_ID, warnings, LOOKS * pause)
    await _schedule(client, names.INCIDENTS_ID, incidents, LOOKS * pause)
    await _schedule(client, names.MESSAGES_ID, messages, LOOKS * pause)
    if not writes_back:
        return await _unschedule(client, names.RESULTS_ID)
    results = _started(names.RESULTS_ID, names.RESULTS_WORKFLOW, "转办结果回写", watch)
    await _schedule(client, names.RESULTS_ID, results, LOOKS * pause)


async def schedule_listening(client: Client, links: Mapping[str, Link]) -> None:
    """See that departments which have to be asked for their answers are asked, and no others."""
    ways = {unit: link.way for unit, link in links.items() if isinstance(link.way, Open311Way)}
    for unit, way in ways.items():
        name, summary = names.listening_id(unit), f"查询 {unit} 的办理情况"
        asked = _started(name, names.LISTENING_WORKFLOW, summary, unit)
        await _schedule(client, name, asked, timedelta(seconds=way.poll))
    wanted = set(map(names.listening_id, ways))
    async for found in await client.list_schedules():
        if found.id.startswith(names.LISTENING) and found.id not in wanted:
            await _unschedule(client, found.id)


def _started(name: str, workflow: str, summary: str, *args: object) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        workflow, args=args, id=name, task_queue=names.WATCH_QUEUE, static_summary=summary, priority=FIRST
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


async def _unschedule(client: Client, name: str) -> None:
    """See that there is no such schedule."""
    try:
        await client.get_schedule_handle(name).delete()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
