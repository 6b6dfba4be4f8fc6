"""One case, from report to archive, however long that takes.

The loop is serial: one fact at a time, whole. It waits, asks `plan`, lets `decide` judge, and carries out. It names no
tier and no unit. Started by `api.reports`, told by every door, run by `worker.py`.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.cases import Batch, CaseRun, Passed, Resume, Start, Summary, Verdict
    from contracts.telling import notices
    from domain import events as e
    from domain.afterwards import at_rest
    from domain.case import Case
    from domain.decide import decide
    from domain.evolve import evolve
    from domain.facts import Body, DeadlinePassed, Delivery, Fact, Replan
    from domain.people import SYSTEM, Actor
    from domain.ruling import Refusal
    from domain.views import Deadline, armed

from workflows import effects, options, story
from workflows.alone import ALONE_SINCE, LocalActivities
from workflows.deliveries import Deliveries, may_wait
from workflows.ignoring import Ignoring
from workflows.inbox import Entry, Inbox
from workflows.judging import Tickets
from workflows.letters import Letters
from workflows.moment import HEARD_SINCE, STEADY_SINCE, Moment
from workflows.outbox import TOLD_AT_ONCE_SINCE, Leaving, Recording
from workflows.reading import NOTHING, heard, parsed, sound
from workflows.settling import Settling
from workflows.timer import LazyTimer


@workflow.defn(name=names.CASE_WORKFLOW)
class CaseWorkflow:
    """The durable workflow of one case. Its id is the case number."""

    @workflow.init
    def __init__(self, run: CaseRun) -> None:
        resumed = run.begin if isinstance(run.begin, Resume) else None
        self.run_input = run
        self.case: Case | None = resumed.case if resumed else None
        self.made: list[e.Event] = list(resumed.tail() if resumed else ())
        self.unreadable: list[str] = []
        self.ignoring = Ignoring(e.Ignored, resumed.ignored if resumed else Passed())
        self.woken = False
        self.leaving = False
        self.held = False
        self.tickets = Tickets()
        self.moment = Moment(run.story, steady=run.rules >= STEADY_SINCE)
        self.now = self.moment.now
        self.timer = LazyTimer(run.story, self.moment.look)
        self.deliveries = Deliveries(self._delivery_told)
        if resumed:
            self.inbox = Inbox(_passed, resumed.inbox, resumed.fact_ids)
        else:
            self.inbox = Inbox(_passed, (_first_fact(run.begin),))
        self.local = LocalActivities(alone=run.rules >= ALONE_SINCE)
        case_no = names.case_of(workflow.info().workflow_id)
        batch = partial(Batch, case_no)
        recording: Recording[e.Event] = Recording(self.local, names.RECORD, names.RECORD_AT_LEAST_ONCE, batch)
        unsafe = (resumed.unrecorded, resumed.notices) if resumed else ()
        self.record = Leaving(recording, *unsafe, at_once=run.rules >= TOLD_AT_ONCE_SINCE)
        self.settling = Settling(case_no, run.rules, self.local, self.record)
        self.letters = Letters(self._told)
        for message in resumed.undelivered if resumed else ():
            self.deliveries.send(message, timedelta(hours=1))

    @workflow.run
    async def run(self, _: CaseRun) -> Summary:
        """Decide whatever comes, until the case is closed and everything about it is safe."""
        while True:
            await self._decide_all()
            if self.case is not None and at_rest(self.case) and await self._finish(self.case):
                return _summary(self.case, self.made)
            self.leaving = self.leaving or self._long_enough()
            if self._should_leave() and self._may_leave():
                self._continue(self.case)
            self._arm()
            await workflow.wait_condition(self._may_go_on)

    @workflow.signal(name=names.REPORT_FACT)
    def fact(self, raw: RawValue = NOTHING) -> None:
        """A unit's or department's word. What does not parse is one `Ignored` event, never a wedged task."""
        try:
            fact = heard(raw, Fact)
        except ApplicationError as error:
            self.unreadable.append(str(error)[:200])
            return
        self.moment.look()
        self.inbox.put(fact, self.now())

    @workflow.signal(name=names.WAKE)
    def wake(self) -> None:
        """The audit found a deadline that seems to have passed unseen: look again."""
        self.moment.look()
        self.woken = True

    @workflow.update(name=names.COMMAND)
    async def command(self, raw: RawValue = NOTHING) -> Verdict:
        """A person's command: answered when it has been judged."""
        self.moment.look()
        fact, now = parsed(raw, Fact), self.now()
        counts_from = self.moment.asked() if self.run_input.rules >= HEARD_SINCE else None
        return await self.tickets.judged(
            lambda ticket: self.inbox.put(fact, now, ticket, counts_from),
            lambda: self.case.seq if self.case else 0,
        )

    @command.validator
    def _well_formed(self, raw: RawValue = NOTHING) -> None:
        sound(raw, Fact)

    @workflow.query(name=names.STATE)
    def state(self) -> Case | None:
        """The whole case."""
        return self.case

    @workflow.query(name=names.EVENTS)
    def events_from(self, seq: int) -> Sequence[e.Event]:
        """The events from that number on, as far as this run knows them: its own, and the last of the run before."""
        return [event for event in self.made if event.seq >= seq]

    def _may_go_on(self) -> bool:
        return self._something_came() or self.timer.rang or (self._should_leave() and self._may_leave())

    def _should_leave(self) -> bool:
        return self.leaving or workflow.info().is_continue_as_new_suggested()

    def _long_enough(self) -> bool:
        """Asked of the loop alone: a run that began before there was this bound goes by the server's advice."""
        return workflow.info().get_current_history_length() >= options.RUN_EVENTS and workflow.patched(
            "bounded-runs"
        )

    def _something_came(self) -> bool:
        return self.inbox.waiting or bool(self.unreadable) or self.woken

    async def _decide_all(self) -> None:
        self.woken = False
        while (entry := self.inbox.take(armed(self.case) if self.case else None, self.now())) is not None:
            await self._judge(entry)
        if self.held:
            self.held = False
            self.record.send()
        while self.unreadable and self.case is not None:
            self._ignored("unreadable", self.unreadable.pop(0))

    async def _judge(self, entry: Entry[Fact]) -> None:
        now = self.now()
        planned = await self.settling.planned(self.case, entry.fact, now)
        made = decide(self.case, entry.fact, planned.answers, now, self.run_input.rules)
        if isinstance(made, Refusal):
            self._refused(entry, made)
            return
        together = self.settling.at_once and self.inbox.waiting  # with what is decided next, moments from now
        for event in made:
            self._apply(event, recorded=planned.recorded, together=together)
        # A new run takes the worker's newest rules: one door for a corrected pack and for an upgrade.
        self.leaving = self.leaving or isinstance(entry.fact.body, Replan)
        if any(isinstance(event.body, e.Called | e.CallReplanned) for event in made) and self.case:
            workflow.upsert_search_attributes(story.attributes(self.case))
        if entry.ticket is not None:
            seq = self.case.seq if self.case else 0
            self.tickets.answer(entry.ticket, Verdict(seq, tuple(x.body.kind for x in made)))

    def _refused(self, entry: Entry[Fact], refusal: Refusal) -> None:
        if entry.ticket is not None:
            self.tickets.answer(entry.ticket, refusal)
            self.inbox.forget(entry.fact.id)
        elif self.case is not None:
            self._ignored(entry.fact.body.kind, refusal.zh)

    def _ignored(self, what: str, reason: str) -> None:
        self._happened(self.ignoring.events(what, reason, self.now()))

    def _happened(self, bodies: Sequence[e.Ignored]) -> None:
        for body in bodies:
            if self.case is not None:
                self._apply(e.Event(self.case.seq + 1, self.now(), SYSTEM, body))

    def _apply(self, event: e.Event, *, recorded: bool = False, together: bool = False) -> None:
        wait = may_wait(self.case, event)
        self.case = case = evolve(self.case, event)
        self.made.append(event)
        if not recorded:
            self.record.put(event, notices(case, event), wait=wait or together)
            self.held = self.held or together
        answered = effects.settled(event)
        if answered is not None:
            self.deliveries.received(answered)
        message = effects.message(case, event)
        if message is not None:
            waited = timedelta(seconds=effects.patience(case.calls[message.call - 1]))
            self.deliveries.send(message, self.run_input.story.real_duration(waited))
        for letter in effects.letters(case, event):
            self.letters.send(letter)
        link = effects.wanted(case, event, self.run_input.story, self.run_input.zone)
        if link is not None:
            self.letters.open(link)

    def _told(self, name: str, body: Body, by: Actor) -> None:
        self.moment.look()
        self.inbox.put(Fact(name, self.now(), by, body), self.now())

    def _delivery_told(self, outcome: Delivery) -> None:
        self._told(f"delivery:{outcome.call}:{outcome.version}:{outcome.outcome}", outcome, SYSTEM)

    def _arm(self) -> None:
        deadline = armed(self.case) if self.case else None
        if self.case is None or deadline is None:
            return
        self.timer.arm(deadline.at, story.due_line(deadline, self.run_input.zone))
        workflow.set_current_details(story.details(self.case, self.made, self.run_input.zone))

    def _continue(self, case: Case | None) -> None:
        """Go on in a new run; nothing decided, received, unrecorded or unsent is lost."""
        if case is None:
            return
        unrecorded, notices = self.record.left()
        resume = Resume(
            case,
            self.inbox.left(),
            unrecorded,
            self.deliveries.left(),
            self.inbox.known(),
            notices,
            story.last_told(self.made),
            self.ignoring.left(),
        )
        workflow.continue_as_new(CaseRun(self.run_input.story, resume, zone=self.run_input.zone))

    def _may_leave(self) -> bool:
        """Everybody has an answer, and no local activity would be cut off."""
        answered = workflow.all_handlers_finished() and not self._something_came()
        return answered and self.letters.quiet and not self.record.attempting

    async def _finish(self, case: Case) -> bool:
        """Calls' deliveries ended, calling-off delivered, outboxes empty, handlers finished, inbox empty: the end.

        False where something was asked of it meanwhile, and must be decided first.
        """
        self.timer.stop()
        self.deliveries.stop()
        workflow.set_current_details(story.details(case, self.made, self.run_input.zone))
        self._happened(self.ignoring.rest())
        while self._something_came() or not self._quiet():
            await workflow.wait_condition(lambda: self._something_came() or self._quiet())
            await self._decide_all()
            self._happened(self.ignoring.rest())
        return self.case is not None and at_rest(self.case)

    def _quiet(self) -> bool:
        safe = self.record.empty and self.deliveries.quiet and self.letters.quiet
        return safe and workflow.all_handlers_finished()


def _summary(case: Case, made: Sequence[e.Event]) -> Summary:
    """What the Temporal UI shows as the result. Raises where a run that was to hear something heard nothing allowed."""
    if not made:
        raise ApplicationError("nothing was asked that the rules allow", type=names.NOTHING_ASKED)
    rating = case.latest_rating
    return Summary(
        case.case_no,
        case.outcome or "",
        case.seq,
        len(case.calls),
        sum(len(call.breaches) for call in case.calls),
        rating.result if rating else None,
    )


def _first_fact(begin: Start | Resume) -> Fact:
    assert isinstance(begin, Start)
    return Fact(f"report:{begin.report.case_no}", begin.received_at, begin.by, begin.report)


def _passed(deadline: Deadline) -> Fact:
    return Fact(f"due:{deadline.key}", deadline.at, SYSTEM, DeadlinePassed(deadline.key))
