"""办事 as it is sent and shown over HTTP."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.text import Answer, Asked, Line, Note, PhotoId, Points, Words


class PaperShown(Answer):
    """One line of a checklist; `ours` is what we get ourselves."""

    name: str
    name_en: str
    needed: bool
    ours: bool


class ServiceShown(Answer):
    """A service in a list."""

    code: str
    name: str
    name_en: str
    mode: str
    mode_en: str
    category: str
    category_en: str
    days: int  # the legal limit, working days; 0 is on the spot
    office: str


class ServiceWhole(ServiceShown):
    """A service with what it takes."""

    papers: tuple[PaperShown, ...]
    where: str
    may_apply: bool  # False: it is offered to whoever may have it, without applying


class SlotShown(Answer):
    """A time at which one can come, and how many seats are free."""

    start: AwareDatetime
    end: AwareDatetime
    free: int


class Applicant(Asked):
    """Who applies."""

    name: Line
    phone: Annotated[str, Field(pattern=r"^\+?[0-9]{5,15}$")]


class ApplyIn(Asked):
    """An application, or the booking of a visit (`slot`: the beginning of a free slot)."""

    service: Annotated[str, Field(max_length=64)]
    applicant: Applicant
    note: Words | None = None
    files: Annotated[tuple[PhotoId, ...], Field(max_length=12)] = ()
    slot: AwareDatetime | None = None


class Applied(Answer):
    """On record: the number to read out, and the code and address to follow it with."""

    matter_no: str
    track_code: str
    track_url: str


class FileTaken(Answer):
    """A paper that waits a day to be named."""

    id: str


class MatterMoment(Answer):
    """One line of what happened."""

    seq: int
    at: AwareDatetime
    event: str
    text: str
    text_en: str


class MatterShown(Answer):
    """A matter as its person sees it: nothing of what they told us."""

    matter_no: str
    service: str
    name: str
    name_en: str
    mode: str
    unit: str
    phase: str
    outcome: str | None
    opened_at: AwareDatetime
    due_at: AwareDatetime | None
    due_explained: str | None
    due_explained_en: str | None
    overdue: bool
    missing: tuple[str, ...]
    papers: tuple[str, ...]
    slot: SlotShown | None
    reason: str
    visits: int
    second_visits: int
    rating: int | None
    may: tuple[str, ...]
    timeline: tuple[MatterMoment, ...]


class MatterLine(Answer):
    """A matter in the office's list."""

    matter_no: str
    service: str
    name: str
    mode: str
    category: str
    unit: str
    phase: str
    outcome: str | None
    opened_at: AwareDatetime
    due_at: AwareDatetime | None
    due_explained: str | None
    due_explained_en: str | None
    slot_at: AwareDatetime | None
    overdue: bool
    visits: int
    second_visits: int
    rating: int | None


class MatterLines(Answer):
    """A page of them."""

    items: tuple[MatterLine, ...]
    next_cursor: str | None = None


class MatterWhole(MatterShown):
    """A matter for the office that has it: with what the person told, and what may be said to it."""

    applicant: str | None
    phone: str | None
    note: str | None
    files: tuple[str, ...]
    staff_may: tuple[str, ...]


class MatterDone(Answer):
    """A command was carried out: the number of the last event it made."""

    matter_no: str
    seq: int
    made: tuple[str, ...] = ()


class BringIn(Asked):
    """The missing papers."""

    files: Annotated[tuple[PhotoId, ...], Field(max_length=12)] = ()


class SlotIn(Asked):
    """A visit: the beginning of a free slot."""

    slot: AwareDatetime


class ConsentIn(Asked):
    """The person's own yes or no."""

    given: Annotated[bool, Field(strict=True)]


class WitnessedIn(ConsentIn):
    """A yes or no said in person: who was there, and how it went."""

    witness: Note


class RateIn(Asked):
    """1 非常不满意 … 5 非常满意."""

    result: Points


class AskPapersIn(Asked):
    """Everything that is missing: it can be asked for once."""

    missing: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]


class DecideIn(Asked):
    """Granted, or refused with a reason that the person reads."""

    granted: Annotated[bool, Field(strict=True)]
    reason: Note | None = None


class DeliverIn(Asked):
    """How the result reached the person."""

    how: Literal["download", "post", "pickup"]
    note: Note | None = None


class ComeAgainIn(Asked):
    """Whose failure a second visit is, and why it takes one."""

    whose: Literal["office", "applicant"]
    why: Note


class CountsOf(Answer):
    """The figures of one mode, one kind, or all. Days are working days; None where nothing can be said."""

    key: str
    matters: int
    granted: int
    decided: int
    on_time: int
    average_days: float | None
    legal_days: float | None
    saved_percent: float | None  # of the legal limit, by what was decided
    rated: int
    satisfied: int
    visits: int  # matters that somebody came for
    one_visit: int  # of those, done without coming again through our failure


class MatterResults(Answer):
    """A period's figures, as the source prints them: all matters, of which so many 免申帮你办."""

    start: AwareDatetime
    end: AwareDatetime
    total: CountsOf
    by_mode: tuple[CountsOf, ...]
    by_category: tuple[CountsOf, ...]
    services: int
    services_by_mode: dict[str, int]


class ResidentsTaken(Answer):
    """What became of a register that was imported."""

    lines: int
    candidates: int
    faults: tuple[str, ...]
    erased: int = 0  # left out: these people had what is kept of them erased


class CandidateShown(Answer):
    """Somebody who may have a service without applying: masked."""

    service: str
    name: str
    ref: str
    who: str
    since: str  # the year in which they came to the age that the rule asks for; no birthday
