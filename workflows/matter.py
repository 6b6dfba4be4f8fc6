"""One matter (办件), from application to rating, however long that takes.

The same engine parts as a case: inbox, lazy timer, outboxes, tickets; other facts, other rules. Started by
`api.matters`, told by every door of 办事, run by `worker.py`.
"""

from collections.abc import Sequence
from functools import partial

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.cases import Passed, Verdict
    from contracts.matters import RULES, MatterBatch, MatterResume, MatterRun, MatterStart, MatterSummary
    from domain.facts import DeadlinePassed
    from domain.matters import events as e
    from domain.matters.asks import asks
    from domain.matters.decide import decide
    from domain.matters.evolve import evolve
    from domain.matters.facts import Apply, MatterFact
    from domain.matters.matter import Matter
    from domain.matters.views import armed
    from domain.people import SYSTEM
    from domain.questions import Answers
    from domain.ruling import Refusal
    from domain.views import Deadline

from workflows import matter_story as story
from workflows import options
from workflows.alone import MATTERS_ALONE_SINCE, LocalActivities
from workflows.ignoring import Ignoring
from workflows.inbox import Entry, Inbox
from workflows.judging import Tickets, plan
from workflows.moment import MATTERS_HEARD_SINCE, Moment
from workflows.outbox import MATTERS_TOLD_AT_ONCE_SINCE, Leaving, Recording
from workflows.reading import NOTHING, heard, parsed, sound
from workflows.timer import LazyTimer


