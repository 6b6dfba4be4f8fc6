"""Did the show happen as written? Reads the end state over HTTP and lists what did not. Used by `show`."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.client import Huying
from demo.director import READER
from demo.ledger import Climbed, Ledger
from demo.script import Act, Expect, Told
from demo.views import Call, CaseFull, CaseRow

CLOCKS = ("respond", "respond_again", "resolve")
"""In the order in which they run out."""
MUCH_LATER = timedelta(hours=1)
"""Story time that a report may be on its way; a machine that slow plays another story."""
AFTER_WORK = {"closed", "rating", "checking", "approving", "reviewing", "conference"}
"""States that a case reaches by somebody's answer."""


@dataclass(frozen=True)
class Done:
    """A planned act, and how often the case shows it at the end."""

    act: Act
    case_no: str
    at: datetime | None  # when the show saw it
    times: int


@dataclass(frozen=True)
class Verdict:
    """What the end state says."""

    faults: tuple[str, ...]
    closed: int
    under_way: int
    planned: tuple[Climbed, ...]
    unplanned: tuple[Climbed, ...]
    slow: tuple[Call, ...]  # breaches that nobody wrote into the story
    notes: tuple[str, ...]  # endings that a slow machine turned
    example: str | None  # the story's key of the case worth looking at
    done: tuple[Done, ...] = ()
    warned: int = 0  # warnings given


async def judge(api: Huying, ledger: Ledger) -> Verdict:
    """Look at every case; at those of scenes in full."""
    rows = {row.case_no: row for row in await api.cases(READER)}
    calls = await api.calls(READER)
    scenes = [told for told in ledger.story.reports if told.scene and told.key in ledger.accepted]
    fulls = await asyncio.gather(*(api.full(READER, ledger.accepted[told.key].case_no) for told in scenes))
    for told, full in zip(scenes, fulls, strict=True):
        _book_climbs(ledger, told, full)
    done = acts_done(ledger, {told.key: full for told, full in zip(scenes, fulls, strict=True)})
    faults = [
        *ledger.faults,
        *_unaccepted(ledger),
        *_unanswered(ledger, rows, calls),
        *not_done(ledger, done),
    ]
    notes: list[str] = []
    for told, full in zip(scenes, fulls, strict=True):
        said = [f"{told.key} {full.row.case_no}（{told.scene}）：{fault}" for fault in missed(told, full)]
        (notes if hurried(told, full) else faults).extend(said)
    climbs = ledger.climbs.values()
    return Verdict(
        faults=tuple(faults),
        closed=sum(row.state == "closed" for row in rows.values()),
        under_way=sum(row.state != "closed" for row in rows.values()),
        planned=tuple(c for c in climbs if c.planned is not None),
        unplanned=tuple(c for c in climbs if c.planned is None),
        slow=tuple(call for call in calls if call.breaches and not _written(ledger, call)),
        notes=tuple(notes),
        example=_example(ledger),
        done=done,
        warned=await api.warnings(READER),
    )


def acts_done(ledger: Ledger, fulls: dict[str, CaseFull]) -> tuple[Done, ...]:
    """What the cases show of the planned acts, whatever the actors believed."""
    found = []
    for act in ledger.story.acts:
        full, played = fulls.get(act.of), ledger.played.get(act.key)
        times = act.proof(full) if full else 0
        found.append(Done(act, full.row.case_no if full else "", played.at if played else None, times))
    return tuple(found)


def not_done(ledger: Ledger, done: tuple[Done, ...]) -> list[str]:
    """Planned acts that no case shows, each with what the API said last."""
    return [
        f"{one.act.key} {one.case_no}：没有{one.act.does}（{ledger.hindered.get(one.act.key, '没有等到时机')}）"
        for one in done
        if not one.times
    ]


def _book_climbs(ledger: Ledger, told: Told, full: CaseFull) -> None:
    """A step up that the board missed is still in the case's own timeline."""
    for happened in full.timeline:
        if happened.event == "escalated":
            body = happened.body
            ledger.climbed(full.row.case_no, happened.at, body["unit"], body["cause"], body["to_unit"])


