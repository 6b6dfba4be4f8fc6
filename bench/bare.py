"""A workflow as one would write it by hand for the same case: timer, signals, updates and SQL, and no rules at all.

What `bench.whole_inside` measures the case workflow against, and, with nobody acting, `bench.deadlines`. Runs beside
the system's own worker, on its Temporal and its database: `python -m bench.bare`, with the system's settings.
"""

if __name__ == "__main__":
    from infra.loading import loaded

# isort: split
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

with workflow.unsafe.imports_passed_through():
    from bench.bare_rows import Steps, Written, message, noted
    from bench.door import HOME, city, connected, settings_of
    from readmodel.database import Database

QUEUE, READY = "bench-bare", "bare ready"
HAPPY = ["respond", "complete", "check", "rate"]
MISSED = ["miss", "miss"]
INVITED_AT = 3  # the step after which the reporter is asked to rate
MOST_WORKFLOW_TASKS = 100


@dataclass(frozen=True)
class Step:
    """Input of an activity: which step of which case."""

    case_no: str
    step: int


class Hands:
    """The activities of one bare worker."""

    def __init__(self, database: Database, happy: Steps, missed: Steps) -> None:
        self._database, self._happy, self._missed = database, happy, missed
        self._message = message(happy.case_no)

    @activity.defn(name="bare_record")
    async def record(self, step: Step) -> None:
        """One step of a case that goes well."""
        await self._database.write(lambda c: self._happy.write(step.step, step.case_no, c), 5.0)

    @activity.defn(name="bare_missed")
    async def missed(self, step: Step) -> None:
        """One step of a case that nobody acts on."""
        await self._database.write(lambda c: self._missed.write(step.step, step.case_no, c), 5.0)

    @activity.defn(name="bare_invite")
    async def invite(self, case_no: str) -> None:
        """The invitation to rate."""
        written: Written = self._message
        await self._database.write(lambda c: written.again(c, self._happy.case_no, case_no), 5.0)


async def _local(name: str, given: object) -> None:
    await workflow.execute_local_activity(
        name,
        given,
        schedule_to_close_timeout=timedelta(seconds=10),
        retry_policy=RetryPolicy(maximum_attempts=3),
    )


@workflow.defn(name="BareCase")
class BareCase:
    """Reported, answered, done, checked, rated: each is kept as it comes."""

    @workflow.init
    def __init__(self, report: dict[str, Any]) -> None:
        self.steps = 0
        self.waiting: list[str] = []
        self.seen: dict[str, bool] = {}

    @workflow.run
    async def run(self, report: dict[str, Any]) -> dict[str, Any]:
        """Until it is rated."""
        number = workflow.info().workflow_id
        due = asyncio.create_task(workflow.sleep(timedelta(hours=4), summary="到期"))
        await _local("bare_record", Step(number, 0))
        while self.steps < len(HAPPY):
            await workflow.wait_condition(lambda: bool(self.waiting))
            what = self.waiting.pop(0)
            self.steps += 1
            self.seen[what] = True
            writing = [_local("bare_record", Step(number, self.steps))]
            if self.steps == INVITED_AT:
                writing.append(_local("bare_invite", number))
            await asyncio.gather(*writing)
        due.cancel()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return {"case_no": number, "outcome": "solved", "events": 14, "calls": 1, "breaches": 0, "rating": 5}

    @workflow.signal(name="fact")
    def fact(self, given: dict[str, Any]) -> None:
        """The unit's word."""
        self.waiting.append(given["kind"])

    @workflow.update(name="command")
    async def command(self, given: dict[str, Any]) -> dict[str, Any]:
        """A person's word."""
        kind = given["kind"]
        self.waiting.append(kind)
        await workflow.wait_condition(lambda: kind in self.seen)
        return {"seq": self.steps, "made": [kind]}


@workflow.defn(name="BareDeadline")
class BareDeadline:
    """Nobody acts: at the moment it is due that is kept, and so at the next."""

    @workflow.run
    async def run(self, due: datetime, again: float) -> None:
        """`due` is UTC; `again` seconds later the second deadline."""
        number = workflow.info().workflow_id
        await _local("bare_missed", Step(number, 0))
        for step in range(1, len(MISSED) + 1):
            await workflow.sleep(max(due - workflow.now(), timedelta()), summary="到期")
            await _local("bare_missed", Step(number, step))
            due += timedelta(seconds=again)


async def _worker(client: Client, database: Database) -> Worker:
    street = city()
    happy = await noted(street, HAPPY, item="B0102", **HOME)
    missed = await noted(street, MISSED, item="B0101", **HOME)
    hands = Hands(database, happy, missed)
    activities: list[Callable[..., Any]] = [hands.record, hands.missed, hands.invite]
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[BareCase, BareDeadline],
        activities=activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_concurrent_workflow_tasks=MOST_WORKFLOW_TASKS,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )


async def main() -> None:
    """Work until SIGTERM."""
    client, database = await connected(os.environ), Database(settings_of(os.environ).database)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with await _worker(client, database):
        print(READY, flush=True)
        await stop.wait()
    await database.dispose()


if __name__ == "__main__":
    loaded(seldom=False)
    asyncio.run(main())
    sys.stdout.flush()
    os._exit(0)  # the SDK's runtime threads may still hold the interpreter at its exit
