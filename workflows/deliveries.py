"""Messages to departments' own systems: one at a time per call, on the department's queue, until they have it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, CancelledError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.cases import Message
    from contracts.names import DELIVER, department_queue
    from contracts.urgency import priority
    from domain import events as e
    from domain.case import Case
    from domain.facts import Delivery

from workflows import options

Outcome = Callable[[Delivery], None]
TYPES_ZH = {"call": "呼叫", "change": "变更", "cancel": "撤销"}


class Deliveries:
    """Starts, replaces and ends deliveries. `told` hears what became of each."""

    def __init__(self, told: Outcome) -> None:
        self._told = told
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._messages: dict[int, Message] = {}

    def send(self, message: Message, patience: timedelta) -> None:
        """Deliver, in the place of any older message about the same call. `patience` is real time."""
        self.settle(message.call)
        self._messages[message.call] = message
        self._tasks[message.call] = asyncio.create_task(self._deliver(message, patience))

    @property
    def quiet(self) -> bool:
        """Whether nothing is on its way."""
        return all(task.done() for task in self._tasks.values())

    def received(self, call: int) -> None:
        """The department's receipt says that it has the call; of a later change it says nothing."""
        message = self._messages.get(call)
        if message is not None and message.type == "call":
            self.settle(call)

    def settle(self, call: int) -> None:
        """A newer message takes its place, or nobody need have it any more."""
        task = self._tasks.pop(call, None)
        self._messages.pop(call, None)
        if task is not None and not task.done():
            task.cancel()

    def stop(self) -> None:
        """The case is at its end: who was called off must still hear of it, nobody else of anything."""
        for call, message in tuple(self._messages.items()):
            if message.type != "cancel":
                self.settle(call)

    def left(self) -> tuple[Message, ...]:
        """What is still on its way, for the next run."""
        return tuple(self._messages[call] for call, task in self._tasks.items() if not task.done())

    async def _deliver(self, message: Message, patience: timedelta) -> None:
        try:
            await self._report(message, await self._try(message, patience))
        except (CancelledError, asyncio.CancelledError):
            return

    async def _report(self, message: Message, failure: ActivityError | None) -> None:
        if failure is not None and not _refused(failure):
            self._told(Delivery(message.call, message.version, "late", _detail(failure)))
            if message.type == "cancel":
                return  # the desk is told; a closed case does not wait for a dead system for ever
            failure = await self._try(message, None)
        if failure is None:
            self._told(Delivery(message.call, message.version, "delivered"))
        else:
            self._told(Delivery(message.call, message.version, "refused", _detail(failure)))

    async def _try(self, message: Message, patience: timedelta | None) -> ActivityError | None:
        try:
            await workflow.execute_activity(
                DELIVER,
                message,
                task_queue=department_queue(message.unit),
                start_to_close_timeout=options.DELIVER_TIMEOUT,
                schedule_to_close_timeout=patience,
                retry_policy=options.DELIVER_RETRY,
                priority=priority(message.grade or None, message.urgent, message.community),
                summary=f"{TYPES_ZH[message.type]} {message.unit} · {message.item_name}",
            )
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise asyncio.CancelledError from failure
            return failure
        return None


def may_wait(before: Case | None, event: e.Event) -> bool:
    """Whether an event of an open case may be recorded with the next one: that a department has our message.

    Nobody waits for it, and it costs an action less; but who was shown that it was undelivered must see that it is not.
    """
    if not isinstance(event.body, e.Delivered) or before is None or not before.open:
        return False
    call = before.call(event.body.call)
    return not (call is not None and call.undelivered and workflow.patched("late-deliveries-at-once"))


def _refused(failure: ActivityError) -> bool:
    return isinstance(failure.cause, ApplicationError) and failure.cause.non_retryable


def _detail(failure: ActivityError) -> str:
    return str(failure.cause or failure)[:200]
