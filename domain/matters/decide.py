"""What a fact leads to: events, or a refusal that says why and changes nothing. Pure; asked by the workflow.

The rules of 办事: missing papers are asked for once, a second visit is somebody's failure by name, and nothing is done
unasked without the person's yes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from domain.due import Due
from domain.facts import DeadlinePassed
from domain.matters import events as e
from domain.matters import facts as f
from domain.matters.asks import budget_of
from domain.matters.evolve import evolve
from domain.matters.matter import Consented, Duty, Matter, Outcome, Phase
from domain.matters.views import armed, may
from domain.offering import Mode
from domain.people import Actor, Role
from domain.questions import Answers
from domain.ruling import Forbidden, Refusal

OFFICE = {"accept", "ask_papers", "decide", "deliver", "check_in", "come_again"}
"""What only the matter's own unit says."""
STAFF_MAY = {
    Phase.APPLIED: ("accept", "ask_papers", "decide"),
    Phase.PAPERS: ("bring",),
    Phase.HANDLING: ("ask_papers", "decide", "come_again"),
    Phase.TO_BOOK: ("book",),
    Phase.BOOKED: ("check_in", "book"),
    Phase.CONSENT: ("consent",),
    Phase.DELIVERING: ("deliver",),
}
"""What the office may say, by phase; `allowed` narrows it to this very matter."""


@dataclass
class _Ruling:
    """One decision in the making."""

    matter: Matter | None
    by: Actor
    answers: Answers
    at: datetime
    events: list[e.MatterEvent] = field(default_factory=list)

    def add(self, body: e.Body) -> None:
        seq = self.matter.seq + 1 if self.matter else 1
        event = e.MatterEvent(seq, self.at, self.by, body)
        self.matter = evolve(self.matter, event)
        self.events.append(event)

    def due(self, key: str) -> Due:
        return self.answers.dues[key]

    def start(self, duty: Duty, key: str) -> None:
        assert self.matter is not None
        self.add(e.ClockStarted(duty, budget_of(self.matter.application, duty), self.due(key)))


def decide(
    matter: Matter | None, fact: f.MatterFact, answers: Answers, now: datetime
) -> tuple[e.MatterEvent, ...] | Refusal:
    """The events that the fact makes, in order; or why not. `now` is UTC story time."""
    ruling = _Ruling(matter, fact.by, answers, now)
    try:
        if matter is None:
            _open(ruling, fact.body)
        else:
            _check(matter, fact)
            _judge(ruling, matter, fact.body)
    except Forbidden as error:
        return Refusal(error.code, error.zh, error.en, allowed(matter, fact.by) if matter else ())
    return tuple(ruling.events)


def allowed(matter: Matter, by: Actor) -> tuple[str, ...]:
    """What this very person may say to it now."""
    if by.has(Role.REPORTER):
        return may(matter)
    if not of_the_office(matter, by):
        return ()
    said = STAFF_MAY.get(matter.phase, ())
    return tuple(name for name in said if not _why_not(matter, name))


def of_the_office(matter: Matter, by: Actor) -> bool:
    """Whether this is staff of the unit that has it."""
    return by.unit == matter.application.unit


def _why_not(m: Matter, name: str) -> tuple[str, str, str] | None:
    """Why the office may not say this to a matter in its phase: a code, and both languages."""
    onsite = m.application.mode is Mode.ONSITE
    if name == "ask_papers" and (m.asked or onsite):
        return (
            "asked_once",
            "材料只能一次性告知，已经告知过",
            "Missing papers are asked for once; they were.",
        )
    if name == "come_again" and not onsite:
        return ("not_onsite", "只有现场办理的事项有来访", "Only a matter done on site has visits.")
    return None


def _check(m: Matter, fact: f.MatterFact) -> None:
    """Raise `Forbidden` where the matter's end, its phase or the sender rules it out."""
    name, by = fact.body.kind, fact.by
    if isinstance(fact.body, DeadlinePassed):
        return
    if not m.open:
        raise Forbidden("closed", "办件已经办结", "The matter is closed.")
    person = by.has(Role.REPORTER)
    if not person and not of_the_office(m, by):
        raise Forbidden("not_yours", "没有这个办件", "There is no such matter.")
    if person and name in OFFICE:
        raise Forbidden("role", "须由办理窗口操作", "This is for the office.")
    if not person and name in ("rate", "withdraw"):
        raise Forbidden("role", "须由办事人本人操作", "This is for the person.")
    if name == "apply" or name not in (may(m) if person else STAFF_MAY.get(m.phase, ())):
        raise Forbidden("phase", "这一步现在不能做", "This cannot be done at this step.")
    reason = None if person else _why_not(m, name)
    if reason is not None:
        raise Forbidden(*reason)


MOST_FILES, MOST_BOOKINGS = 30, 20
"""Of one matter."""
REMIND = timedelta(days=1)
"""Before a visit, its person is reminded; story time."""


def _open(r: _Ruling, body: f.Body) -> None:
    if not isinstance(body, f.Apply):
        raise Forbidden("no_case", "没有这个办件", "There is no such matter.")
    app = body.application
    match app.mode:
        case Mode.UNASKED:
            if r.by.has(Role.REPORTER) or not r.by.unit:
                raise Forbidden("role", "免申事项由工作人员确认", "Staff confirm what nobody applied for.")
            r.add(e.Opened(app, r.due("consent")))
        case Mode.ONLINE:
            r.add(e.Opened(app))
            r.start(Duty.ACCEPT, "accept")
        case Mode.ONSITE:
            if app.slot is None:
                raise Forbidden("slot", "请先选预约时间", "Choose an appointment.")
            r.add(e.Opened(app))
            r.add(e.Booked(app.slot, remind_before(app.slot.start, r.at)))
        case _:
            assert_never(app.mode)


