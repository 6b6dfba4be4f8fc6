"""What an event about ratings changes: the part of `evolve` that is about how the work is judged."""

from domain import events as e
from domain.case import Case, Phase, Proposal, Rating, Try, Vote
from domain.changing import changed


def judged(case: Case, event: e.Event) -> Case:
    """The case after somebody rated, was rung up, or decided about a rating."""
    match event.body:
        case e.Rated(result=result, by_staff=by_staff, of=of, why=why) if case.attached or of:
            vote = Vote(of or case.case_no, result, by_staff, why)
            return changed(case, votes=(*case.votes, vote))
        case e.VotesCounted(result=result, by_staff=by_staff):
            rating = Rating(event.at, result, by_staff, case.round)
            return changed(case, ratings=(*case.ratings, rating), votes=())
        case e.Rated(result=result, by_staff=by_staff):
            rating = Rating(event.at, result, by_staff, case.round)
            return changed(case, ratings=(*case.ratings, rating))
        case e.Checked(passed=False):
            return changed(case, kept=())  # what was brought was about work that goes on
        case e.RatingKept(rating):
            return changed(case, kept=(*case.kept, rating))
        case e.Attempted(outcome, _, of):
            return changed(case, tries=(*case.tries, Try(event.at, outcome, case.round, of)))
        case e.ReviewProposed(verdict, _, reason):
            return changed(case, proposal=Proposal(event.by.account, verdict, reason))
        case e.Reviewed(verdict):
            return changed(excluded(case) if verdict == "unreasonable" else case, proposal=None)
        case e.ReworkOpened(number):
            return changed(
                case, round=number, winner=None, phase=Phase.HANDLING, proposal=None, votes=(), kept=()
            )
        case _:
            return case


def excluded(case: Case) -> Case:
    """Its last rating stays listed and counts in no rate."""
    *before, last = case.ratings
    return changed(case, ratings=(*before, changed(last, excluded=True)))
