"""One round: a patrol of a chief (巡查) or a joint action of several units (联合行动), from its opening to its end.

The same engine parts as a case: inbox, lazy timer, outboxes, tickets; other facts, other rules. Started by the
opener of rounds and by `api.chiefs`, run by `worker.py`.
"""

from functools import partial

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.cases import Passed, Verdict
    from contracts.rounds import RULES, RoundBatch, RoundResume, RoundRun, RoundStart, RoundSummary
    from domain.facts import DeadlinePassed
    from domain.people import SYSTEM
    from domain.rounds import events as e
    from domain.rounds.decide import decide
    from domain.rounds.evolve import evolve
    from domain.rounds.facts import Open, RoundFact
    from domain.rounds.round import Round
    from domain.rounds.views import armed
    from domain.ruling import Refusal
    from domain.views import Deadline

from workflows import options
from workflows import patrol_story as story
from workflows.alone import LocalActivities
from workflows.ignoring import Ignoring
from workflows.inbox import Entry, Inbox
from workflows.judging import Tickets
from workflows.moment import Moment
from workflows.outbox import ROUNDS_TOLD_AT_ONCE_SINCE, Leaving, Recording
from workflows.reading import NOTHING, heard, parsed, sound
from workflows.timer import LazyTimer


@workflow.defn(name=names.PATROL_WORKFLOW)
class PatrolWorkflow:
    """The durable workflow of one round. Its id is the round's number."""

    @workflow.init
    def __init__(self, run: RoundRun) -> None:
        resumed = run.begin if isinstance(run.begin, RoundResume) else None
        self.run_input = run
        self.one: Round | None = resumed.one if resumed else None
        self.made: list[e.RoundEvent] = []
        self.unreadable: list[str] = []
        self.ignoring = Ignoring(e.Ignored, resumed.ignored if resumed else Passed())
        self.tickets = Tickets()
        self.moment = Moment(run.story)
        self.now = self.moment.now
        self.timer = LazyTimer(run.story, self.moment.look)
        begun = (_first_fact(run.begin),) if isinstance(run.begin, RoundStart) else run.begin.inbox
        self.inbox = Inbox(_passed, begun, resumed.fact_ids if resumed else ())
        batch = partial(RoundBatch, workflow.info().workflow_id)
        recording: Recording[e.RoundEvent] = Recording(
            LocalActivities(), names.RECORD_ROUND, names.RECORD_ROUND_AT_LEAST_ONCE, batch
        )
        unsafe = (resumed.unrecorded, resumed.notices) if resumed else ()
        self.record = Leaving(recording, *unsafe, at_once=run.rules >= ROUNDS_TOLD_AT_ONCE_SINCE)

    @workflow.run
    async def run(self, _: RoundRun) -> RoundSummary:
        """Decide whatever comes, until the round is over and everything about it is safe."""
        while True:
            self._decide_all()
            if self.one is None:
                raise ApplicationError("nothing was asked that the rules allow", type=names.NOTHING_ASKED)
            workflow.set_current_details(story.details(self.one, self.made, self.run_input.zone))
            if not self.one.open:
                await self._finish()
                return _summary(self.one)
            if self._may_leave():
                self._continue(self.one)
            self._arm(self.one)
            await workflow.wait_condition(
                lambda: self._something_came() or self.timer.rang or self._may_leave()
            )

    @workflow.signal(name=names.REPORT_FACT)
    def fact(self, raw: RawValue = NOTHING) -> None:
        """A word that nobody waits for an answer to. What does not parse is one `Ignored` event."""
        try:
            self.moment.look()
            self.inbox.put(heard(raw, RoundFact), self.now())
        except ApplicationError as error:
            self.unreadable.append(str(error)[:200])

    @workflow.update(name=names.COMMAND)
    async def command(self, raw: RawValue = NOTHING) -> Verdict:
        """A person's command: answered when it has been judged."""
        self.moment.look()
        fact, now, asked = parsed(raw, RoundFact), self.now(), self.moment.asked()
        return await self.tickets.judged(
            lambda ticket: self.inbox.put(fact, now, ticket, asked), lambda: self.one.seq if self.one else 0
        )

    @command.validator
    def _well_formed(self, raw: RawValue = NOTHING) -> None:
        sound(raw, RoundFact)

    @workflow.query(name=names.STATE)
    def state(self) -> Round | None:
        """The whole round."""
        return self.one

    def _something_came(self) -> bool:
        return self.inbox.waiting or bool(self.unreadable)

    def _may_leave(self) -> bool:
        """The run is long enough, everybody has an answer, and no local activity would be cut off."""
        info = workflow.info()
        if not info.is_continue_as_new_suggested() and info.get_current_history_length() < options.RUN_EVENTS:
            return False
        answered = workflow.all_handlers_finished() and not self._something_came()
        return answered and not self.record.attempting

    def _decide_all(self) -> None:
        while (entry := self.inbox.take(armed(self.one) if self.one else None, self.now())) is not None:
            self._judge(entry)
        while self.unreadable and self.one is not None:
            self._happened(self.ignoring.events("unreadable", self.unreadable.pop(0), self.now()))

    def _judge(self, entry: Entry[RoundFact]) -> None:
        made = decide(self.one, entry.fact, self.now())
        if isinstance(made, Refusal):
            self._refused(entry, made)
            return
        for event in made:
            self._apply(event)
        if entry.ticket is not None:
            seq = self.one.seq if self.one else 0
            self.tickets.answer(entry.ticket, Verdict(seq, tuple(event.body.kind for event in made)))

    def _refused(self, entry: Entry[RoundFact], refusal: Refusal) -> None:
        if entry.ticket is not None:
            self.tickets.answer(entry.ticket, refusal)
            self.inbox.forget(entry.fact.id)
        elif self.one is not None:
            self._happened(self.ignoring.events(entry.fact.body.kind, refusal.zh, self.now()))

    def _happened(self, bodies: list[e.Ignored]) -> None:
        for body in bodies:
            if self.one is not None:
                self._apply(e.RoundEvent(self.one.seq + 1, self.now(), SYSTEM, body))

    def _apply(self, event: e.RoundEvent) -> None:
        self.one = evolve(self.one, event)
        self.made.append(event)
        self.record.put(event, story.notices(self.one, event))

    def _arm(self, one: Round) -> None:
        deadline = armed(one)
        if deadline is not None:
            self.timer.arm(deadline.at, story.due_line(deadline, self.run_input.zone))

    def _continue(self, one: Round) -> None:
        """Go on in a new run; nothing decided, received, unrecorded or unsent is lost."""
        unrecorded, notices = self.record.left()
        kept = (self.inbox.left(), unrecorded, self.inbox.known(), notices)
        resume = RoundResume(one, *kept, self.ignoring.left())
        workflow.continue_as_new(RoundRun(self.run_input.story, resume, self.run_input.zone, RULES))

    async def _finish(self) -> None:
        """Outboxes empty, handlers answered, inbox empty: the end."""
        self.timer.stop()
        self._happened(self.ignoring.rest())
        while self._something_came() or not self._quiet():
            await workflow.wait_condition(lambda: self._something_came() or self._quiet())
            self._decide_all()
            self._happened(self.ignoring.rest())

    def _quiet(self) -> bool:
        return self.record.empty and workflow.all_handlers_finished()


def _summary(one: Round) -> RoundSummary:
    """What the Temporal UI shows as the result."""
    return RoundSummary(one.round_no, one.outcome or "", one.seq, len(one.findings), len(one.absent))


def _first_fact(begin: RoundStart) -> RoundFact:
    return RoundFact(f"open:{begin.plan.round_no}", begin.received_at, begin.by, Open(begin.plan))


def _passed(deadline: Deadline) -> RoundFact:
    return RoundFact(f"due:{deadline.key}", deadline.at, SYSTEM, DeadlinePassed(deadline.key))
