"""One case, from report to archive, however long that takes.

The loop is serial: one fact at a time, whole. It waits, asks `plan`, lets `decide` judge, and carries out. It names no
tier and no unit. Started by `api.reports`, told by every door, run by `worker.py`.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.cases import Asked, CaseRun, Resume, Start, Summary, Verdict
    from domain import events as e
    from domain.afterwards import at_rest
    from domain.asks import asks
    from domain.case import Case
    from domain.decide import decide
    from domain.evolve import evolve
    from domain.facts import Body, Delivery, Fact, Replan
    from domain.people import SYSTEM, Actor
    from domain.questions import Answers
    from domain.ruling import Refusal
    from domain.views import armed

from workflows import effects, options, story
from workflows.deliveries import Deliveries, may_wait
from workflows.inbox import Entry, Inbox
from workflows.letters import Letters
from workflows.moment import Moment
from workflows.outbox import Outbox, send_events, send_notices, try_events, try_notices
from workflows.timer import LazyTimer

NOTHING = RawValue(Payload())
"""A message without an argument: as unreadable as any other; without this default it would wedge the task."""


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
        self.woken = False
        self.leaving = False
        self.verdicts: dict[int, Verdict | Refusal] = {}
        self.tickets = 0
        self.moment = Moment(run.story, run.rules)
        self.now = self.moment.now
        self.timer = LazyTimer(run.story, self.moment.look)
        self.deliveries = Deliveries(self._delivery_told)
        if resumed:
            self.inbox = Inbox(resumed.inbox, resumed.fact_ids)
        else:
            self.inbox = Inbox((_first_fact(run.begin),))
        self.notices = Outbox(try_notices, send_notices, resumed.notices if resumed else ())
        case_no = names.case_of(workflow.info().workflow_id)
        self.events = Outbox(
            partial(try_events, case_no), partial(send_events, case_no), resumed.unrecorded if resumed else ()
        )
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
            fact = _parse(raw)
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
        self.tickets += 1
        ticket = self.tickets
        if not self.inbox.put(_parse(raw), self.now(), ticket):
            return Verdict(self.case.seq if self.case else 0)
        await workflow.wait_condition(lambda: ticket in self.verdicts)
        verdict = self.verdicts.pop(ticket)
        if isinstance(verdict, Refusal):
            raise ApplicationError(
                verdict.zh, verdict.en, list(verdict.allowed), verdict.code, type=names.FORBIDDEN
            )
        return verdict

    @command.validator
    def _well_formed(self, raw: RawValue = NOTHING) -> None:
        _parse(raw)

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
        while self.unreadable and self.case is not None:
            self._happened(e.Ignored("unreadable", self.unreadable.pop(0)))

    async def _judge(self, entry: Entry) -> None:
        now, before = self.now(), self.case
        questions = asks(before, entry.fact, now)
        answers = await _plan(Asked(questions)) if questions else Answers()
        made = decide(self.case, entry.fact, answers, now, self.run_input.rules)
        if isinstance(made, Refusal):
            self._refused(entry, made)
            return
        for event in made:
            self._apply(event)
        # A new run takes the worker's newest rules: one door for a corrected pack and for an upgrade.
        self.leaving = self.leaving or isinstance(entry.fact.body, Replan)
        if any(isinstance(event.body, e.Called | e.CallReplanned) for event in made) and self.case:
            workflow.upsert_search_attributes(story.attributes(self.case))
        if entry.ticket is not None:
            self.verdicts[entry.ticket] = Verdict(
                self.case.seq if self.case else 0, tuple(x.body.kind for x in made)
            )

    def _refused(self, entry: Entry, refusal: Refusal) -> None:
        if entry.ticket is not None:
            self.verdicts[entry.ticket] = refusal
            self.inbox.forget(entry.fact.id)
        elif self.case is not None:
            self._happened(e.Ignored(entry.fact.body.kind, refusal.zh))

    def _happened(self, body: e.Ignored) -> None:
        if self.case is not None:
            self._apply(e.Event(self.case.seq + 1, self.now(), SYSTEM, body))

    def _apply(self, event: e.Event) -> None:
        wait = may_wait(self.case, event)
        self.case = case = evolve(self.case, event)
        self.made.append(event)
        self.events.put(event, wait=wait)
        for notice in effects.notices(case, event):
            self.notices.put(notice)
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
        resume = Resume(
            case,
            self.inbox.left(),
            self.events.left(),
            self.deliveries.left(),
            self.inbox.known(),
            self.notices.left(),
            story.last_told(self.made),
        )
        workflow.continue_as_new(CaseRun(self.run_input.story, resume, zone=self.run_input.zone))

    def _may_leave(self) -> bool:
        """Everybody has an answer, and no local activity would be cut off."""
        answered = workflow.all_handlers_finished() and not self._something_came()
        return answered and self.letters.quiet and not self.events.attempting and not self.notices.attempting

    async def _finish(self, case: Case) -> bool:
        """Calls' deliveries ended, calling-off delivered, outboxes empty, handlers finished, inbox empty: the end.

        False where something was asked of it meanwhile, and must be decided first.
        """
        self.timer.stop()
        self.deliveries.stop()
        workflow.set_current_details(story.details(case, self.made, self.run_input.zone))
        while self._something_came() or not self._quiet():
            await workflow.wait_condition(lambda: self._something_came() or self._quiet())
            await self._decide_all()
        return self.case is not None and at_rest(self.case)

    def _quiet(self) -> bool:
        safe = self.events.empty and self.notices.empty and self.deliveries.quiet and self.letters.quiet
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


def _parse(raw: RawValue) -> Fact:
    """The fact in a raw value. Raises `ApplicationError` of type `malformed`."""
    try:
        fact = workflow.payload_converter().from_payload(raw.payload, Fact)
    except Exception as error:
        raise ApplicationError(f"{type(error).__name__}: {error}"[:300], type=names.MALFORMED) from error
    if not isinstance(fact, Fact):  # null and plain bytes decode as what they are, whatever is asked for
        raise ApplicationError(f"not a fact but {type(fact).__name__}", type=names.MALFORMED)
    return fact


async def _plan(asked: Asked) -> Answers:
    answers: Answers = await workflow.execute_local_activity(
        names.PLAN,
        asked,
        result_type=Answers,
        start_to_close_timeout=options.PLAN_TIMEOUT,
        retry_policy=options.PLAN_RETRY,
        summary="按目录、组织与日历定单位和期限",
    )
    return answers
