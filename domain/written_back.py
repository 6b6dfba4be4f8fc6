"""结果回写: what whoever referred a case is told of it, once a completion was accepted and once it is closed.

Pure; for `activities.results` and `api.referrals`.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.case import Case, Completion, Outcome, Phase
from domain.facts import Result
from domain.views import holder, state

AT_WORK = (Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)


@dataclass(frozen=True)
class WrittenBack:
    """A result. `mark` names what it is the result of: while that is the same there is nothing new. UTC, story time."""

    mark: str
    state: str
    outcome: Outcome | None
    result: Result | None
    reply: str | None
    unit: str | None
    unit_zh: str | None
    completed_at: datetime | None
    closed_at: datetime | None


def answer_of(case: Case) -> Completion | None:
    """What the unit said whose completion was accepted."""
    winner = case.call(case.winner or 0)
    return winner.completion if winner else None


def result_of(case: Case) -> WrittenBack | None:
    """What there is to tell now; None while it is being worked on (again)."""
    done, held = answer_of(case), holder(case)
    if case.open and (case.phase in AT_WORK or done is None):
        return None
    mark = f"closed:{case.outcome}" if not case.open else "completed"
    return WrittenBack(
        mark=f"{mark}:{case.case_no}:{done.at.isoformat() if done else ''}",
        state=state(case),
        outcome=case.outcome,
        result=done.result if done else None,
        reply=done.reply if done else None,
        unit=held.unit if held else None,
        unit_zh=held.unit_zh if held else None,
        completed_at=done.at if done else None,
        closed_at=case.closed_at,
    )
