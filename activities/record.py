"""Append events to the read model, and what they tell to the outbox of messages, in one transaction.

One quick try beside the workflow, then for as long as it takes. Called by the workflow's outbox, the quick try also by
`activities.plan_and_record`. A dead database delays pages, never a deadline.
"""

import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from contracts.cases import Batch, Notice
from contracts.matters import MatterBatch
from contracts.names import (
    RECORD,
    RECORD_AT_LEAST_ONCE,
    RECORD_MATTER,
    RECORD_MATTER_AT_LEAST_ONCE,
    RECORD_ROUND,
    RECORD_ROUND_AT_LEAST_ONCE,
)
from contracts.rounds import RoundBatch
from domain.case import Case
from domain.events import Event
from readmodel.database import Database, bounded
from readmodel.ledger import Beside
from readmodel.matter_projector import append_matter
from readmodel.projector import SeqConflict, SeqGap, Step, append
from readmodel.round_projector import append_round

LOCAL_TRY = 0.3  # seconds in all, even where the database hangs
LOCAL_PATIENCE = 0.2  # seconds of it that another writer's lock is waited for
PAUSE = 5.0  # seconds without a local try after one that failed
LONG_TRY = 10.0  # seconds of one try of the regular activity
LONG_PATIENCE = 5.0
UNRECORDED, GAP = "unrecorded", "seq_gap"
"""Types of the errors that the workflow sees."""

Heard = Callable[[Step[Case, Event]], None]
"""Hears of each step of a case that was recorded; raises nothing."""
Tell = Callable[[Sequence[Notice], Connection], None]
"""Puts notices into the outbox of messages; those that are there already stay."""
Work = Callable[[Database, float, bool], Coroutine[Any, Any, None]]
"""Recording one batch: where to, seconds of patience, whether it is the history itself for certain."""
log = structlog.get_logger()


def unheard(_: Step[Case, Event]) -> None:
    """Nobody counts."""


class _Scribe:
    """Two ways to record, and what is known of the database's health."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock
        self._skip_until = 0.0  # on the monotonic clock

    async def quickly(self, number: str, work: Work) -> None:
        """The local try. Raises `ApplicationError` "unrecorded" within 300 ms."""
        if self._clock() < self._skip_until:
            raise _unrecorded("the last local try failed moments ago")
        try:
            await bounded(work(self._database, LOCAL_PATIENCE, False), LOCAL_TRY)
        except (SeqGap, SeqConflict) as error:  # the database is well
            raise _unrecorded(str(error)) from None
        except Exception as error:
            self._skip_until = self._clock() + PAUSE
            log.warning("record.local_try_failed", case_no=number, error=type(error).__name__)
            raise _unrecorded(type(error).__name__) from None

    async def surely(self, number: str, work: Work) -> None:
        """One bounded try; Temporal retries it without limit.

        A regular activity is in the workflow's history, so its events are the history's own: what a lost workflow
        task recorded in their place gives way.

        Raises `ApplicationError`, always to be retried: "seq_gap", an alarm, though an earlier batch may be on its
        way; "unrecorded" for everything else.
        """
        try:
            await bounded(work(self._database, LONG_PATIENCE, True), LONG_TRY)
        except SeqGap as error:
            log.error("record.gap", alarm=True, case_no=number, detail=str(error))
            raise ApplicationError(str(error), type=GAP) from None
        except Exception as error:
            log.warning("record.failed", case_no=number, error=type(error).__name__)
            raise ApplicationError(type(error).__name__, type=UNRECORDED) from None
        self._skip_until = 0.0


class Recorder:
    """The recording activities of one worker: two for cases, two for matters, two for rounds.

    `tell` is how notices are kept (`activities.notify.Notifier.write`), `heard` counts what was recorded.
    """

    def __init__(
        self,
        database: Database,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
        heard: Heard = unheard,
    ) -> None:
        self._scribe, self._tell, self._heard = _Scribe(database, clock), tell, heard

    @activity.defn(name=RECORD)
    async def record(self, batch: Batch) -> None:
        """A case's events now. Raises `ApplicationError` "unrecorded" within 300 ms."""
        await self._scribe.quickly(batch.case_no, self._of_case(batch))

    @activity.defn(name=RECORD_AT_LEAST_ONCE)
    async def record_until_done(self, batch: Batch) -> None:
        """A case's events, tried until they are safe."""
        await self._scribe.surely(batch.case_no, self._of_case(batch))

    @activity.defn(name=RECORD_MATTER)
    async def record_matter(self, batch: MatterBatch) -> None:
        """A matter's events now. Raises `ApplicationError` "unrecorded" within 300 ms."""
        await self._scribe.quickly(batch.matter_no, self._of_matter(batch))

    @activity.defn(name=RECORD_MATTER_AT_LEAST_ONCE)
    async def record_matter_until_done(self, batch: MatterBatch) -> None:
        """A matter's events, tried until they are safe."""
        await self._scribe.surely(batch.matter_no, self._of_matter(batch))

    @activity.defn(name=RECORD_ROUND)
    async def record_round(self, batch: RoundBatch) -> None:
        """A round's events now. Raises `ApplicationError` "unrecorded" within 300 ms."""
        await self._scribe.quickly(batch.round_no, self._of_round(batch))

    @activity.defn(name=RECORD_ROUND_AT_LEAST_ONCE)
    async def record_round_until_done(self, batch: RoundBatch) -> None:
        """A round's events, tried until they are safe."""
        await self._scribe.surely(batch.round_no, self._of_round(batch))

    def _of_case(self, batch: Batch) -> Work:
        async def work(database: Database, patience: float, sure: bool) -> None:
            told = self._telling(batch.notices)
            step = await append(database, batch, patience, authoritative=sure, beside=told)
            if step is not None:
                self._heard(step)

        return work

    def _of_matter(self, batch: MatterBatch) -> Work:
        told = self._telling(batch.notices)
        return lambda database, patience, sure: append_matter(
            database, batch, patience, authoritative=sure, beside=told
        )

    def _of_round(self, batch: RoundBatch) -> Work:
        told = self._telling(batch.notices)
        return lambda database, patience, sure: append_round(
            database, batch, patience, authoritative=sure, beside=told
        )

    def _telling(self, notices: Sequence[Notice]) -> Beside | None:
        return partial(self._tell, notices) if notices else None


def _unrecorded(why: str) -> ApplicationError:
    return ApplicationError(
        why, type=UNRECORDED, non_retryable=True, category=ApplicationErrorCategory.BENIGN
    )
