"""三率: response 10%, completion 40%, satisfaction 50%, from cases alone.

`counts` says what one case adds to whose figures; `rates` sums. The projector stores `counts`; `readmodel.rates`
sums the same rows in SQL and is proven equal to this module on random histories.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.case import CallState

NOT_COUNTED = {
    CallState.RETURNED,
    CallState.MISDISPATCHED,
    CallState.CANCELLED,
    CallState.RELIEVED,
}
"""States of a call that leave it out of R and C (shown beside)."""
OUTCOMES_NOT_COUNTED = {"void", "merged", "withdrawn", "refused"}


@dataclass(frozen=True)
class CallCount:
    """What one call adds: to R by its first response deadline, to C and S by its resolve deadline (UTC)."""

    call: int
    unit: str
    response_due: datetime
    resolve_due: datetime
    responded: datetime | None  # in time or late
    completed: datetime | None
    counts_response: bool
    counts_completion: bool
    answered_in_time: bool
    completed_in_time: bool
    rating: int | None  # the result that counts for this unit, once per unit and case
    rating_by_staff: bool = False
    rating_excluded: bool = False


@dataclass(frozen=True)
class Share:
    """A rate with what is above and below its line; no rate where nothing is below."""

    numerator: int
    denominator: int

    @property
    def rate(self) -> Decimal | None:
        """The exact share."""
        return Decimal(self.numerator) / Decimal(self.denominator) if self.denominator else None


@dataclass(frozen=True)
class Rates:
    """The three rates of one key, with coverage and flags."""

    response: Share
    completion: Share
    satisfaction: Share
    coverage: Share  # ratings given by reporters, of the ratings that could be
    staff_ratings: Share  # satisfied of the ratings taken by staff, a column of its own
    flags: tuple[str, ...] = ()

    def score(self, weights: tuple[int, int, int], small_sample: int) -> Decimal | None:
        """100 × the weighted rates; an undefined one is left out and the rest re-weighted."""
        satisfaction = self.satisfaction.rate if self.satisfaction.denominator >= small_sample else None
        parts = zip(weights, (self.response.rate, self.completion.rate, satisfaction), strict=True)
        known = [(weight, rate) for weight, rate in parts if rate is not None]
        if not known:
            return None
        return 100 * sum(weight * rate for weight, rate in known) / sum(weight for weight, _ in known)


def shown(value: Decimal | None) -> str | None:
    """Round half up to two places, at display only."""
    return None if value is None else str(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
