"""A matter (办件) as it stands: a frozen value that `evolve` makes from events and `decide` looks at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.due import Due, Pause
from domain.offering import DEFAULT_TIMES, Mode, Times


class Phase(StrEnum):
    """Where a matter stands."""

    APPLIED = "applied"  # waits for the acceptance check
    PAPERS = "papers"  # waits for papers of the person; the office's clock stands
    HANDLING = "handling"  # accepted, not decided
    TO_BOOK = "to_book"  # waits for the person to book a visit
    BOOKED = "booked"
    CONSENT = "consent"  # 免申: waits for the person's yes
    DELIVERING = "delivering"  # granted, not delivered
    RATING = "rating"
    CLOSED = "closed"


class Duty(StrEnum):
    """What the office owes while its clock runs."""

    ACCEPT = "accept"
    DECIDE = "decide"
    DELIVER = "deliver"


class Outcome(StrEnum):
    """How a matter ended."""

    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"  # papers or a visit that never came
    DECLINED = "declined"  # 免申: the person said no
    SILENT = "silent"  # 免申: the person said nothing
    WITHDRAWN = "withdrawn"


class Whose(StrEnum):
    """Whose failure a second visit is."""

    OFFICE = "office"
    APPLICANT = "applicant"


class How(StrEnum):
    """How a result reaches the person."""

    DOWNLOAD = "download"
    POST = "post"
    PICKUP = "pickup"


class Consented(StrEnum):
    """How a person's yes reached us."""

    LINK = "link"
    SMS = "sms"
    IN_PERSON = "in_person"  # with a witness


@dataclass(frozen=True)
class Slot:
    """An appointment: half an hour, say, at one of the office's seats. UTC story time."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Application:
    """What begins a matter. Nothing of it is personal but what is sealed; limits travel with it."""

    matter_no: str
    service: str
    name_zh: str
    name_en: str
    mode: Mode
    category: str
    budget: str  # the legal limit, in office hours
    days: int
    unit: str
    unit_zh: str
    head: str  # whom a missed limit is reported to: the unit above, and the command centre
    desk: str
    sealed: str
    papers: tuple[str, ...] = ()  # the checklist, as the person saw it
    files: tuple[str, ...] = ()
    slot: Slot | None = None  # of a visit
    resident: str = ""  # 免申: the line of the register, by a name that says nothing
    times: Times = DEFAULT_TIMES


@dataclass(frozen=True)
class Running:
    """The office's clock: what is owed, counted from `start` without the pauses."""

    duty: Duty
    budget: str
    start: datetime
    due: Due
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Breach:
    """超期: a fact about a unit that nothing erases."""

    unit: str
    duty: Duty
    at: datetime


@dataclass(frozen=True)
class Visit:
    """The person came to the window."""

    at: datetime
    failure: Whose | None = None  # set where they had to come again
    why: str = ""


@dataclass(frozen=True)
class Matter:
    """Everything about one matter. Moments are UTC, in story time."""

    application: Application
    opened_at: datetime
    seq: int
    phase: Phase
    wait: Due | None = None  # of the person's step: papers, booking, consent, rating
    running: Running | None = None  # of the office's
    overdue_round: int = 0  # 0: not overdue; else how often it was reported
    petition: Due | None = None  # when it is reported next
    asked: tuple[str, ...] = ()  # the papers that were missing; once asked, no more is asked for
    paused_at: datetime | None = None
    pause: Pause | None = None  # the one wait for them, once it is over
    files: tuple[str, ...] = ()
    slot: Slot | None = None
    remind_at: datetime | None = None
    bookings: int = 0
    visits: tuple[Visit, ...] = ()
    no_shows: int = 0
    consent: Consented | None = None
    consent_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    granted: bool | None = None
    reason: str = ""
    delivered_at: datetime | None = None
    how: How | None = None
    breaches: tuple[Breach, ...] = ()
    rating: int | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None

    @property
    def matter_no(self) -> str:
        """Its number."""
        return self.application.matter_no

    @property
    def open(self) -> bool:
        """Whether anything is still to come."""
        return self.phase is not Phase.CLOSED

    @property
    def second_visits(self) -> int:
        """How often the person had to come again through a failure of ours (一次办 missed)."""
        return sum(visit.failure is Whose.OFFICE for visit in self.visits)
