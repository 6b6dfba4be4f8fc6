"""`write_back`: results of referrals go back to where they came from, signed, once each and in the end for certain.

First decided, then sent: a result is a row under a key of its own before anybody is told, so that a crash between the
two sends the same body under the same key again. No case waits for it and no case knows of it.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

import httpx
import structlog
from temporalio import activity

from activities.departments.asking import judged
from contracts import names
from contracts.results import ResultsWritten
from contracts.signature import HEADER, sign
from domain.localtime import zone
from domain.words import OUTCOMES, RESULTS, STATES
from domain.written_back import WrittenBack, result_of
from readmodel.database import Database
from readmodel.desk_tables import WrittenBackRow
from readmodel.written_back import REFUSED, SENT, WAITING, Referral, changed, keep, tried, waiting

AT_ONCE = 200
"""Referrals looked at, and results sent to one source, in one run."""
LOOK_BACK = timedelta(days=30)
"""Story time: a source that is connected today is not told what was over long before."""
PATIENCE = 60.0
"""Seconds of one run for one source; what is left over is the next run's."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
"""Real time, between two tries of one result: doubled each time."""
MOST_DOUBLINGS = 10
BECOMES = {"delivered": SENT, "refused": REFUSED, "away": WAITING}
log = structlog.get_logger()

Address = tuple[str, str]
"""Where results of a source go, and the secret that signs them."""


class Writer:
    """Writes back to the sources of one installation; `now` gives story time, `clock` real time (UTC)."""

    def __init__(
        self,
        sources: Mapping[str, Address],
        database: Database,
        client: httpx.AsyncClient,
        now: Callable[[], datetime],
        timezone: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sources, self._database, self._client = sources, database, client
        self._now, self._timezone, self._clock = now, timezone, clock

    @activity.defn(name=names.WRITE_BACK)
    async def write_back(self) -> ResultsWritten:
        """One look, and one try of all that waits. Raises the database's error, and is tried again."""
        made = await self._decide()
        tries = await asyncio.gather(*(self._send(source) for source in sorted(self._sources)))
        sent, refused, away = (sum(one[n] for one in tries) for n in range(3))
        if made or sent or refused or away:
            log.info("results.written_back", made=made, sent=sent, refused=refused, away=away)
        return ResultsWritten(made, sent, refused, away)

    async def _decide(self) -> int:
        now, real = self._now(), self._clock()
        async with self._database.session() as session:
            found = await changed(session, self._sources.keys(), now - LOOK_BACK, AT_ONCE)
        looked = [(one, not one.case.open) for one in found]
        rows = [row for one in found if (row := self._row(one, now, real)) is not None]
        if looked:
            await self._database.write(partial(keep, looked, rows))
        return len(rows)

    def _row(self, one: Referral, now: datetime, real: datetime) -> WrittenBackRow | None:
        result = result_of(one.case)
        if result is None or (one.last is not None and one.last.mark == result.mark):
            return None
        n = one.last.n + 1 if one.last else 1
        return WrittenBackRow(
            source=one.source,
            outside_no=one.outside_no,
            n=n,
            case_no=one.case_no,
            mark=result.mark,
            state=WAITING,
            body=json.dumps(self._body(one, n, result), ensure_ascii=False),
            made_at=now,
            again_at=real,
        )

    def _body(self, one: Referral, n: int, result: WrittenBack) -> dict[str, object]:
        """As docs/howto/take-in-referrals.md says; moments in the city's own time."""
        return {
            "type": "result",
            "version": n,
            "outside_no": one.outside_no,
            "case_no": one.case_no,
            "state": result.state,
            "state_zh": STATES[result.state],
            "outcome": result.outcome,
            "outcome_zh": OUTCOMES[result.outcome] if result.outcome else None,
            "result": result.result,
            "result_zh": RESULTS[result.result] if result.result else None,
            "reply": result.reply,
            "unit": result.unit,
            "unit_name": result.unit_zh,
            "completed_at": self._there(result.completed_at),
            "closed_at": self._there(result.closed_at),
        }

    def _there(self, at: datetime | None) -> str | None:
        return at.astimezone(zone(self._timezone)).isoformat(timespec="seconds") if at else None

    async def _send(self, source: str) -> tuple[int, int, int]:
        """Numbers of those sent, refused and away; the first that finds nobody there ends it for this time."""
        async with self._database.session() as session:
            rows = await waiting(session, source, self._clock(), AT_ONCE)
        until, sent, refused = time.monotonic() + PATIENCE, 0, 0
        for row in rows:
            if time.monotonic() > until:
                break
            state, detail = await self._try(row, *self._sources[source])
            await self._remember(row, state, detail)
            if state == WAITING:
                return sent, refused, 1
            sent, refused = sent + (state == SENT), refused + (state == REFUSED)
        return sent, refused, 0

    async def _try(self, row: WrittenBackRow, url: str, secret: str) -> tuple[str, str]:
        body = row.body.encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": f"{quote(row.outside_no, safe='')}-{row.n}",
            HEADER: sign(secret, body, int(self._clock().timestamp())),
        }
        try:
            answer = await self._client.post(url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return WAITING, type(error).__name__
        outcome = judged(answer.status_code)
        return BECOMES[outcome.state], outcome.detail

    async def _remember(self, row: WrittenBackRow, state: str, detail: str) -> None:
        pause = min(FIRST_PAUSE * 2 ** min(row.tries, MOST_DOUBLINGS), LONGEST_PAUSE)
        ended = self._now() if state != WAITING else None
        await self._database.write(partial(tried, row, state, detail, ended, self._clock() + pause))
