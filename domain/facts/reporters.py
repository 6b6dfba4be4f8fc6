"""What a reporter brings: the report, a rating, an urging word, more, or the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts.linking import LinkWhy
from domain.facts.words import Entered, ReporterKind, Why

Via = Literal["ivr", "hotline", "message_board"]


@dataclass(frozen=True)
class Report:
    """A report as accepted by our door. Personal data is in `sealed` alone, which rules never open."""

    case_no: str
    channel: str  # web, wechat, grid, hotline, message_board, phone, open311, meeting
    reporter_kind: ReporterKind
    desk: str  # the command centre that triages it
    sealed: str  # name, phone, words, exact place; ciphertext
    item: str | None = None
    community: str | None = None
    grid: str | None = None
    point: tuple[float, float] | None = None  # WGS-84, rounded to about 100 m
    outside: bool = False  # the place is not in the pack's area
    photos: tuple[str, ...] = ()
    external_no: str | None = None
    with_contact: bool = (
        True  # the reporter can be told of it: a phone was left, or a channel of messages is known
    )
    desk_zh: str = ""  # its name, for stories
    linked_to: str | None = None  # the case it was opened from
    link: LinkWhy | None = None  # why
    about: str | None = None  # the unit reported: it gets no call, no check, no review and no look
    outside_due: datetime | None = (
        None  # of a referral, UTC: by when it is to be done, by whoever referred it
    )
    joins: str | None = None  # 我也遇到: the open case that its reporter says it is one with
    rated_there: bool = False  # whoever referred it asks for the rating and brings it: we ask nobody twice
    by_message_only: bool = False  # no phone was left: nobody can be rung up
    classified: float | None = (
        None  # its item was found by the classifier, so sure (0 to 1), and by no person
    )
    entered: Entered = Entered.SELF
    entered_by: str = ""  # the unit whose person took it down, where it was not the reporter
    kind: Literal["report"] = "report"

    @property
    def asked(self) -> bool:
        """Whether its reporter is asked for a rating by us: by message, or by telephone."""
        return self.with_contact and not self.rated_there

    @property
    def rung(self) -> bool:
        """Whether its reporter may be rung up for one."""
        return self.asked and not self.by_message_only


@dataclass(frozen=True)
class Rate:
    """评价, 1 (非常不满意) to 5 (非常满意)."""

    result: int
    response: int | None = None
    handling: int | None = None
    why: Why | None = None
    comment: str | None = None  # sealed
    of: str | None = None  # the merged case whose reporter rates; None: this one's own
    taken: Literal["phone", "face"] | None = None  # how staff took it down
    via: Via | None = None  # how the reporter's own came, where not by page or interface
    kind: Literal["rate"] = "rate"


@dataclass(frozen=True)
class Urge:
    """催办 by the reporter."""

    text: str | None = None  # sealed
    a_day: int = 3  # the city's limit, from its policy
    of: str | None = None  # the merged case whose reporter urges
    kind: Literal["urge"] = "urge"


@dataclass(frozen=True)
class Withdraw:
    """撤诉 by the reporter."""

    text: str | None = None  # sealed
    kind: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True)
class Supplement:
    """补充 by the reporter."""

    text: str | None = None  # sealed
    photos: tuple[str, ...] = ()
    of: str | None = None  # the merged case whose reporter adds it
    kind: Literal["supplement"] = "supplement"
