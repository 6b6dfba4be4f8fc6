"""How our states and Open311's words map on each other, as data: the page `docs/reference/open311.md` is made of it.

Used by `api.open311.shown` on the way out and by `api.open311.speaking` on the way in.
"""

from enum import StrEnum
from typing import Final

from domain.states import Phase

OPEN: Final = "open"
CLOSED: Final = "closed"

OUT: Final[dict[str, str]] = {
    "triage": OPEN,
    "called": OPEN,
    "handling": OPEN,
    "returned": OPEN,
    "conference": OPEN,
    "suspended": OPEN,
    "approving": OPEN,
    "checking": OPEN,
    "rating": OPEN,
    "reviewing": OPEN,
    "closed": CLOSED,
}
"""Each state of a case as `status`: closed is what nobody has to do with any more. While the reporter is asked whether
it is fixed, it is open."""


class Say(StrEnum):
    """What an update says to a case."""

    MORE = "supplement"
    DONE = "withdraw"
    AGAIN = "reopen"
    NOTHING = "nothing"


AT_WORK: Final = (Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)
DONE_BY_UNIT: Final = (Phase.CHECKING, Phase.RATING, Phase.REASON, Phase.REVIEWING)
ENDED: Final = (Phase.CLOSED,)

IN: Final[dict[tuple[str, tuple[Phase, ...]], Say]] = {
    (OPEN, AT_WORK): Say.MORE,
    (OPEN, DONE_BY_UNIT): Say.MORE,
    (OPEN, ENDED): Say.AGAIN,
    (CLOSED, AT_WORK): Say.DONE,
    (CLOSED, DONE_BY_UNIT): Say.MORE,
    (CLOSED, ENDED): Say.NOTHING,
}
"""What an update's `status` asks for at each step; the rules decide, as when the reporter's own page asks."""

WORDS: Final[dict[str, str]] = {
    "open": OPEN,
    "confirmed": OPEN,
    "acknowledged": OPEN,
    "investigating": OPEN,
    "planned": OPEN,
    "action_scheduled": OPEN,
    "in_progress": OPEN,
    "reopened": OPEN,
    "closed": CLOSED,
    "fixed": CLOSED,
    "resolved": CLOSED,
    "no_further_action": CLOSED,
    "duplicate": CLOSED,
}
"""Words that clients send as `status`, whatever their case; a blank or a `-` is as good as `_`."""


def understood(status: str) -> str | None:
    """`open` or `closed`; None for a word that nobody has taught us."""
    return WORDS.get(status.strip().lower().replace(" ", "_").replace("-", "_"))


def asked(status: str | None, phase: Phase) -> Say:
    """What an update asks for; without a status it is more words."""
    if status is None:
        return Say.MORE
    return next(say for (word, phases), say in IN.items() if word == status and phase in phases)
