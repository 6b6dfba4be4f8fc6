"""`forget`: personal data whose time is over is erased: the case's key, its photos, what else leads to a person.

Called by the keeping workflow every hour, and by `huying retain`. Facts and figures stay.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from temporalio import activity

from contracts import names
from contracts.keeping import Forgetting, Keepings
from readmodel.database import Database
from readmodel.erasures import due, erased, sweep
from readmodel.residents import LINE

PAGE = 200
"""Cases in one pass."""
SESSIONS_KEPT = timedelta(days=1)
"""Real time after its end that a session is still listed."""
SPOOLED_KEPT = timedelta(hours=48)
"""Story time: as long as an idempotency key counts."""
log = structlog.get_logger()


class Forgetter:
    """Erases in one installation; `now` gives story time (UTC), `clock` real time."""

    def __init__(
        self,
        database: Database,
        keepings: Keepings,
        now: Callable[[], datetime],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._how, self._now, self._clock = database, keepings, now, clock

    @activity.defn(name=names.FORGET)
    async def forget(self, after: str = "") -> Forgetting:
        """One pass over closed cases that are to be erased, from the number after `after` on."""
        if not after:
            clock = self._clock()
            job = partial(sweep, clock - SESSIONS_KEPT, clock, self._now() - SPOOLED_KEPT)
            await self._database.write(job)
        cases = await self.due(after)
        failed: list[str] = []
        for case_no in cases:
            try:
                if not case_no.startswith(LINE):  # which has no key of its own
                    await asyncio.to_thread(self._how.erase, case_no)
            except OSError as error:
                log.error("erasure.failed", alarm=True, case_no=case_no, error=type(error).__name__)
                failed.append(case_no)
                continue
            await self._database.write(partial(erased, case_no, self._clock()))
            log.info("erased", case_no=case_no)
        return Forgetting(len(cases) - len(failed), tuple(failed), cases[-1] if len(cases) == PAGE else None)

    async def due(self, after: str = "", limit: int = PAGE) -> list[str]:
        """Which would be erased now."""
        async with self._database.session() as session:
            return await due(session, self._now() - self._how.personal, after, limit)
