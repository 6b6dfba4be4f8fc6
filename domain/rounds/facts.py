"""What is said to a round. Facts only grow: fields have defaults, kinds are never renamed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts import DeadlinePassed
from domain.people import Actor
from domain.rounds.round import Plan


@dataclass(frozen=True)
class Open:
    """A round is due, or an action is planned."""

    plan: Plan
    kind: Literal["open"] = "open"


@dataclass(frozen=True)
class Begin:
    """Whoever leads it is on the way."""

    kind: Literal["begin"] = "begin"


@dataclass(frozen=True)
class Come:
    """A member of a joint action is there."""

    kind: Literal["come"] = "come"


@dataclass(frozen=True)
class Find:
    """Something was found, and was accepted as a case of this number."""

    case_no: str
    kind: Literal["find"] = "find"


@dataclass(frozen=True)
class Finish:
    """It is done; `summary` says what came of it."""

    summary: str
    kind: Literal["finish"] = "finish"


@dataclass(frozen=True)
class Cancel:
    """A joint action does not take place."""

    reason: str
    kind: Literal["cancel"] = "cancel"


Body = Open | Begin | Come | Find | Finish | Cancel | DeadlinePassed


@dataclass(frozen=True)
class RoundFact:
    """One thing that was said: by whom, and when our door received it (UTC, story time)."""

    id: str
    received_at: datetime
    by: Actor
    body: Body
