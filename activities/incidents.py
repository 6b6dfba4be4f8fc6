"""`find_incidents`: offers the desk an incident where reports gather, and brings later matches to one that is open.

It only tells cases what it saw; they judge. What was said before changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import structlog
from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError

from contracts import names
from contracts.incidents import Looked
from domain.facts import Body, Fact, Merge, OfferIncident
from domain.incidents import WITHIN, belonging, groups
from domain.people import SYSTEM
from readmodel.database import Database
from readmodel.sightings import incidents, sightings

LOOK_BACK = 12 * WITHIN
"""Story time. So long may looks be missed, by an outage or on a slow machine, and nothing is overlooked."""
log = structlog.get_logger()


class Finder:
    """Looks at one database; `now` gives story time (UTC)."""

    def __init__(self, client: Client, database: Database, now: Callable[[], datetime]) -> None:
        self._client, self._database, self._now = client, database, now

    @activity.defn(name=names.FIND_INCIDENTS)
    async def find(self) -> Looked:
        """One look."""
        async with self._database.session() as session:
            reports = await sightings(session, self._now() - LOOK_BACK)
            open_ones = await incidents(session)
        related = belonging([(one.main, one.latest) for one in open_ones], reports)
        refused = {report.case_no for report in reports if report.refused}
        asks = [(case_no, Merge(into, "incident")) for case_no, into in related if case_no not in refused]
        joined = [pair for pair in asks if await self._tell(*pair)]
        taken = {case_no for case_no, _ in related}
        left = [report for report in reports if report.case_no not in taken]
        offers = [
            (group[0].case_no, OfferIncident(tuple(s.case_no for s in group)))
            for group in groups(left)
            if not group[0].offered
        ]
        offered = [pair for pair in offers if await self._tell(*pair)]
        return Looked(len(offered), len(joined))

    async def _tell(self, case_no: str, body: Body) -> bool:
        """False where the case has just ended."""
        fact = Fact(f"look:{uuid4().hex}", self._now(), SYSTEM, body)
        try:
            await self._client.get_workflow_handle(case_no).signal(names.REPORT_FACT, fact)
        except RPCError as error:
            log.info("incident.not_told", case_no=case_no, error=error.status.name)
            return False
        return True
