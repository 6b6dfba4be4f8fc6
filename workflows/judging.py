"""How a command waits for its verdict, and how `plan` is asked.

Used by the workflows of cases and of matters.
"""

from collections.abc import Callable

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.cases import Asked, Verdict
    from domain.facts import Body, Rate
    from domain.questions import Answers, Question
    from domain.ruling import Refusal

from workflows import options
from workflows.alone import LocalActivities

ONLY_WHAT_IT_NEEDS = 4
"""Rules version from which a case asks nothing about a rating that closes it. Older ones always asked."""


class Tickets:
    """Commands that wait, by number."""

    def __init__(self) -> None:
        self._last = 0
        self._verdicts: dict[int, Verdict | Refusal] = {}

    def answer(self, ticket: int, verdict: Verdict | Refusal) -> None:
        """It has been judged."""
        self._verdicts[ticket] = verdict

    async def judged(self, put: Callable[[int], bool], seq: Callable[[], int]) -> Verdict:
        """The verdict of what `put` puts into an inbox under the ticket it is given; at once for a repeated fact.

        Raises `ApplicationError` of type `forbidden` with the rules' reasons.
        """
        self._last += 1
        ticket = self._last
        if not put(ticket):
            return Verdict(seq())
        await workflow.wait_condition(lambda: ticket in self._verdicts)
        verdict = self._verdicts.pop(ticket)
        if isinstance(verdict, Refusal):
            raise ApplicationError(
                verdict.zh, verdict.en, list(verdict.allowed), verdict.code, type=names.FORBIDDEN
            )
        return verdict


async def plan(local: LocalActivities, questions: tuple[Question, ...], summary: str) -> Answers:
    """All answers at once; `summary` is for the Temporal UI."""
    answers: Answers = await local.run(
        names.PLAN,
        Asked(questions),
        result_type=Answers,
        start_to_close_timeout=options.PLAN_TIMEOUT,
        retry_policy=options.PLAN_RETRY,
        summary=summary,
    )
    return answers


def asked_anyway(body: Body, rules: int) -> bool:
    """Whether a run that began with these rules asks `plan` also where there is no question."""
    return rules < ONLY_WHAT_IT_NEEDS and isinstance(body, Rate)
