"""How the work is judged: checked, rated, reviewed, done again."""

from dataclasses import dataclass
from typing import Literal

from domain.facts import Rate, Why


@dataclass(frozen=True)
class Checked:
    """核查."""

    passed: bool
    unit: str
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["checked"] = "checked"


@dataclass(frozen=True)
class Rated:
    """评价."""

    result: int
    response: int | None
    handling: int | None
    why: Why | None
    comment: str | None  # sealed
    by_staff: bool
    of: str | None = None  # the merged case whose reporter rated
    taken: str = ""  # by staff: phone or face
    via: str = ""  # the reporter's own: by the keys of a telephone, or with whoever referred it
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True)
class RatingKept:
    """A rating that whoever referred the case brought while it is checked; it counts once the check is over."""

    rating: Rate
    kind: Literal["rating_kept"] = "rating_kept"


@dataclass(frozen=True)
class Attempted:
    """回访未果: rung up without a rating, for the nth time in this round."""

    outcome: str
    number: int
    of: str | None = None  # the merged case whose reporter was rung up
    kind: Literal["attempted"] = "attempted"


@dataclass(frozen=True)
class ReasonDecided:
    """The desk's word after a dissatisfied rating."""

    choice: str
    note: str
    kind: Literal["reason_decided"] = "reason_decided"


@dataclass(frozen=True)
class ReviewProposed:
    """The first person's verdict."""

    verdict: str
    note: str
    reason: str | None = None
    kind: Literal["review_proposed"] = "review_proposed"


@dataclass(frozen=True)
class Reviewed:
    """The second person agreed."""

    verdict: str
    note: str
    reason: str | None = None  # listed, where unreasonable
    kind: Literal["reviewed"] = "reviewed"


@dataclass(frozen=True)
class ReworkOpened:
    """重办: a new round."""

    round: int
    why: str
    kind: Literal["rework_opened"] = "rework_opened"
