"""A fact that raises questions: answered, and what follows recorded, by one local activity.

Used by the workflow of cases. What waited to be recorded goes along, unless that is a batch by itself. Then, while the
outbox is at work for want of a database, where the activity fails, and in older runs, the answers come alone and the
outbox records.
"""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.cases import Planned, Undecided
    from domain.asks import asks
    from domain.case import Case
    from domain.events import Event
    from domain.facts import Fact

from workflows import options
from workflows.alone import LocalActivities
from workflows.judging import asked_anyway, plan
from workflows.outbox import Leaving

RECORDED_AS_PLANNED_SINCE = 6
"""Rules version from which runs do so (decision 0054)."""
SUMMARY = "按目录、组织与日历定单位和期限"


@dataclass(frozen=True)
class Settling:
    """How one case gets its answers: `rules` is the version that its run began with."""

    case_no: str
    rules: int
    local: LocalActivities
    record: Leaving[Event]

    @property
    def at_once(self) -> bool:
        """Whether this run records as it plans."""
        return self.rules >= RECORDED_AS_PLANNED_SINCE

    async def planned(self, case: Case | None, fact: Fact, now: datetime) -> Planned:
        """What `decide` may need to know; `now` is the moment (UTC, story time) that it will go by."""
        questions = asks(case, fact, now)
        if not questions and not asked_anyway(fact.body, self.rules):
            return Planned()
        if questions and self.at_once:
            await workflow.wait_condition(lambda: not self.record.attempting)
            before = self.record.left()
            if self.record.idle and len(before[0]) < options.BATCH_EVENTS:
                try:
                    return await self._at_once(Undecided(self.case_no, case, fact, now, self.rules, *before))
                except FailureError as failure:
                    if is_cancelled_exception(failure):
                        raise
        return Planned(await plan(self.local, questions, SUMMARY))

    async def _at_once(self, undecided: Undecided) -> Planned:
        planned: Planned = await self.local.run(
            names.PLAN_AND_RECORD,
            undecided,
            result_type=Planned,
            schedule_to_close_timeout=options.PLAN_AND_RECORD_TIMEOUT,
            retry_policy=options.LOCAL_RECORD_RETRY,
            summary=f"{SUMMARY}，并记录",
        )
        if planned.recorded:
            self.record.sent()
        return planned
