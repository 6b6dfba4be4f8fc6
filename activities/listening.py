"""`listen`: asks another city's server what became of our calls there, and passes its words on as receipts.

On that department's own queue, started by a schedule (`workflows.listening`). Each word is the very signal that a
signed receipt would be, under an id of its own: read twice, it has one effect.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

import structlog
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode

from activities.departments.asking import Failed
from activities.departments.georeport import GeoReport, Record
from activities.departments.hearing import Heard, bookmark, heard
from activities.departments.open311 import CLOCKS_APART
from contracts import names
from domain.facts import Fact
from domain.people import Actor, Role
from readmodel.database import Database
from readmodel.outside import Listened, keep_listened, keep_number, to_ask
from readmodel.outside_tables import OutsideRow

MOST = 100
"""Requests asked about in one look; the others come first in the next."""
log = structlog.get_logger()


class Listener:
    """Listens to the servers of one worker's departments; `now` gives story time, `clock` real time, both UTC."""

    def __init__(
        self,
        client: Client,
        database: Database,
        servers: Mapping[str, GeoReport],
        now: Callable[[], datetime],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client, self._database, self._servers = client, database, servers
        self._now, self._clock = now, clock

    @activity.defn(name=names.LISTEN)
    async def listen(self, unit: str) -> int:
        """One look; how many words were passed on. Raises `ApplicationError` while the server is away."""
        server = self._servers.get(unit)
        if server is None:
            return 0
        async with self._database.session() as session:
            rows = await to_ask(session, unit, MOST)
        try:
            return await self._look(server, unit, rows) if rows else 0
        except Failed as failure:
            log.info("department.unheard", unit=unit, detail=failure.outcome.detail)
            raise ApplicationError(
                failure.outcome.detail, type=failure.outcome.state, category=ApplicationErrorCategory.BENIGN
            ) from failure

    async def _look(self, server: GeoReport, unit: str, rows: list[OutsideRow]) -> int:
        known = await self._numbered(server, rows)
        now = self._clock()
        said = _by_number(await server.updates(_since(rows), now))
        stand = await server.requests(known)
        passed = 0
        listened = []
        for row in rows:
            number = row.number or ""
            new = heard(row, said.get(number, ()), stand.get(number)) if number else []
            open_still = await self._pass_on(unit, row.case_no, new)
            passed += len(new) if open_still else 0
            last, ids = bookmark(row, new)
            listened.append(Listened(row.call_id, now, last, ids, not open_still))
        await self._database.write(partial(keep_listened, listened))
        if passed:
            log.info("department.heard", unit=unit, words=passed)
        return passed

    async def _numbered(self, server: GeoReport, rows: list[OutsideRow]) -> list[str]:
        """Numbers of all that have one by now; those that came in the place of a token are kept."""
        for row in rows:
            if row.number is None and row.token is not None:
                row.number = await server.of_token(row.token)
                if row.number is not None:
                    await self._database.write(partial(keep_number, row.call_id, row.number))
        return [row.number for row in rows if row.number is not None]

    async def _pass_on(self, unit: str, case_no: str, new: list[Heard]) -> bool:
        """Signal each word in its order; False where the case has ended."""
        by, handle = Actor(f"department:{unit}", unit, (Role.DEPARTMENT,)), None
        for one in new:
            handle = handle or self._client.get_workflow_handle(case_no)
            fact = Fact(f"{by.account}:{one.receipt_id}", self._now(), by, one.body)
            try:
                await handle.signal(names.REPORT_FACT, fact)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return False
                raise
        return True


def _since(rows: list[OutsideRow]) -> datetime:
    """From when on there may be news: what was heard is by their clock, what was filed by ours."""
    return min(row.heard_at or row.begun_at - CLOCKS_APART for row in rows)


def _by_number(said: list[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for one in said:
        found[one.get("service_request_id", "")].append(one)
    return found
