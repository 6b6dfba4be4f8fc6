"""What ties cases together: 并单、突发事件、拆单、修复、重复件. Brought by a desk, or by another case as a letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

JoinHow = Literal["merge", "incident", "me_too", "again"]
"""By a person of the desk, into an incident, by the reporter who said so of a case near by, or as it was sent twice."""
LinkWhy = Literal["split", "repair", "reopen", "left"]


@dataclass(frozen=True)
class Attached:
    """A report that was merged into this case, or attached to its incident: its reporter is told, and rates.

    `again`: it is the very report of this case, sent twice. Its reporter has one vote, under either number.
    """

    case_no: str
    opened_at: datetime  # UTC, story time
    with_contact: bool
    again: bool = False


@dataclass(frozen=True)
class Merge:
    """并单 into an earlier case, asked by a person; by the system into an incident, or what was sent twice."""

    into: str
    how: JoinHow = "merge"
    kind: Literal["merge"] = "merge"


@dataclass(frozen=True)
class Join:
    """A letter of a later case: take me and what was merged into me."""

    case_no: str
    cases: tuple[Attached, ...]  # the asking case first
    how: JoinHow = "merge"
    about: str | None = None  # the unit that the asking case is about
    kind: Literal["join"] = "join"


@dataclass(frozen=True)
class JoinAnswer:
    """A letter of the earlier case: yes, or why not."""

    into: str
    granted: bool
    why: str = ""
    how: JoinHow = "merge"
    cases: tuple[str, ...] = ()  # all that came in with a yes
    kind: Literal["join_answer"] = "join_answer"


@dataclass(frozen=True)
class Leave:
    """不是同一件: a reporter's case is none of this one's; or a letter: the asking case went its own way meanwhile."""

    case_no: str
    kind: Literal["leave"] = "leave"


@dataclass(frozen=True)
class OfferIncident:
    """The system found related reports near in place and time: the desk is offered one incident for all."""

    cases: tuple[str, ...]
    kind: Literal["offer_incident"] = "offer_incident"


@dataclass(frozen=True)
class OpenIncident:
    """突发事件主单: this case holds the one set of calls; later matches attach by themselves."""

    kind: Literal["incident"] = "incident"


@dataclass(frozen=True)
class Part:
    """One matter out of a report that holds several, in the desk's words."""

    text: str
    item: str | None = None


@dataclass(frozen=True)
class Split:
    """拆单: each part becomes a linked case; this one goes on with what is left."""

    parts: tuple[Part, ...]
    kind: Literal["split"] = "split"


@dataclass(frozen=True)
class Linked:
    """The linked case that was wanted under `key` is open under that number."""

    key: str
    case_no: str
    kind: Literal["linked"] = "linked"


@dataclass(frozen=True)
class Repeat:
    """重复件: answered by reference to an earlier case. Of that case the door says when it closed, and whose it was."""

    of: str
    closed_at: datetime  # UTC, story time
    same_person: bool
    reply: str
    kind: Literal["repeat"] = "repeat"


@dataclass(frozen=True)
class NameParty:
    """The report is about this unit, which from now on has no part in it; `desk` is who takes it in its place."""

    unit: str
    desk: str
    desk_zh: str
    kind: Literal["party"] = "party"
