"""A department gets no more at once than its entry says, however much waits for it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from temporalio import workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.call import Caller, Department
from activities.departments.circuit import Circuit
from activities.departments.outcome import DELIVERED, Outcome
from activities.listening import Listener
from contracts.cases import Message
from contracts.links import Bounds, DeskWay, Link
from contracts.names import DELIVER, department_queue
from tests.departments.town import message
from worker import department_worker

UNIT, QUEUE, MANY, AT_ONCE = "yuanlin", "many-deliveries", 6, 2
A_WHILE = 0.2
"""Seconds that each stays for one more than may come."""


@workflow.defn(sandboxed=False)
class Many:
    """So many deliveries, all at once."""

    @workflow.run
    async def run(self, sent: Message) -> int:
        """How many were made."""
        tries = [
            workflow.execute_activity(
                DELIVER,
                replace(sent, call=n),
                task_queue=department_queue(sent.unit),
                start_to_close_timeout=timedelta(minutes=1),
            )
            for n in range(MANY)
        ]
        return len(await asyncio.gather(*tries))


@dataclass
class Crowded:
    """Counts who is inside; each stays a while, or until there is one too many."""

    inside: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self._crowded = asyncio.Event()

    async def deliver(self, message: Message) -> Outcome:
        """In, and out again."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        if self.inside > AT_ONCE:
            self._crowded.set()
        try:
            async with asyncio.timeout(A_WHILE):
                await self._crowded.wait()
        except TimeoutError:
            pass
        finally:
            self.inside -= 1
        return DELIVERED


async def test_no_more_at_once_than_its_entry_says(temporal: WorkflowEnvironment, listener: Listener) -> None:
    crowded = Crowded()
    link = Link(UNIT, DeskWay(), bounds=Bounds(at_once=AT_ONCE))
    caller = Caller({UNIT: Department(crowded, Circuit(5, 30.0))})
    async with (
        Worker(temporal.client, task_queue=QUEUE, workflows=[Many]),
        department_worker(temporal.client, link, caller, listener),
    ):
        sent = message("http", unit=UNIT)
        assert await temporal.client.execute_workflow(Many.run, sent, id=QUEUE, task_queue=QUEUE) == MANY
    assert crowded.most == AT_ONCE