@workflow.defn(name=names.MATTER_WORKFLOW)
class MatterWorkflow:
    """The durable workflow of one matter. Its id is the matter's number."""

    @workflow.init
    def __init__(self, run: MatterRun) -> None:
        resumed = run.begin if isinstance(run.begin, MatterResume) else None
        self.run_input = run
        self.matter: Matter | None = resumed.matter if resumed else None
        self.made: list[e.MatterEvent] = []
        self.unreadable: list[str] = []
        self.woken = False  # by the audit: look at the clock again
        self.ignoring = Ignoring(e.Ignored, resumed.ignored if resumed else Passed())
        self.tickets = Tickets()
        self.moment = Moment(run.story)
        self.now = self.moment.now
        self.timer = LazyTimer(run.story, self.moment.look)
        if resumed:
            self.inbox = Inbox(_passed, resumed.inbox, resumed.fact_ids)
        else:
            self.inbox = Inbox(_passed, (_first_fact(run.begin),))
        batch = partial(MatterBatch, workflow.info().workflow_id)
        self.local = LocalActivities(alone=run.rules >= MATTERS_ALONE_SINCE)
        recording: Recording[e.MatterEvent] = Recording(
            self.local, names.RECORD_MATTER, names.RECORD_MATTER_AT_LEAST_ONCE, batch
        )
        unsafe = (resumed.unrecorded, resumed.notices) if resumed else ()
        self.record = Leaving(recording, *unsafe, at_once=run.rules >= MATTERS_TOLD_AT_ONCE_SINCE)

    @workflow.run
    async def run(self, _: MatterRun) -> MatterSummary:
        """Decide whatever comes, until the matter is closed and everything about it is safe."""
        while True:
            await self._decide_all()
            if self.matter is None:
                raise ApplicationError("nothing was asked that the rules allow", type=names.NOTHING_ASKED)
            if not self.matter.open:
                await self._finish(self.matter)
                return _summary(self.matter)
            if self._long_enough() and self._may_leave():
                self._continue(self.matter)
            self._arm(self.matter)
            await workflow.wait_condition(
                lambda: (
                    self._something_came() or self.timer.rang or (self._long_enough() and self._may_leave())
                )
            )

    @workflow.signal(name=names.REPORT_FACT)
    def fact(self, raw: RawValue = NOTHING) -> None:
        """A word that nobody waits for an answer to. What does not parse is one `Ignored` event."""
        try:
            self.moment.look()
            self.inbox.put(heard(raw, MatterFact), self.now())
        except ApplicationError as error:
            self.unreadable.append(str(error)[:200])

    @workflow.signal(name=names.WAKE)
    def wake(self) -> None:
        """The audit found a deadline that seems to have passed unseen: look again."""
        self.moment.look()
        self.woken = True

    @workflow.update(name=names.COMMAND)
    async def command(self, raw: RawValue = NOTHING) -> Verdict:
        """A person's command: answered when it has been judged."""
        self.moment.look()
        fact, now = parsed(raw, MatterFact), self.now()
        counts_from = self.moment.asked() if self.run_input.rules >= MATTERS_HEARD_SINCE else None
        return await self.tickets.judged(
            lambda ticket: self.inbox.put(fact, now, ticket, counts_from),
            lambda: self.matter.seq if self.matter else 0,
        )

    @command.validator
    def _well_formed(self, raw: RawValue = NOTHING) -> None:
        sound(raw, MatterFact)

    @workflow.query(name=names.STATE)
    def state(self) -> Matter | None:
        """The whole matter."""
        return self.matter

    @workflow.query(name=names.EVENTS)
    def events_from(self, seq: int) -> Sequence[e.MatterEvent]:
        """The events from that number on that this run made."""
        return [event for event in self.made if event.seq >= seq]

    def _something_came(self) -> bool:
        return self.inbox.waiting or bool(self.unreadable) or self.woken

    def _long_enough(self) -> bool:
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() >= options.RUN_EVENTS

    def _may_leave(self) -> bool:
        """Everybody has an answer, and no local activity would be cut off."""
        answered = workflow.all_handlers_finished() and not self._something_came()
        return answered and not self.record.attempting

    async def _decide_all(self) -> None:
        self.woken = False
        while (entry := self.inbox.take(armed(self.matter) if self.matter else None, self.now())) is not None:
            await self._judge(entry)
        while self.unreadable and self.matter is not None:
            self._ignored("unreadable", self.unreadable.pop(0))

    async def _judge(self, entry: Entry[MatterFact]) -> None:
        now = self.now()
        questions = asks(self.matter, entry.fact, now)
        answers = await plan(self.local, questions, "按日历定期限") if questions else Answers()
        made = decide(self.matter, entry.fact, answers, now)
        if isinstance(made, Refusal):
            self._refused(entry, made)
            return
        for event in made:
            self._apply(event)
        if entry.ticket is not None:
            seq = self.matter.seq if self.matter else 0
            self.tickets.answer(entry.ticket, Verdict(seq, tuple(event.body.kind for event in made)))

    def _refused(self, entry: Entry[MatterFact], refusal: Refusal) -> None:
        if entry.ticket is not None:
            self.tickets.answer(entry.ticket, refusal)
            self.inbox.forget(entry.fact.id)
        elif self.matter is not None:
            self._ignored(entry.fact.body.kind, refusal.zh)

    def _ignored(self, what: str, why: str) -> None:
        self._happened(self.ignoring.events(what, why, self.now()))

    def _happened(self, bodies: Sequence[e.Ignored]) -> None:
        for body in bodies:
            if self.matter is not None:
                self._apply(e.MatterEvent(self.matter.seq + 1, self.now(), SYSTEM, body))

    def _apply(self, event: e.MatterEvent) -> None:
        self.matter = matter = evolve(self.matter, event)
        self.made.append(event)
        self.record.put(event, story.notices(matter, event))

    def _arm(self, matter: Matter) -> None:
        deadline = armed(matter)
        if deadline is not None:
            self.timer.arm(deadline.at, story.due_line(deadline, self.run_input.zone))
            workflow.set_current_details(story.details(matter, self.made, self.run_input.zone))

    def _continue(self, matter: Matter) -> None:
        """Go on in a new run; nothing decided, received, unrecorded or unsent is lost."""
        unrecorded, notices = self.record.left()
        kept = (self.inbox.left(), unrecorded, self.inbox.known(), notices)
        resume = MatterResume(matter, *kept, self.ignoring.left())
        workflow.continue_as_new(MatterRun(self.run_input.story, resume, self.run_input.zone, RULES))

    async def _finish(self, matter: Matter) -> None:
        """Outboxes empty, handlers answered, inbox empty: the end."""
        self.timer.stop()
        workflow.set_current_details(story.details(matter, self.made, self.run_input.zone))
        self._happened(self.ignoring.rest())
        while self._something_came() or not self._quiet():
            await workflow.wait_condition(lambda: self._something_came() or self._quiet())
            await self._decide_all()
            self._happened(self.ignoring.rest())

    def _quiet(self) -> bool:
        return self.record.empty and workflow.all_handlers_finished()


def _summary(matter: Matter) -> MatterSummary:
    """What the Temporal UI shows as the result."""
    outcome, visits = matter.outcome or "", len(matter.visits)
    return MatterSummary(matter.matter_no, outcome, matter.seq, visits, len(matter.breaches), matter.rating)


def _first_fact(begin: MatterStart | MatterResume) -> MatterFact:
    assert isinstance(begin, MatterStart)
    number = begin.application.matter_no
    return MatterFact(f"apply:{number}", begin.received_at, begin.by, Apply(begin.application))


def _passed(deadline: Deadline) -> MatterFact:
    return MatterFact(f"due:{deadline.key}", deadline.at, SYSTEM, DeadlinePassed(deadline.key))
