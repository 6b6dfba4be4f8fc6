"""Append events to the read model: one quick try beside the workflow, then for as long as it takes.

Called by the workflow's outbox. A dead database delays pages, never a deadline.
"""

import time
from collections.abc import Callable

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from contracts.cases import Batch
from contracts.names import RECORD, RECORD_AT_LEAST_ONCE
from readmodel.database import Database, bounded
from readmodel.projector import SeqConflict, SeqGap, append

LOCAL_TRY = 0.3  # seconds in all, even where the database hangs
LOCAL_PATIENCE = 0.2  # seconds of it that another writer's lock is waited for
PAUSE = 5.0  # seconds without a local try after one that failed
LONG_TRY = 10.0  # seconds of one try of the regular activity
LONG_PATIENCE = 5.0
UNRECORDED, GAP = "unrecorded", "seq_gap"
"""Types of the errors that the workflow sees."""

log = structlog.get_logger()


class Recorder:
    """The two recording activities of one worker, and what it knows of the database's health."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._skip_until = 0.0  # on the monotonic clock

    @activity.defn(name=RECORD)
    async def record(self, batch: Batch) -> None:
        """The local try. Raises `ApplicationError` "unrecorded" within 300 ms."""
        if self._clock() < self._skip_until:
            raise _unrecorded("the last local try failed moments ago")
        try:
            await self._append(batch, LOCAL_PATIENCE, LOCAL_TRY, authoritative=False)
        except (SeqGap, SeqConflict) as error:  # the database is well
            raise _unrecorded(str(error)) from None
        except Exception as error:
            self._skip_until = self._clock() + PAUSE
            log.warning("record.local_try_failed", case_no=batch.case_no, error=type(error).__name__)
            raise _unrecorded(type(error).__name__) from None

    @activity.defn(name=RECORD_AT_LEAST_ONCE)
    async def record_until_done(self, batch: Batch) -> None:
        """One bounded try; Temporal retries it without limit.

        A regular activity is in the case's history, so its events are the case's own: what a lost workflow task
        recorded in their place gives way.

        Raises `ApplicationError`, always to be retried: "seq_gap", an alarm, though an earlier batch may be on its
        way; "unrecorded" for everything else.
        """
        try:
            await self._append(batch, LONG_PATIENCE, LONG_TRY, authoritative=True)
        except SeqGap as error:
            log.error("record.gap", alarm=True, case_no=batch.case_no, detail=str(error))
            raise ApplicationError(str(error), type=GAP) from None
        except Exception as error:
            log.warning("record.failed", case_no=batch.case_no, error=type(error).__name__)
            raise ApplicationError(type(error).__name__, type=UNRECORDED) from None
        self._skip_until = 0.0

    async def _append(self, batch: Batch, patience: float, timeout: float, *, authoritative: bool) -> None:
        await bounded(append(self._database, batch, patience, authoritative=authoritative), timeout)


def _unrecorded(why: str) -> ApplicationError:
    return ApplicationError(
        why, type=UNRECORDED, non_retryable=True, category=ApplicationErrorCategory.BENIGN
    )
