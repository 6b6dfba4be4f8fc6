"""What happens between cases: merged, attached, left, split, linked, answered by reference; the party reported."""

from dataclasses import dataclass
from typing import Literal

from domain.facts.linking import Attached, JoinHow, LinkWhy


@dataclass(frozen=True)
class MergeAsked:
    """The earlier case is asked to take this one, and all that were merged into it."""

    into: str
    how: JoinHow
    kind: Literal["merge_asked"] = "merge_asked"


@dataclass(frozen=True)
class MergeRefused:
    """It said no; or it said yes too late (`taken_back`), and is told so."""

    into: str
    why: str
    taken_back: bool = False
    kind: Literal["merge_refused"] = "merge_refused"


@dataclass(frozen=True)
class Merged:
    """This case ends in the earlier one."""

    into: str
    how: JoinHow
    kind: Literal["merged"] = "merged"


@dataclass(frozen=True)
class Joined:
    """A later case came in, with what was merged into it."""

    case_no: str
    cases: tuple[Attached, ...]
    how: JoinHow
    kind: Literal["joined"] = "joined"


@dataclass(frozen=True)
class JoinRefused:
    """A later case asked to come in, and may not."""

    case_no: str
    why: str
    kind: Literal["join_refused"] = "join_refused"


@dataclass(frozen=True)
class Detached:
    """A case is no part of this one any more."""

    case_no: str
    kind: Literal["detached"] = "detached"


@dataclass(frozen=True)
class IncidentOffered:
    """Reports near in place and time: the desk may make one incident of them."""

    cases: tuple[str, ...]
    kind: Literal["incident_offered"] = "incident_offered"


@dataclass(frozen=True)
class IncidentOpened:
    """突发事件主单."""

    kind: Literal["incident"] = "incident"


@dataclass(frozen=True)
class LinkWanted:
    """A linked case is to be opened. `text` is the desk's or the unit's, not the reporter's."""

    key: str
    why: LinkWhy
    item: str | None
    text: str
    kind: Literal["link_wanted"] = "link_wanted"


@dataclass(frozen=True)
class LinkOpened:
    """The linked case has its number."""

    key: str
    why: LinkWhy
    case_no: str
    kind: Literal["link_opened"] = "link_opened"


@dataclass(frozen=True)
class Repeated:
    """重复件, answered by reference."""

    of: str
    reply: str
    kind: Literal["repeated"] = "repeated"


@dataclass(frozen=True)
class PartyNamed:
    """The report is about this unit; `desk` takes it from now on."""

    unit: str
    desk: str
    desk_zh: str
    kind: Literal["party_named"] = "party_named"


@dataclass(frozen=True)
class VotesCounted:
    """Several reporters rated one case: the majority counts, a tie is dissatisfied."""

    result: int
    satisfied: int
    dissatisfied: int
    by_staff: bool
    kind: Literal["votes_counted"] = "votes_counted"
