"""One case on the real server, as a test sees it, acting on nothing. Every case has its own virtual time there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import WorkflowHandle, WorkflowQueryFailedError
from temporalio.testing import WorkflowEnvironment

from contracts import names
from contracts.cases import Summary
from contracts.story import StoryClock
from domain import events as e
from domain.case import Call, Case, Task, TaskKind
from domain.policy import City
from tests.patience import until

HELD_UP = "TMPRL1101"
"""The SDK's word for a workflow that got no processor for two seconds: no fault of its own on a busy machine."""


async def asked(query: Callable[[], Awaitable[Any]]) -> Any:
    """What a workflow answers, once nothing holds it up."""

    async def look() -> tuple[Any] | None:
        try:
            return (await query(),)
        except WorkflowQueryFailedError as error:
            if HELD_UP not in str(error):
                raise
            return None

    found = await until(look)
    assert found is not None
    return found[0]


@dataclass
class Watched:
    """One running case; `story` is its clock."""

    temporal: WorkflowEnvironment
    city: City
    case_no: str
    story: StoryClock
    handle: WorkflowHandle[Any, Any]

    async def now(self) -> datetime:
        """Story time in this case."""
        return self.story.story(await self.temporal.get_current_time(self.handle))

    async def settled(self) -> None:
        """Return when everything that came in is decided: a query meanwhile would see half of it."""
        await until(self._idle)

    async def recorded(self) -> None:
        """Return when everything decided is in the read model too, its database slow or not."""
        await self.settled()
        await until(self._none_waits)
        await self.settled()

    async def _raw(self) -> DescribeWorkflowExecutionResponse:
        return (await self.handle.describe()).raw_description

    async def _idle(self) -> bool:
        raw = await self._raw()
        begun = raw.workflow_execution_info.history_length > 3  # a new run waits a moment for its first task
        return begun and not raw.HasField("pending_workflow_task")

    async def _none_waits(self) -> bool:
        pending = (await self._raw()).pending_activities
        return all(one.activity_type.name != names.RECORD_AT_LEAST_ONCE for one in pending)

    async def state(self) -> Case:
        """The case, which must have begun."""
        await self.settled()
        case: Case = await asked(lambda: self.handle.query(names.STATE, result_type=Case))
        return case

    async def call(self, n: int) -> Call:
        """The call of that number."""
        return (await self.state()).calls[n - 1]

    async def task(self, kind: TaskKind) -> Task:
        """The open task of that kind."""
        task = (await self.state()).task_of(kind)
        assert task is not None
        return task

    async def events(self) -> list[e.Event]:
        """What this run decided."""
        await self.settled()
        events: list[e.Event] = await asked(
            lambda: self.handle.query(names.EVENTS, 1, result_type=list[e.Event])
        )
        return events

    async def kinds(self) -> list[str]:
        """What happened, by kind."""
        return [event.body.kind for event in await self.events()]

    async def until(self, kind: EventType.ValueType, times: int = 1) -> None:
        """Return when the history holds that many events of that type."""
        async with asyncio.timeout(30):
            async for event in self.handle.fetch_history_events(wait_new_event=True):
                times -= event.event_type == kind
                if times <= 0:
                    return

    async def result(self) -> Summary:
        """Its end."""
        async with asyncio.timeout(30):
            summary: Summary = await self.handle.result()
        return summary

    async def history(self) -> list[HistoryEvent]:
        """The server's history."""
        return [event async for event in self.handle.fetch_history_events()]
