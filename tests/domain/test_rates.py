"""三率 by the rules alone: what counts for whom, what is left out, and how a score is made."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain import facts as f
from domain.case import BreachOf, CallRole, CallState, Case, Outcome, Rating
from domain.policy import City
from domain.rates import NO_COMPLETIONS, NO_RESPONSES, TOO_FEW, CallCount, Rates, Share, counts, rates, shown
from tests.playing import FRIDAY_MORNING, Play

YEAR = timedelta(days=365)
START, END = FRIDAY_MORNING - YEAR, FRIDAY_MORNING + YEAR


def summed(*all_counts: CallCount) -> Rates:
    return rates(all_counts, START, END, END)


def of(case: Case, unit: str) -> Rates:
    return summed(*(count for count in counts(case) if count.unit == unit))


def reported(city: City) -> Play:
    return Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")


def finished(city: City, result: int = 5) -> Play:
    play = reported(city)
    if play.open.top is None:
        assert play.bring(f.Dispatch(), play.desk()) is None
    play.wait(minutes=1)
    assert play.complete() is None
    if play.open.phase == "checking":
        assert play.check() is None
    assert play.rate(result) is None
    return play


def test_one_good_case_is_one_of_one_in_every_rate(city: City) -> None:
    case = finished(city).open
    found = of(case, case.calls[0].unit)
    assert (found.response, found.completion, found.satisfaction) == (Share(1, 1), Share(1, 1), Share(1, 1))
    assert found.coverage == Share(1, 1)
    assert found.flags == (TOO_FEW,)


def test_satisfied_is_three_or_more(city: City) -> None:
    assert of(finished(city, 3).open, finished(city, 3).open.calls[0].unit).satisfaction == Share(1, 1)


def test_a_superseded_lead_stays_below_the_line_and_shares_the_rating(city: City) -> None:
    play = reported(city)
    if play.open.top is None:
        assert play.bring(f.Dispatch(), play.desk()) is None
    first = play.top
    while play.top.n == first.n:
        play.miss()
    assert play.complete() is None
    if play.open.phase == "checking":
        assert play.check() is None
    assert play.rate(2, f.Why.LATE) is None
    lower = play.open.calls[first.n - 1]
    assert lower.state is CallState.SUPERSEDED
    assert of(play.open, lower.unit).completion == Share(0, 1)
    assert of(play.open, lower.unit).satisfaction == Share(0, 1)
    assert of(play.open, play.open.calls[-1].unit).satisfaction == Share(0, 1)


@pytest.mark.parametrize(
    "state", [CallState.RETURNED, CallState.MISDISPATCHED, CallState.CANCELLED, CallState.RELIEVED]
)
def test_calls_that_count_for_nobody(city: City, state: CallState) -> None:
    case = finished(city).open
    left_out = replace(case, winner=None, calls=(replace(case.calls[0], state=state),))
    found = of(left_out, case.calls[0].unit)
    assert (found.response, found.completion, found.satisfaction) == (Share(0, 0), Share(0, 0), Share(0, 0))
    assert found.beside.left_out == 1
    assert found.flags == (TOO_FEW, NO_RESPONSES, NO_COMPLETIONS)


@pytest.mark.parametrize("outcome", [Outcome.VOID, Outcome.MERGED, Outcome.WITHDRAWN, Outcome.REFUSED])
def test_cases_that_count_for_nobody(city: City, outcome: Outcome) -> None:
    case = replace(finished(city).open, outcome=outcome)
    found = of(case, case.calls[0].unit)
    assert (found.response, found.completion, found.satisfaction) == (Share(0, 0), Share(0, 0), Share(0, 0))


def test_statutory_petitions_are_outside(city: City) -> None:
    case = finished(city).open
    assert case.item is not None
    outside = replace(case, item=replace(case.item, statutory=True))
    found = of(outside, case.calls[0].unit)
    assert (found.completion, found.coverage, found.beside.left_out) == (Share(0, 0), Share(0, 0), 0)


def test_staff_ratings_stand_apart_and_excluded_ones_nowhere(city: City) -> None:
    case = finished(city).open
    unit = case.calls[0].unit
    by_staff = replace(case, ratings=(Rating(case.ratings[0].at, 4, True, 1),))
    assert of(by_staff, unit).satisfaction == Share(0, 0)
    assert of(by_staff, unit).staff_ratings == Share(1, 1)
    assert of(by_staff, unit).coverage == Share(0, 1)
    excluded = replace(case, ratings=(replace(case.ratings[0], excluded=True),))
    assert of(excluded, unit).satisfaction == Share(0, 0)


def test_a_later_rating_counts_instead_of_the_first(city: City) -> None:
    case = finished(city).open
    twice = replace(case, ratings=(replace(case.ratings[0], result=1), replace(case.ratings[0], result=4)))
    assert of(twice, case.calls[0].unit).satisfaction == Share(1, 1)


def test_a_deadline_to_come_counts_only_when_it_is_done(city: City) -> None:
    play = reported(city)
    if play.open.top is None:
        assert play.bring(f.Dispatch(), play.desk()) is None
    now = play.now
    open_counts = counts(play.open)
    assert rates(open_counts, START, END, now).response == Share(0, 0)
    assert play.respond() is None
    assert rates(counts(play.open), START, END, now).response.numerator == 1
    assert rates(counts(play.open), START, END, now).completion == Share(0, 0)
    late = rates(open_counts, START, END, END)
    assert (late.response.numerator, late.completion.numerator) == (0, 0)
    assert late.completion.denominator == len(open_counts)


def test_the_end_of_a_period_belongs_to_the_next(city: City) -> None:
    count = counts(finished(city).open)[0]
    assert rates([count], START, count.resolve_due, END).completion == Share(0, 0)
    assert rates([count], count.resolve_due, END, END).completion == Share(1, 1)


def test_the_winner_bears_the_rating_once_for_its_unit(city: City) -> None:
    case = finished(city).open
    winner = case.calls[0]
    beaten = replace(winner, n=2, state=CallState.SUPERSEDED, breaches=(BreachOf.RESOLVE,), completion=None)
    both = counts(replace(case, calls=(winner, beaten), winner=1))
    assert [count.rating for count in both] == [5, None]
    other = counts(replace(case, calls=(winner, replace(beaten, unit="other")), winner=1))
    assert [count.rating for count in other] == [5, 5]
    in_time = counts(replace(case, calls=(winner, replace(beaten, unit="other", breaches=())), winner=1))
    assert [count.rating for count in in_time] == [5, None]


def test_a_completion_that_was_not_accepted_is_not_on_time(city: City) -> None:
    case = finished(city).open
    winner = case.calls[0]
    waiting = replace(winner, n=2, unit="other", state=CallState.SUPERSEDED)
    assert of(replace(case, calls=(winner, waiting)), "other").completion == Share(0, 1)
    unfinished = replace(waiting, state=CallState.UNFINISHED)
    assert of(replace(case, calls=(winner, unfinished)), "other").completion == Share(0, 1)


def test_a_co_call_superseded_while_on_time_is_out_of_completion_alone(city: City) -> None:
    case = finished(city).open
    co = replace(case.calls[0], n=2, unit="other", role=CallRole.CO, state=CallState.SUPERSEDED)
    found = of(replace(case, calls=(case.calls[0], co)), "other")
    assert (found.response, found.completion, found.satisfaction) == (Share(1, 1), Share(0, 0), Share(0, 0))
    late = of(replace(case, calls=(case.calls[0], replace(co, breaches=(BreachOf.RESOLVE,)))), "other")
    assert late.completion == Share(0, 1)


def test_late_work_counts_below_the_line_only(city: City) -> None:
    case = finished(city).open
    call = case.calls[0]
    assert call.completion is not None
    late = replace(call, completion=replace(call.completion, at=call.resolve.at + timedelta(microseconds=1)))
    found = of(replace(case, calls=(late,)), call.unit)
    assert (found.completion, found.beside.late) == (Share(0, 1), 1)
    just = replace(call, completion=replace(call.completion, at=call.resolve.at))
    assert of(replace(case, calls=(just,)), call.unit).completion == Share(1, 1)
    breached = replace(call, breaches=(BreachOf.RESOLVE,))
    assert of(replace(case, calls=(breached,)), call.unit).completion == Share(0, 1)


def test_a_recorded_breach_is_final_whatever_an_answer_is_dated(city: City) -> None:
    case = finished(city).open
    call = replace(case.calls[0], breaches=(BreachOf.RESPOND,))
    found = of(replace(case, calls=(call,)), call.unit)
    assert (found.response, found.completion) == (Share(0, 1), Share(1, 1))


def test_known_from_the_very_moment(city: City) -> None:
    count = counts(finished(city).open)[0]
    assert count.completed is not None
    assert count.rated_at is not None
    assert count.resolve_due > count.rated_at
    tick = timedelta(microseconds=1)
    assert rates([count], START, END, count.completed - tick).completion == Share(0, 0)
    assert rates([count], START, END, count.completed).completion == Share(1, 1)
    assert rates([count], START, END, count.rated_at - tick).satisfaction == Share(0, 0)
    assert rates([count], START, END, count.rated_at).satisfaction == Share(1, 1)
    never = replace(count, completed=None, completed_in_time=False)
    assert rates([never], START, END, count.resolve_due - tick).completion == Share(0, 0)
    assert rates([never], START, END, count.resolve_due).completion == Share(0, 1)


def test_score_leaves_an_undefined_rate_out_and_weights_the_rest_again() -> None:
    few = Rates(Share(1, 2), Share(3, 4), Share(4, 4), Share(4, 9), Share(0, 0))
    assert few.score((10, 40, 50), 5) == Decimal(70)  # 100 × (0.1 × 1/2 + 0.4 × 3/4) / 0.5
    enough = replace(few, satisfaction=Share(4, 5))
    assert enough.score((10, 40, 50), 5) == Decimal(75)
    nothing = Rates(Share(0, 0), Share(0, 0), Share(0, 0), Share(0, 0), Share(0, 0))
    assert nothing.score((10, 40, 50), 5) is None


def test_a_score_is_exact_and_rounded_half_up_only_when_shown() -> None:
    thirds = Rates(Share(1, 3), Share(1, 3), Share(1, 3), Share(0, 0), Share(0, 0))
    assert shown(thirds.score((10, 40, 50), 0)) == "33.33"
    half = Rates(Share(0, 1), Share(1, 8000), Share(0, 0), Share(0, 0), Share(0, 0))
    assert half.score((0, 40, 50), 5) == Decimal("0.0125")
    assert shown(Decimal("0.125")) == "0.13"
    assert shown(Decimal("0.135")) == "0.14"
    assert shown(None) is None
