"""回访: whoever did not rate is rung up, a few times, at different hours of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import events as e
from domain.case import Case, Phase, Try
from domain.catalogue import Exposure
from domain.facts import Attempt
from domain.finishing import STAFF_WHO_RATE, of_party
from domain.permissions import in_phase
from domain.ruling import Forbidden, Ruling
from domain.views import took_part

MOST_TRIES = 3
"""For one reporter in one round."""
APART = timedelta(hours=2)
"""In the time of day, on whatever day: who is out at nine is out at nine tomorrow."""
FINAL = ("wrong_number", "declined")
"""After these nobody is rung up again."""
_DAY = timedelta(days=1)


def tries_of(case: Case, of: str | None) -> tuple[Try, ...]:
    """How often that reporter was rung up in this round."""
    return tuple(one for one in case.tries if one.round == case.round and one.of == of)


def to_be_rung(case: Case, by: str) -> tuple[str, ...]:
    """Whose telephone may ring for a rating: numbers of the case and of those that ended in it.

    They left a phone, have not rated, and nobody else asks them. `by` is the unit that rings: never about itself, and
    about nothing sealed, whose reporters' numbers are for named officers alone (docs/rules.md, Rate).
    """
    sealed = case.item is not None and case.item.exposure is Exposure.SEALED
    if case.phase is not Phase.RATING or sealed or case.party == by:
        return ()
    reached = {case.case_no} if case.report.rung else set()
    reached |= {other.case_no for other in case.attached if other.with_contact}
    return tuple(one for one in case.raters if one in reached - {vote.case_no for vote in case.votes})


def may_ring(tries: Sequence[Try], at: datetime) -> bool:
    """Whether these leave room for one more at that moment (UTC)."""
    return len(tries) < MOST_TRIES and not _over(tries) and not _near(tries, at)


def attempt(ruling: Ruling, body: Attempt) -> None:
    """One more call in vain: three at most, each at another time of day; by who could take the rating down."""
    in_phase(ruling, Phase.RATING)
    if not ruling.by.has(*STAFF_WHO_RATE) or ruling.by.unit in took_part(ruling.case):
        raise Forbidden("own_work", "不能回访本单位办的件", "nobody calls back about their own unit's work")
    of_party(ruling, body.of)
    tries = tries_of(ruling.case, body.of)
    if (body.of or ruling.case.case_no) in {vote.case_no for vote in ruling.case.votes}:
        raise Forbidden("rated", "已经评价过了", "it was rated already")
    if len(tries) >= MOST_TRIES:
        raise Forbidden("too_often", f"最多回访 {MOST_TRIES} 次", f"at most {MOST_TRIES} times")
    if _over(tries):
        raise Forbidden(
            "over", "诉求人已表示不评价，或号码有误", "the reporter declined, or the number is wrong"
        )
    if _near(tries, ruling.at):
        raise Forbidden(
            "same_hours", "这个时段已拨过，请换个时段（相隔两小时以上）", "ring at another time of day"
        )
    ruling.add(e.Attempted(body.outcome, len(tries) + 1, body.of), ruling.at)


def _over(tries: Sequence[Try]) -> bool:
    return any(one.outcome in FINAL for one in tries)


def _near(tries: Sequence[Try], at: datetime) -> bool:
    gaps = (abs(at - one.at) % _DAY for one in tries)
    return any(min(gap, _DAY - gap) < APART for gap in gaps)
