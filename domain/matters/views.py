"""What a matter shows: its one armed deadline, and what its person may do now. For rules, workflow and pages."""

from datetime import datetime

from domain.matters.matter import Matter, Phase
from domain.views import Deadline

PERSON = "person"
"""Whose turn it is where it is not the office's."""


def armed(matter: Matter) -> Deadline | None:
    """The one deadline that comes next; None for a closed matter, and for no other."""
    unit, unit_zh = matter.application.unit, matter.application.unit_zh
    match matter.phase:
        case Phase.CLOSED:
            return None
        case Phase.BOOKED:
            assert matter.slot is not None, "what is booked has a slot"
            if matter.remind_at is not None:
                return Deadline(matter.remind_at, _key(matter, "remind"), unit, unit_zh, "remind")
            return Deadline(matter.slot.end, _key(matter, "no_show"), PERSON, "办事人", "no_show")
        case Phase.PAPERS | Phase.TO_BOOK | Phase.CONSENT | Phase.RATING:
            assert matter.wait is not None, "who waits, waits until some moment"
            what = matter.phase.value
            return Deadline(matter.wait.at, _key(matter, what), PERSON, "办事人", what)
        case Phase.APPLIED | Phase.HANDLING | Phase.DELIVERING:
            running = matter.running
            assert running is not None, "the office's clock runs"
            if matter.petition is not None:
                return Deadline(matter.petition.at, _key(matter, "petition"), unit, unit_zh, "petition")
            return Deadline(running.due.at, _key(matter, running.duty), unit, unit_zh, running.duty)


def _key(matter: Matter, what: str) -> str:
    """A name for this very deadline: it passes once, whatever comes after."""
    rounds = (
        len(matter.visits),
        matter.no_shows,
        len(matter.asked),
        len(matter.breaches),
        matter.overdue_round,
    )
    slot = f":{matter.slot.start:%m%d%H%M}" if matter.slot and what in ("remind", "no_show") else ""
    return f"{what}:{'.'.join(map(str, rounds))}{slot}"


def shown_due(matter: Matter) -> datetime | None:
    """What the person is told: by when the office acts, or by when they have to."""
    if matter.running is not None and matter.phase in (Phase.APPLIED, Phase.HANDLING, Phase.DELIVERING):
        return matter.running.due.at
    if matter.slot is not None and matter.phase is Phase.BOOKED:
        return matter.slot.start
    return matter.wait.at if matter.wait else None


def overdue(matter: Matter) -> bool:
    """Whether the office is late now."""
    return matter.overdue_round > 0


def may(matter: Matter) -> tuple[str, ...]:
    """What the person may say now, by the names of the facts."""
    return {
        Phase.APPLIED: ("withdraw",),
        Phase.PAPERS: ("bring", "withdraw"),
        Phase.HANDLING: ("withdraw",),
        Phase.TO_BOOK: ("book", "withdraw"),
        Phase.BOOKED: ("book", "withdraw"),
        Phase.CONSENT: ("consent",),
        Phase.DELIVERING: (),
        Phase.RATING: ("rate",),
        Phase.CLOSED: (),
    }[matter.phase]
