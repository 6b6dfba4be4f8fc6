"""`plan_and_record`: who, and by when, and what follows is on record. One local activity where there were two.

Called by the case's workflow, which decides by the answers itself: the rules are pure, so it makes the same events.
"""

from collections.abc import Awaitable, Callable

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.plan import Planner
from contracts.cases import Asked, Batch, Notice, Planned, Undecided
from contracts.names import PLAN_AND_RECORD
from contracts.telling import notices
from domain.asks import asks
from domain.decide import decide
from domain.events import Event
from domain.evolve import evolve
from domain.ruling import Refusal


class Clerk:
    """Plans, and writes down what the rules make of it, as `activities.record.Recorder.record` does."""

    def __init__(self, planner: Planner, record: Callable[[Batch], Awaitable[None]]) -> None:
        self._planner, self._record = planner, record

    @activity.defn(name=PLAN_AND_RECORD)
    async def plan_and_record(self, asked: Undecided) -> Planned:
        """All answers at once, within 300 ms also where nothing could be recorded: then the outbox sees to that."""
        answers = await self._planner.plan(Asked(asks(asked.case, asked.fact, asked.now)))
        made = decide(asked.case, asked.fact, answers, asked.now, asked.rules)
        if isinstance(made, Refusal):
            return Planned(answers)
        try:
            await self._record(_batch(asked, tuple(made)))
        except ApplicationError:
            return Planned(answers)
        return Planned(answers, recorded=True)


def _batch(asked: Undecided, made: tuple[Event, ...]) -> Batch:
    case, told = asked.case, list[Notice]()
    for event in made:
        case = evolve(case, event)
        told.extend(notices(case, event))
    return Batch(asked.case_no, (*asked.unrecorded, *made), (*asked.notices, *told))
