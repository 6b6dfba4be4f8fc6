"""The codes of a case, its calls and its tasks. Offered by `domain.case`; their words are in `domain.labels`."""

from enum import StrEnum


class Phase(StrEnum):
    """Where the case stands on the line of docs/rules.md."""

    TRIAGE = "triage"
    HAND_UP = "hand_up"
    HANDLING = "handling"
    CHECKING = "checking"
    RATING = "rating"
    REASON = "reason"
    REVIEWING = "reviewing"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed case ended."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    PLANNED = "planned"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    VOID = "void"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REPEAT = "repeat"  # answered by reference to an earlier case


class CallRole(StrEnum):
    """主办 / 协办."""

    LEAD = "lead"
    CO = "co"


class Purpose(StrEnum):
    """Why a call was made."""

    DISPATCH = "dispatch"
    RUNG = "rung"  # the call below was missed
    REDISPATCH = "redispatch"
    REWORK = "rework"
    HAND_UP = "hand_up"
    HAND_DOWN = "hand_down"


class CallState(StrEnum):
    """A call is open until one of these ends it."""

    OPEN = "open"
    COMPLETED = "completed"  # accepted: for a lead, it won
    RELIEVED = "relieved"  # a lower call was completed first
    SUPERSEDED = "superseded"  # an upper call was completed first
    RETURNED = "returned"
    MISDISPATCHED = "misdispatched"
    CANCELLED = "cancelled"
    UNFINISHED = "unfinished"  # an overdue co call that the desk left
    HANDED_UP = "handed_up"  # the tier above took it over
    SENT_BACK = "sent_back"  # by the tier above, to one below


class BreachOf(StrEnum):
    """Which clock of a call was missed."""

    RESPOND = "respond"
    RESOLVE = "resolve"


class TaskKind(StrEnum):
    """待办: everything with a deadline that is not a call."""

    TRIAGE = "triage"
    RESULT = "result"  # approve a result other than solved
    RETURN = "return"
    CONFERENCE = "conference"
    CO = "co"  # extend or cancel an overdue co call
    HAND_UP = "hand_up"
    EXTEND = "extend"
    SUSPEND = "suspend"
    SUSPENSION = "suspension"  # its end
    SUSPENSION_ENDS = "suspension_ends"  # the unit is told beforehand
    VOID = "void"
    CHECK = "check"
    RATING = "rating"  # the reporter's window
    REASON = "reason"
    REVIEW = "review"
    PETITION = "petition"  # the next round at the top
    REGISTER = "register"  # with a tier above that is not connected
    APPEAL = "appeal"  # of a breach, after the end
    EXCLUDE = "exclude"  # a rating, after the end