def remind_before(start: datetime, now: datetime) -> datetime:
    """A day before the visit; at once where it is sooner."""
    return max(now, start - REMIND)


def _judge(r: _Ruling, m: Matter, body: f.Body) -> None:
    match body:
        case DeadlinePassed(key=key):
            _passed(r, m, key)
        case f.Apply():
            raise Forbidden("phase", "这个办件已经开始", "This matter has begun.")
        case f.Book() | f.CheckIn() | f.ComeAgain():
            _visit(r, m, body)
        case f.Accept() | f.AskPapers() | f.Decide() | f.Deliver():
            _office(r, m, body)
        case _:
            _person(r, m, body)


def _office(r: _Ruling, m: Matter, body: f.Accept | f.AskPapers | f.Decide | f.Deliver) -> None:
    match body:
        case f.Accept():
            _accept(r)
        case f.AskPapers(missing=missing):
            if not missing:
                raise Forbidden("empty", "请写明缺哪些材料", "Say which papers are missing.")
            r.add(e.PapersAsked(missing, r.due("papers")))
        case f.Decide(granted=granted, reason=reason):
            _settle(r, m, granted, reason)
        case f.Deliver(how=how, note=note):
            r.add(e.Delivered(how, note))
            r.add(e.RatingOpened(r.due("rating")))
        case _:
            assert_never(body)


def _person(r: _Ruling, m: Matter, body: f.Bring | f.Consent | f.Withdraw | f.Rate) -> None:
    match body:
        case f.Bring(files=files):
            if len(m.files) + len(files) > MOST_FILES:
                raise Forbidden(
                    "files", f"一个办件最多 {MOST_FILES} 份材料", f"At most {MOST_FILES} files a matter."
                )
            r.add(e.PapersBrought(files, r.due("resumed")))
        case f.Consent():
            _consent(r, body)
        case f.Withdraw():
            r.add(e.Closed(Outcome.WITHDRAWN))
        case f.Rate(result=result):
            r.add(e.Rated(result))
            r.add(e.Closed(_outcome(m)))
        case _:
            assert_never(body)


def _visit(r: _Ruling, m: Matter, body: f.Book | f.CheckIn | f.ComeAgain) -> None:
    match body:
        case f.Book(slot=slot):
            if m.bookings >= MOST_BOOKINGS:
                raise Forbidden(
                    "bookings", "预约改动次数太多，请联系窗口", "Booked too often: ask the office."
                )
            r.add(e.Booked(slot, remind_before(slot.start, r.at)))
        case f.CheckIn():
            r.add(e.CheckedIn(len(m.visits) + 1))
            _accept(r)
        case f.ComeAgain(whose=whose, why=why):
            r.add(e.SecondVisit(whose, why, r.due("papers")))
        case _:
            assert_never(body)


def _accept(r: _Ruling) -> None:
    r.add(e.Accepted())
    r.start(Duty.DECIDE, "decide")


def _settle(r: _Ruling, m: Matter, granted: bool, reason: str) -> None:
    """Granted: to be delivered. Refused, at the acceptance check too: with a reason, and to be rated."""
    if granted and m.accepted_at is None:
        raise Forbidden("not_accepted", "请先受理", "Accept it first.")
    if not granted and not reason:
        raise Forbidden("reason", "不予办理须写明理由", "A refusal says why.")
    r.add(e.Decided(granted, reason))
    if granted:
        r.start(Duty.DELIVER, "deliver")
    else:
        r.add(e.RatingOpened(r.due("rating")))


def _consent(r: _Ruling, body: f.Consent) -> None:
    """A yes by link or code is the person's own; one in person is taken down by staff with a witness."""
    by_staff = not r.by.has(Role.REPORTER)
    if by_staff != (body.how is Consented.IN_PERSON):
        raise Forbidden(
            "role", "线上同意须由本人，当面同意由工作人员登记", "Online it is the person's own word."
        )
    if by_staff and not body.witness:
        raise Forbidden(
            "witness", "当面同意须写明见证人和经过", "What is said in person needs a witness's note."
        )
    if not body.given:
        r.add(e.Closed(Outcome.DECLINED))
        return
    r.add(e.ConsentGiven(body.how, body.witness))
    _accept(r)


def _passed(r: _Ruling, m: Matter, key: str) -> None:
    """The one armed deadline came; of any other this says nothing."""
    deadline = armed(m)
    if deadline is None or deadline.key != key:
        raise Forbidden("stale", "时限已经变化", "That deadline is not the one that is armed.")
    match m.phase:
        case Phase.PAPERS | Phase.TO_BOOK:
            r.add(e.Closed(Outcome.LAPSED))
        case Phase.CONSENT:
            r.add(e.Closed(Outcome.SILENT))
        case Phase.RATING:
            r.add(e.Closed(_outcome(m)))
        case Phase.BOOKED if m.remind_at is not None:
            r.add(e.Reminded())
        case Phase.BOOKED:
            r.add(e.NoShow(r.due("papers")))
        case Phase.APPLIED | Phase.HANDLING | Phase.DELIVERING:
            _late(r, m)
        case _:
            raise Forbidden("stale", "时限已经变化", "Nothing is armed.")


def _late(r: _Ruling, m: Matter) -> None:
    """A breach once a duty; a report to the unit above and the command centre, again and again until it is done."""
    assert m.running is not None
    duty = m.running.duty
    if duty not in {breach.duty for breach in m.breaches}:
        r.add(e.Breached(m.application.unit, duty))
    r.add(e.Reported(m.overdue_round + 1, r.due("petition")))


def _outcome(m: Matter) -> Outcome:
    return Outcome.GRANTED if m.granted else Outcome.REFUSED
