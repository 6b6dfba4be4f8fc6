"""What a round shows: its one armed deadline. For rules, workflow and pages."""

from domain.rounds.round import Round
from domain.views import Deadline


def armed(one: Round) -> Deadline | None:
    """The one deadline that comes next; None for a closed round, and for no other."""
    if not one.open:
        return None
    plan = one.plan
    if one.missed:
        return Deadline(plan.closes_at, "closes", plan.lead, plan.lead_zh, "closes")
    return Deadline(plan.due.at, "due", plan.lead, plan.lead_zh, "due")
