"""What a called unit brings, from its desk or its own system; and what became of a message to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts.words import Result


@dataclass(frozen=True)
class Respond:
    """响应: first real contact, with a note the reporter sees."""

    call: int
    how: Literal["contacted", "on_site", "plan"]
    note: str
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["respond"] = "respond"


@dataclass(frozen=True)
class Progress:
    """A word on how it goes; changes no clock."""

    call: int
    note: str
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True)
class Complete:
    """办结, with a public reply."""

    call: int
    result: Result
    reply: str
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    repair: str | None = None  # an urgent item was made safe: what is left to repair, as a linked case
    repair_item: str | None = None
    kind: Literal["complete"] = "complete"


@dataclass(frozen=True)
class Return:
    """退单, for a listed reason."""

    call: int
    reason: str
    note: str
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["return"] = "return"


@dataclass(frozen=True)
class Extend:
    """延期 asked by a unit, before its deadline."""

    call: int
    reason: str
    kind: Literal["extend"] = "extend"


@dataclass(frozen=True)
class Suspend:
    """挂账 asked by a unit: the clock stands until a day, for a listed reason."""

    call: int
    until: datetime  # UTC, story time
    reason: str
    kind: Literal["suspend"] = "suspend"


@dataclass(frozen=True)
class TakeUp:
    """A suspended call goes on before its day."""

    call: int
    kind: Literal["take_up"] = "take_up"


@dataclass(frozen=True)
class HandUp:
    """上报 asked by a unit, for a listed reason."""

    call: int
    reason: str
    kind: Literal["hand_up"] = "hand_up"


@dataclass(frozen=True)
class Transfer:
    """不属本网格: the station gives a grid's call to another of its grids."""

    call: int
    unit: str
    note: str
    kind: Literal["transfer"] = "transfer"


@dataclass(frozen=True)
class Delivery:
    """What became of a message to a department's system."""

    call: int
    version: int
    outcome: Literal["delivered", "late", "refused"]
    detail: str = ""
    kind: Literal["delivery"] = "delivery"


@dataclass(frozen=True)
class Resend:
    """A message that a unit's own system did not take is to go out again."""

    call: int
    kind: Literal["resend"] = "resend"
