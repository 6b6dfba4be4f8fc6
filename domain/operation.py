"""One line of the table of operations, and the steps at which something may be done. For `domain.operations`."""

from dataclasses import dataclass

from domain.case import Phase

TRIAGE, HAND_UP, HANDLING = Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING
CHECKING, RATING = Phase.CHECKING, Phase.RATING
REASON, REVIEWING = Phase.REASON, Phase.REVIEWING
BEFORE_COMPLETION = (TRIAGE, HAND_UP, HANDLING)
OPEN = (TRIAGE, HAND_UP, HANDLING, CHECKING, RATING, REASON, REVIEWING)


@dataclass(frozen=True)
class Operation:
    """One operation. `limits` names fields of the city's policy, or says a rule in words."""

    name: str  # the kind of its fact
    zh: str
    who: str
    steps: tuple[Phase, ...]
    limits: str
    effect: str
