"""A case as its reporter's page shows it: who has it, until when and why then, what comes if nobody acts. Pure.

Used by `api.pages.track`.
"""

from dataclasses import dataclass
from datetime import datetime

from api.door import Door
from api.kept_photos import link
from api.publicview import ahead, due_of, not_yet_recorded, public_case
from api.reading import Recorded
from api.schemas.cases import Moment, PublicCase
from domain import events as e
from domain.case import Phase
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
    """Everything on the page. `may_…` says which forms it offers; the case itself decides."""

    case: PublicCase
    due: Due | None
    timeline: tuple[Told, ...]  # the newest first
    ahead: tuple[Step, ...]
    may_urge: bool
    may_rate: bool
    second: bool  # a rating after a rework: the first one stays on record


def tracked(
    door: Door, number: str, found: Recorded | None, now: datetime, main: Recorded | None = None
) -> Tracked:
    """The page's content; of a case that is not recorded yet, that it was taken in. `main` is the one it ended in."""
    if found is None:
        return Tracked(not_yet_recorded(number, now), None, (), (), True, False, False)
    case = found.case
    shown = public_case(door.city, found, now, door.numbers.track_code, main)
    photos = {event.seq: _photos(door, number, event) for event in found.events}
    told = tuple(Told(moment, photos.get(moment.seq, ())) for moment in reversed(shown.timeline))
    steps = tuple(step for step in ahead(door.city, case, now) if step.at > now)
    working = case.open and case.phase is not Phase.RATING
    return Tracked(
        shown, due_of(case), told, steps, working, state(case) == "rating", case.latest_rating is not None
    )


def _photos(door: Door, number: str, event: e.Event) -> tuple[tuple[str, str], ...]:
    match event.body:
        case e.Accepted(report=report):
            names = report.photos
        case e.Completed() | e.Checked() | e.Supplemented():
            names = event.body.photos
        case _:
            return ()
    return tuple((link(door, number, name, "small"), link(door, number, name)) for name in names)
