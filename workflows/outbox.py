"""What leaves a case, matter or round in order: its events, and what they tell whom.

One batch in flight; a failure delays, and blocks nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts import codec
    from contracts.cases import Notice
    from contracts.names import NOTIFY

from workflows import options
from workflows.alone import LocalActivities

TOLD_AT_ONCE_SINCE, MATTERS_TOLD_AT_ONCE_SINCE, ROUNDS_TOLD_AT_ONCE_SINCE = 5, 3, 2
"""Rules versions from which runs hand over what an event tells in the transaction that records it (decision 0053)."""
T = TypeVar("T")


class Numbered(Protocol):
    """An event: it has a number."""

    @property
    def seq(self) -> int:
        """Its number."""


N = TypeVar("N", bound=Numbered)
Send = Callable[[list[T]], Awaitable[None]]


class Outbox(Generic[T]):
    """A queue that empties itself: each batch by one quick local `attempt`, or else by `persist`, until it is safe."""

    def __init__(self, attempt: Send[T], persist: Send[T], waiting: Iterable[T] = ()) -> None:
        self._attempt, self._persist, self._waiting = attempt, persist, list(waiting)
        # A run must not end while this is true: the server refuses a local activity's marker after the end.
        self.attempting = False
        self._task: asyncio.Task[None] | None = None
        if self._waiting:
            self._start()

    @property
    def empty(self) -> bool:
        """Whether everything is safe."""
        return not self._waiting

    @property
    def idle(self) -> bool:
        """Whether nothing is being sent; something may wait."""
        return self._task is None or self._task.done()

    def sent(self) -> None:
        """All that waited is safe: it left by another way."""
        self._waiting.clear()

    def send(self) -> None:
        """What waits need wait no longer."""
        if self._waiting:
            self._start()

    def put(self, item: T, *, wait: bool = False) -> None:
        """Send this too, after all before it; with `wait`, not before something else is sent."""
        self._waiting.append(item)
        if not wait:
            self._start()

    def left(self) -> tuple[T, ...]:
        """What is not known to be safe, for the next run."""
        return tuple(self._waiting)

    def _start(self) -> None:
        if self.idle:
            self._task = asyncio.create_task(self._empty())

    async def _empty(self) -> None:
        while self._waiting:
            batch = _batch(self._waiting)
            await self._send(batch)
            del self._waiting[: len(batch)]

    async def _send(self, batch: list[T]) -> None:
        self.attempting = True
        try:
            await self._attempt(batch)
        except FailureError as failure:
            self.attempting = False
            if is_cancelled_exception(failure):
                raise
            await self._persist(batch)
        finally:
            self.attempting = False


def _batch(waiting: list[T]) -> list[T]:
    """The first items that fit into one batch; at least one."""
    batch: list[T] = []
    size = 0
    for item in waiting[: options.BATCH_EVENTS]:
        size += len(codec.to_json(item))
        if batch and size > options.BATCH_BYTES:
            break
        batch.append(item)
    return batch


@dataclass(frozen=True)
class Recording(Generic[N]):
    """How the events of one history are recorded: by which activities, in what batch of events and notices."""

    activities: LocalActivities
    local: str
    lasting: str
    batch: Callable[[tuple[N, ...], tuple[Notice, ...]], object]

    async def attempt(self, items: list[N | Notice]) -> None:
        """Record a batch now, beside the workflow."""
        await self.activities.run(
            self.local,
            self.batch(*_parted(items)),
            schedule_to_close_timeout=options.LOCAL_RECORD_TIMEOUT,
            retry_policy=options.LOCAL_RECORD_RETRY,
            summary=_recorded("记录", items),
        )

    async def persist(self, items: list[N | Notice]) -> None:
        """Record a batch, for as long as it takes."""
        await workflow.execute_activity(
            self.lasting,
            self.batch(*_parted(items)),
            start_to_close_timeout=options.RECORD_TIMEOUT,
            retry_policy=options.RECORD_RETRY,
            summary=_recorded("数据库不通，持续补记", items),
        )


class Leaving(Generic[N]):
    """All that leaves: events and what they tell, `at_once` in one transaction; in older runs each for itself."""

    def __init__(
        self,
        recording: Recording[N],
        events: Iterable[N] = (),
        notices: Iterable[Notice] = (),
        *,
        at_once: bool,
    ) -> None:
        both: list[N | Notice] = [*events, *(notices if at_once else ())]
        self._record: Outbox[N | Notice] = Outbox(recording.attempt, recording.persist, both)
        self._apart: Outbox[Notice] = Outbox(
            partial(_try_notices, recording.activities), _send_notices, () if at_once else notices
        )
        self._told = self._record if at_once else self._apart

    @property
    def empty(self) -> bool:
        """Whether everything is safe."""
        return self._record.empty and self._apart.empty

    @property
    def attempting(self) -> bool:
        """Whether the run must not end now."""
        return self._record.attempting or self._apart.attempting

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way: what waits may leave together with what happens next."""
        return self._record.idle and self._apart.empty

    def sent(self) -> None:
        """All that waited is safe."""
        self._record.sent()

    def send(self) -> None:
        """What waits need wait no longer."""
        self._record.send()

    def put(self, event: N, notices: Iterable[Notice], *, wait: bool = False) -> None:
        """This happened, and these are told of it; with `wait`, not before something else leaves."""
        self._record.put(event, wait=wait)
        for notice in notices:
            self._told.put(notice, wait=wait)

    def left(self) -> tuple[tuple[N, ...], tuple[Notice, ...]]:
        """Events and notices that are not known to be safe, for the next run."""
        return _parted([*self._record.left(), *self._apart.left()])


async def _try_notices(local: LocalActivities, notices: list[Notice]) -> None:
    """Hand notices over now, beside the workflow."""
    await local.run(
        NOTIFY,
        notices,
        schedule_to_close_timeout=options.NOTIFY_TIMEOUT,
        retry_policy=options.LOCAL_NOTIFY_RETRY,
        summary=_told(notices),
    )


async def _send_notices(notices: list[Notice]) -> None:
    """Hand notices over, for as long as it takes."""
    await workflow.execute_activity(
        NOTIFY,
        notices,
        start_to_close_timeout=options.NOTIFY_TIMEOUT,
        retry_policy=options.NOTIFY_RETRY,
        summary=_told(notices),
    )


def _parted(items: Iterable[N | Notice]) -> tuple[tuple[N, ...], tuple[Notice, ...]]:
    events: list[N] = []
    notices: list[Notice] = []
    for item in items:
        if isinstance(item, Notice):
            notices.append(item)
        else:
            events.append(item)
    return tuple(events), tuple(notices)


def _recorded(how: str, items: list[N | Notice]) -> str:
    events, notices = _parted(items)
    numbers = [f"{how}事件 {events[0].seq}–{events[-1].seq}"] if events else []
    return "，".join([*numbers, *([f"通知 {_told(notices)}"] if notices else [])])


def _told(notices: Iterable[Notice]) -> str:
    return "、".join(dict.fromkeys(f"{notice.what} → {notice.to}" for notice in notices))
