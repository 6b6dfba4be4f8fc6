"""三率: response 10%, completion 40%, satisfaction 50%, from cases alone.

`counts` says what one case adds to whose figures, `of_response` and `of_completion` what one call adds to the numbers
that rates are made of; `rates` sums. The projector stores `counts` and keeps sums of the numbers by month and day;
`readmodel.rates` reads them and is proven equal to this module on random histories.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.case import BreachOf, Call, CallState, Case, Phase

CALLED_OFF = {CallState.MISDISPATCHED, CallState.CANCELLED}
"""Ends that the desk chose; a breach before them still counts."""
NOT_COUNTED = {
    CallState.RETURNED,
    CallState.MISDISPATCHED,
    CallState.CANCELLED,
    CallState.RELIEVED,
    CallState.HANDED_UP,
    CallState.SENT_BACK,
}
"""States of a call that leave it out of R and C (shown beside)."""
OUTCOMES_NOT_COUNTED = {"void", "merged", "withdrawn", "refused", "repeat"}
RATED_PHASES = {Phase.RATING, Phase.REASON, Phase.REVIEWING, Phase.CLOSED}
"""Phases in which the reporter has been asked."""
SATISFIED_AT_LEAST = 3
SMALL_SAMPLE = 5
"""Fewer ratings than this: no satisfaction rate (a city may set another number)."""
TOO_FEW, NO_RESPONSES, NO_COMPLETIONS = "样本不足", "无应响应件", "无应办结件"
"""Flags: a rate is undefined and left out of the score."""
RESULTS_BESIDE = ("explained", "planned", "unfounded")
NUMBERS = (
    *("calls", "asked", "answered", "due", "completed", "rated", "satisfied", "rateable", "given"),
    *("staff", "staff_satisfied", "late", "left_out", *RESULTS_BESIDE),
)
"""What the rates are made of; each is a plain sum over calls. `calls` are those with a deadline there at all."""


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
    rated_at: datetime | None = None
    rateable_at: datetime | None = None  # completion that the reporter was asked about; None: not asked
    result: str | None = None  # of the completion
    outside: bool = False  # a statutory petition: in no figure at all


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
class Beside:
    """What stands beside C: numbers of calls of the same cohort."""

    late: int = 0  # completed after the deadline: below the line only
    left_out: int = 0  # returned, misdispatched, cancelled, relieved, void …: not in C
    explained: int = 0
    planned: int = 0
    unfounded: int = 0


@dataclass(frozen=True)
class Rates:
    """The three rates of one key, with coverage and flags."""

    response: Share
    completion: Share
    satisfaction: Share
    coverage: Share  # ratings given by reporters, of the ratings that could be
    staff_ratings: Share  # satisfied of the ratings taken by staff, a column of its own
    flags: tuple[str, ...] = ()
    beside: Beside = Beside()

    def score(self, weights: tuple[int, int, int], small_sample: int) -> Decimal | None:
        """100 × the weighted rates; an undefined one is left out and the rest re-weighted."""
        enough = self.satisfaction.denominator >= small_sample
        shares = (self.response, self.completion, self.satisfaction if enough else Share(0, 0))
        known = [(weight, share) for weight, share in zip(weights, shares, strict=True) if share.denominator]
        total = sum(weight for weight, _ in known)
        if not total:
            return None
        above, below = 0, 1
        for weight, share in known:  # one fraction, not yet divided
            above = above * share.denominator + weight * share.numerator * below
            below *= share.denominator
        return Decimal(100 * above) / Decimal(total * below)


def counts(case: Case) -> tuple[CallCount, ...]:
    """What each call of the case adds to its unit's figures, by call number.

    Out of R and C: void, merged, withdrawn, refused and repeated cases, statutory items, clocks whose
    appeal was upheld, and calls returned, misdispatched, cancelled, relieved, handed up or sent back; out
    of C also co calls superseded while on time, and suspensions that run.
    """
    statutory = case.item is not None and case.item.statutory
    counted = not statutory and case.outcome not in OUTCOMES_NOT_COUNTED
    judged = _judged(case) if counted else {}
    return tuple(_count(case, call, counted, statutory, judged.get(call.n)) for call in case.calls)


def rates(
    all_counts: Iterable[CallCount],
    start: datetime,
    end: datetime,
    as_of: datetime,
    small_sample: int = SMALL_SAMPLE,
) -> Rates:
    """The three rates of a cohort: deadlines in [`start`, `end`), as known at `as_of` (all UTC).

    A call whose deadline is after `as_of` counts only if it was answered (R) or completed (C) by then; a
    rating counts from the moment it was given. Fewer than `small_sample` ratings are flagged.
    """
    numbers = Counter[str]()
    for count in all_counts:
        if start <= count.response_due < end:
            numbers.update(of_response(count, as_of))
        if start <= count.resolve_due < end:
            numbers.update(of_completion(count, as_of))
    return of_numbers(numbers, small_sample)


def of_response(count: CallCount, as_of: datetime | None = None) -> dict[str, int]:
    """What it adds, by its response deadline, to the numbers that rates are made of; `NUMBERS` has their names.

    `as_of` (UTC) None: all that is recorded is known, and every deadline is over.
    """
    if count.outside:
        return {}
    asked = count.counts_response and _known(count.response_due, count.responded, as_of)
    return _numbers(asked=asked, answered=asked and count.answered_in_time)


def of_completion(count: CallCount, as_of: datetime | None = None) -> dict[str, int]:
    """The same by its resolve deadline."""
    if count.outside:
        return {}
    known = _known(count.resolve_due, count.completed, as_of)
    due = known and count.counts_completion
    completed = due and _by(count.completed, as_of)
    rateable, rated = _by(count.rateable_at, as_of), _by(count.rated_at, as_of)
    valid = rated and not count.rating_excluded
    by_reporter, by_staff = valid and not count.rating_by_staff, valid and count.rating_by_staff
    return _numbers(
        due=due,
        completed=due and count.completed_in_time,
        rated=by_reporter,
        satisfied=by_reporter and _satisfied(count),
        rateable=rateable,
        given=rateable and rated and not count.rating_by_staff,
        staff=by_staff,
        staff_satisfied=by_staff and _satisfied(count),
        late=completed and not count.completed_in_time,
        left_out=known and not count.counts_completion,
        **{result: completed and count.result == result for result in RESULTS_BESIDE},
    )


def _numbers(**met: bool) -> dict[str, int]:
    return {"calls": 1} | {name: int(it) for name, it in met.items()}


def of_numbers(numbers: Mapping[str, int], small_sample: int = SMALL_SAMPLE) -> Rates:
    """The rates that these numbers make; one that is missing is nothing."""

    def share(above: str, below: str) -> Share:
        return Share(numbers.get(above, 0), numbers.get(below, 0))

    return made(
        response=share("answered", "asked"),
        completion=share("completed", "due"),
        satisfaction=share("satisfied", "rated"),
        coverage=share("given", "rateable"),
        staff_ratings=share("staff_satisfied", "staff"),
        beside=Beside(*(numbers.get(name, 0) for name in ("late", "left_out", *RESULTS_BESIDE))),
        small_sample=small_sample,
    )


def made(
    response: Share,
    completion: Share,
    satisfaction: Share,
    coverage: Share,
    staff_ratings: Share,
    beside: Beside,
    small_sample: int = SMALL_SAMPLE,
) -> Rates:
    """The rates from their sums, flagged where one is undefined. Also for sums made in SQL."""
    few = (TOO_FEW,) if satisfaction.denominator < small_sample else ()
    none = (NO_RESPONSES,) if not response.denominator else ()
    no_completions = (NO_COMPLETIONS,) if not completion.denominator else ()
    flags = (*few, *none, *no_completions)
    return Rates(response, completion, satisfaction, coverage, staff_ratings, flags, beside)


def shown(value: Decimal | None) -> str | None:
    """Round half up to two places, at display only."""
    return None if value is None else str(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _count(case: Case, call: Call, counted: bool, statutory: bool, rateable_at: datetime | None) -> CallCount:
    done = call.completion
    called_off = call.state in CALLED_OFF
    # Nothing erases a breach: a call that missed its clock before it was called off stays below the line.
    in_figures = counted and (call.state not in NOT_COUNTED or (called_off and bool(call.breaches)))
    superseded_in_time = (
        call.state is CallState.SUPERSEDED and not call.lead and BreachOf.RESOLVE not in call.breaches
    )
    waiting = call.open and call.stopped_at is not None and call.responded_at is None
    suspended = call.open and call.stopped_by_suspension
    accepted = call.state in (CallState.OPEN, CallState.COMPLETED)
    in_time = done is not None and done.at <= call.resolve.at and BreachOf.RESOLVE not in call.breaches
    answered = call.responded_at is not None and call.responded_at <= call.respond.at
    rating = case.latest_rating if rateable_at else None
    return CallCount(
        call=call.n,
        unit=call.unit,
        response_due=call.respond.at,
        resolve_due=call.resolve.at,
        responded=call.responded_at,
        completed=done.at if done else None,
        counts_response=in_figures
        and (not called_off or BreachOf.RESPOND in call.breaches)
        and not waiting
        and BreachOf.RESPOND not in call.upheld,
        counts_completion=in_figures
        and (not called_off or BreachOf.RESOLVE in call.breaches)
        and not superseded_in_time
        and not suspended
        and BreachOf.RESOLVE not in call.upheld,
        answered_in_time=answered and BreachOf.RESPOND not in call.breaches,
        completed_in_time=in_time and accepted,
        rating=rating.result if rating else None,
        rating_by_staff=rating is not None and rating.by_staff,
        rating_excluded=rating is not None and rating.excluded,
        rated_at=rating.at if rating else None,
        rateable_at=rateable_at,
        result=done.result if done else None,
        outside=statutory,
    )


def _judged(case: Case) -> dict[int, datetime]:
    """Calls the rating counts for, once per unit: the last winner, and breached leads it superseded."""
    winners = [c for c in case.calls if c.lead and c.state is CallState.COMPLETED]
    winner = case.call(case.winner or 0) or max(
        winners, key=lambda c: (c.closed_at or c.dispatched_at, c.n), default=None
    )
    if winner is None or winner.completion is None or not (case.ratings or case.phase in RATED_PHASES):
        return {}
    beaten = [c for c in case.calls if c.lead and c.breaches and c.state is CallState.SUPERSEDED]
    by_unit: dict[str, int] = {}
    for call in (winner, *beaten):
        by_unit.setdefault(call.unit, call.n)
    return dict.fromkeys(by_unit.values(), winner.completion.at)


def _by(moment: datetime | None, as_of: datetime | None) -> bool:
    return moment is not None and (as_of is None or moment <= as_of)


def _known(due: datetime, done: datetime | None, as_of: datetime | None) -> bool:
    return as_of is None or due <= as_of or _by(done, as_of)


def _satisfied(count: CallCount) -> bool:
    return count.rating is not None and count.rating >= SATISFIED_AT_LEAST