def _unaccepted(ledger: Ledger) -> list[str]:
    missing = [told for told in ledger.story.reports if told.key not in ledger.accepted]
    return [f"{told.key} ({told.item}, {told.at:%m-%d %H:%M}) has no case number" for told in missing]


def _unanswered(ledger: Ledger, rows: dict[str, CaseRow], calls: list[Call]) -> list[str]:
    """Cases that are neither closed nor counting down with a unit that answered, nor on their way up."""
    by_case: dict[str, list[Call]] = {}
    for call in calls:
        by_case.setdefault(call.case_no, []).append(call)
    faults = []
    for case_no, told in ledger.by_case.items():
        row, of_case = rows.get(case_no), by_case.get(case_no, [])
        answered = any(call.responded_at for call in of_case)
        climbing = any(call.breaches for call in of_case) and len(of_case) > 1
        if row is None or not (row.state in AFTER_WORK or answered or climbing):
            faults.append(
                f"{told.key} {case_no} {told.item} is {row.state if row else 'unknown'}: nobody answered"
            )
    return faults


def missed(told: Told, full: CaseFull) -> list[str]:
    """What the scene promised and the case does not show."""
    return [*_climbs_missed(told, full), *_ending_missed(told.expect, full)]


def hurried(told: Told, full: CaseFull) -> bool:
    """Whether the machine was slow: it came in late, or somebody did not act in time whom the story lets.

    The planned steps must have been taken all the same, or the engine is at fault and not the machine.
    """
    if full.opened_at - told.at > MUCH_LATER:
        return True  # it came in at other hours than written, when others are on duty
    if any(happened.event == "task_missed" for happened in full.timeline):
        return True  # nobody at the desk misses anything in the story
    went, written = _went(full), {(climb.who, climb.to): climb.clock for climb in told.climbs}
    early = (
        CLOCKS.index(went[step]) < CLOCKS.index(clock) for step, clock in written.items() if step in went
    )
    return written.keys() <= went.keys() and (went.keys() != written.keys() or any(early))


def _went(full: CaseFull) -> dict[tuple[str, str], str]:
    steps = (happened.body for happened in full.timeline if happened.event == "escalated")
    return {(body["unit"], body["to_unit"]): body["cause"] for body in steps}


def _climbs_missed(told: Told, full: CaseFull) -> list[str]:
    went = _went(full)
    faults = []
    for climb in told.climbs:
        cause = went.get((climb.who, climb.to))
        if cause is None:
            faults.append(f"did not climb from {climb.who} to {climb.to} ({climb.because})")
        elif cause != climb.clock:
            faults.append(f"climbed from {climb.who} by {cause}, written was {climb.clock}")
    return faults


def _ending_missed(expect: Expect, full: CaseFull) -> list[str]:
    units = tuple(call.unit for call in full.leads)
    winners = [call.unit for call in full.leads if call.state == "completed"]
    checks = (
        (
            expect.outcome in (None, full.row.outcome),
            f"outcome {full.row.outcome}, written was {expect.outcome}",
        ),
        (
            not expect.units or units[: len(expect.units)] == expect.units,
            f"called {units}, written was {expect.units}",
        ),
        (expect.completed_by is None or expect.completed_by in winners, f"completed by {winners}"),
        (expect.ratings in (None, full.ratings), f"{full.ratings} ratings, written were {expect.ratings}"),
        (expect.state in (None, full.row.state), f"is {full.row.state}, written was {expect.state}"),
        *(
            (
                any(c.unit == unit and c.state == state for c in full.calls),
                f"{unit}'s call did not end as {state}",
            )
            for unit, state in expect.call_state
        ),
    )
    return [fault for held, fault in checks if not held]


def _written(ledger: Ledger, call: Call) -> bool:
    """Whether the story lets this unit miss a deadline of this case."""
    told = ledger.by_case.get(call.case_no)
    if told is None:
        return False
    plans = told.plans.get(call.unit, ())
    return any(climb.who == call.unit for climb in told.climbs) or any(not p.completes for p in plans)


def _example(ledger: Ledger) -> str | None:
    """The case worth looking at: the one that climbed furthest."""
    written = [told for told in ledger.story.reports if told.climbs and told.key in ledger.accepted]
    furthest = max(written, key=lambda told: (len(told.climbs), told.at), default=None)
    return furthest.key if furthest else None
