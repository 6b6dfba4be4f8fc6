"""A case as its reporter's page shows it: who has it, until when and why then, what comes if nobody acts. Pure.

Used by `api.pages.track`.
"""

from dataclasses import dataclass
from datetime import datetime

from api.door import Door
from api.kept_photos import link
from api.publicview import ahead, due_of, not_yet_recorded, public_case
from api.reading import Recorded
from api.schemas.cases import Followed, Moment, PublicCase
from domain import events as e
from domain.case import Case, Phase
from domain.due import Due
from domain.forecast import Step
from domain.views import state

LATE = {"breached", "response_missed_again", "task_missed", "escalated", "petitioned", "supervised"}
"""Events that the timeline marks: something was not done in time."""


@dataclass(frozen=True)
class Told:
    """One line of the timeline, with the photos that came with it: (small, whole)."""

    moment: Moment
    photos: tuple[tuple[str, str], ...]

    @property
    def late(self) -> bool:
        """Whether it tells of something not done in time."""
        return self.moment.event in LATE


@dataclass(frozen=True)
class Tracked:
    """Everything on the page. `may_…` says which forms it offers; the case itself decides.

    `case` is the reporter's own; `work` is where it is worked on: the same, or the case that it ended in.
    """

    case: PublicCase
    work: PublicCase | Followed
    due: Due | None
    timeline: tuple[Told, ...]  # the newest first
    ahead: tuple[Step, ...]
    may_urge: bool
    may_rate: bool
    second: bool  # a rating after a rework: the first one stays on record
    may_leave: bool = False
    may_reopen: bool = False
    registered: bool = True  # else nobody has recorded it yet: it waits for a worker, or for Temporal


def tracked(
    door: Door,
    number: str,
    found: Recorded | None,
    now: datetime,
    main: Recorded | None = None,
    address: str = "",
) -> Tracked:
    """The page's content; of a case that is not recorded yet, that it was taken in.

    `main` is the one it ended in, `address` the place in its reporter's words.
    """
    if found is None:
        shown = not_yet_recorded(number, now)
        return Tracked(shown, shown, None, (), (), False, False, False, registered=False)
    shown = public_case(door.city, found, now, door.numbers.track_code, main, address)
    work = (main or found).case
    return Tracked(
        case=shown,
        work=shown.goes_on_in or shown,
        due=due_of(work),
        timeline=_timeline(door, number, found, shown),
        ahead=tuple(step for step in ahead(door.city, work, now) if step.at > now),
        may_urge=work.open and work.phase is not Phase.RATING,
        may_rate=state(work) == "rating" and not _voted(work, number),
        second=work.latest_rating is not None,
        may_leave=main is not None and work.open,
        may_reopen=shown.reopen_until is not None,
    )


def _voted(work: Case, number: str) -> bool:
    """Whether this reporter has rated already, where several do."""
    return number in {vote.case_no for vote in work.votes}


def _timeline(door: Door, number: str, found: Recorded, shown: PublicCase) -> tuple[Told, ...]:
    """Its own story, then that of the case it ended in, from there on; the newest first."""
    photos = {event.seq: _photos(door, number, event) for event in found.events}
    own = [Told(moment, photos.get(moment.seq, ())) for moment in shown.timeline]
    ended, goes_on = shown.closed_at, shown.goes_on_in
    since = [Told(m, ()) for m in goes_on.timeline if ended and m.at >= ended] if goes_on else []
    return tuple(reversed(own + since))


def _photos(door: Door, number: str, event: e.Event) -> tuple[tuple[str, str], ...]:
    match event.body:
        case e.Accepted(report=report):
            names = report.photos
        case e.Completed() | e.Checked() | e.Supplemented():
            names = event.body.photos
        case _:
            return ()
    return tuple((link(door, number, name, "small"), link(door, number, name)) for name in names)
