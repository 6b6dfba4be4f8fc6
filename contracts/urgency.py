"""Who is served first when workers are short: D before A, urgent before both; and no community starves another.

Temporal orders a task queue by priority key (1 first), and within one key shares it between fairness keys.
"""

from temporalio.common import Priority

from domain.catalogue import Grade

URGENT = 1
KEYS = {Grade.D: 2, Grade.C: 3, Grade.B: 4, Grade.A: 5}
UNGRADED = KEYS[Grade.B]
"""Nobody knows yet how hard it is."""
NOWHERE = "-"
"""Fairness key of what has no place."""


def priority(grade: Grade | str | None, urgent: bool, community: str | None) -> Priority:
    """The priority of a case's tasks, or of a message about it."""
    key = URGENT if urgent else KEYS[Grade(grade)] if grade else UNGRADED
    return Priority(priority_key=key, fairness_key=community or NOWHERE)
