"""`open_rounds`: puts on record the rounds that are due by the pack, each once. Called by the look over patrols."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from temporalio import activity
from temporalio.client import Client

from contracts import names
from contracts.rounds import RULES, RoundRun, RoundStart, start_round
from contracts.story import StoryClock
from domain.chiefs import ChiefKind
from domain.people import SYSTEM
from domain.policy import City
from domain.rounds.planning import rounds_due
from readmodel.database import Database
from readmodel.rounds import opened_among

RPC_TIMEOUT = timedelta(seconds=5)
AT_ONCE = 25
"""Rounds of a kind that one look opens: by Monday morning all are there, and none stood before what people report."""
log = structlog.get_logger()


class Opener:
    """Opens rounds of one city; `now` gives story time (UTC)."""

    def __init__(
        self, client: Client, city: City, database: Database, story: StoryClock, now: Callable[[], datetime]
    ) -> None:
        self._client, self._city, self._database = client, city, database
        self._story, self._now = story, now

    @activity.defn(name=names.OPEN_ROUNDS)
    async def open_rounds(self, kind: ChiefKind) -> int:
        """How many rounds of this kind were opened now. Raises `RPCError`, to be tried again."""
        now = self._now()
        plans = rounds_due(self._city, ChiefKind(kind), now)
        known = await self._known([plan.round_no for plan in plans])
        wanted = [plan for plan in plans if plan.round_no not in known]
        opened = 0
        for plan in wanted[:AT_ONCE]:
            run = RoundRun(self._story, RoundStart(plan, now, SYSTEM), self._city.calendar.timezone, RULES)
            opened += await start_round(self._client, run, plan, RPC_TIMEOUT)
        if opened:
            log.info("patrols.opened", kind=str(kind), number=opened)
        return opened

    async def _known(self, numbers: list[str]) -> set[str]:
        """Those on record already: Temporal is not asked for each of them, and is asked where this is away."""
        try:
            async with self._database.session() as session:
                return await opened_among(session, numbers)
        except SQLAlchemyError as error:
            log.warning("patrols.record_away", error=type(error).__name__)
            return set()
