"""核查、评价、重办、复核: from the last completion to the end."""

from dataclasses import replace

from domain import events as e
from domain.case import BreachOf, Call, Case, Outcome, Phase, Purpose, TaskKind
from domain.facts import Check, Rate, Reason, Review, Why
from domain.people import Role
from domain.permissions import DISPATCHING, holds, in_phase
from domain.ruling import Forbidden, Ruling
from domain.views import took_part
from domain.waiting import waited

DISSATISFIED_AT_MOST = 2
"""Ratings up to this one are dissatisfied (docs/rules.md, Rate)."""
BEST, WORST = 5, 1
RULES_WITH_REASONS = 2
"""From this version of the rules on, a rating is found unreasonable for a listed reason only."""
PHONE, NO_CHECK = "phone", "none"
STAFF_WHO_RATE = (Role.CALLBACK, Role.INTAKE, Role.DISPATCHER)
"""Who may take down a rating given by phone or face to face."""
REFERRING = ("hotline", "message_board")
"""Through whom ratings are brought that were given there."""
STAFF_WHO_BRING = (Role.INTAKE, *DISPATCHING)
"""Who may take in a table of those."""


def completed(ruling: Ruling, winner: Call) -> None:
    """No called unit is open: on to the check, or straight to the rating."""
    if winner.completion is None:
        return
    ruling.add(e.CaseCompleted(winner.n, winner.unit, winner.completion.result))
    if ruling.answers.tasks[TaskKind.CHECK].how == NO_CHECK:
        ruling.open_task(TaskKind.RATING)
    else:
        ruling.open_task(TaskKind.CHECK, winner.n)


def check(ruling: Ruling, body: Check) -> None:
    """核查: passed, on to the rating; failed, back to the same unit."""
    in_phase(ruling, Phase.CHECKING)
    task = ruling.case.task_of(TaskKind.CHECK)
    winner = ruling.case.call(ruling.case.winner or 0)
    if task is None or winner is None:
        raise Forbidden("phase", "现在不是核查的时候", "there is nothing to check now")
    holds(ruling, task, *((Role.CALLBACK,) if task.how == PHONE else (Role.GRID_CHIEF, Role.STATION_CHIEF)))
    own = winner.completion is not None and winner.completion.by == ruling.by.account
    units = {ruling.by.unit, ruling.by.home} if task.how != PHONE else set()
    if own or not units.isdisjoint(took_part(ruling.case)):
        raise Forbidden("own_work", "不能核查自己单位办的件", "nobody checks their own unit's work")
    ruling.add(e.Checked(body.passed, ruling.by.unit, body.note, body.photos), ruling.at)
    ruling.done(task, "passed" if body.passed else "failed", body.note)
    if body.passed:
        ask_for_rating(ruling)
    else:
        check_failed(ruling, winner)


def check_failed(ruling: Ruling, winner: Call) -> None:
    """Its clock goes on; where it has none left (breached, or climbed already), a rework with a clock of its own."""
    if winner.completion is None or winner.climbed or BreachOf.RESOLVE in winner.breaches:
        rework(ruling, winner, "check_failed")
        return
    (pause,) = waited(winner, ruling.now, checked=True)
    ruling.add(e.CallReopened(winner.n, winner.unit, "check_failed", pause, ruling.answers.dues["resolve"]))


def rework(ruling: Ruling, winner: Call, why: str) -> None:
    """重办 by the same unit, with a supervision order to its head."""
    ruling.add(e.ReworkOpened(ruling.case.round + 1, why))
    ruling.call(ruling.answers.calls["rework"], Purpose.REWORK, after=None)
    ruling.add(e.Supervised((winner.unit,), why, len(ruling.case.calls)))


def ask_for_rating(ruling: Ruling) -> None:
    """The window opens. What whoever referred it has brought by then counts at once: nobody is asked twice."""
    ruling.open_task(TaskKind.RATING)
    for rating in ruling.case.kept:
        if (rating.of or ruling.case.case_no) in ruling.case.raters:
            _rated(ruling, rating, by_staff=False)


def rate(ruling: Ruling, body: Rate) -> None:
    """评价 by the reporter, with whoever referred the case, or taken down by staff of another unit."""
    case, brought = ruling.case, body.via in REFERRING
    if not (brought and case.phase is Phase.CHECKING):
        in_phase(ruling, Phase.RATING)
    if not WORST <= body.result <= BEST:
        raise Forbidden("scale", "评价为 1 至 5", "a rating is 1 to 5")
    by_staff = not ruling.by.has(Role.REPORTER)
    who = STAFF_WHO_BRING if brought else STAFF_WHO_RATE
    if by_staff and (not ruling.by.has(*who) or ruling.by.unit in _judged(ruling)):
        raise Forbidden("own_work", "工作人员不能评价本单位办的件", "staff never rate their own unit's work")
    of_party(ruling, body.of)
    body = replace(body, of=None) if body.of in _sent_twice(case) else body
    rated = {vote.case_no for vote in case.votes} | {kept.of or case.case_no for kept in case.kept}
    if (body.of or case.case_no) in rated:
        raise Forbidden("rated", "已经评价过了", "it was rated already")
    if case.phase is Phase.CHECKING:
        ruling.add(e.RatingKept(body), ruling.at)
    else:
        _rated(ruling, body, by_staff=by_staff and not brought)


def _rated(ruling: Ruling, body: Rate, *, by_staff: bool) -> None:
    ruling.add(
        e.Rated(
            body.result,
            body.response,
            body.handling,
            body.why,
            body.comment,
            by_staff,
            body.of,
            body.taken or "" if by_staff else "",
            "" if by_staff else body.via or "",
        ),
        ruling.at,
    )
    if ruling.case.votes:
        counted_if_all_voted(ruling)
        return
    ruling.done(ruling.case.task_of(TaskKind.RATING), "rated")
    _judged_so(ruling, body.result, body.why)


def of_party(ruling: Ruling, of: str | None) -> None:
    """Who speaks for a case that ended in this one must be of one that did."""
    if of is not None and of not in (*ruling.case.raters, *_sent_twice(ruling.case)):
        raise Forbidden("not_attached", "该件没有并入本件", "that case did not end in this one")


def _sent_twice(case: Case) -> tuple[str, ...]:
    """Other numbers of this case's own report."""
    return tuple(other.case_no for other in case.attached if other.again)


def counted_if_all_voted(ruling: Ruling) -> None:
    """Several reporters rate one case: once all have, their majority counts."""
    case = ruling.case
    voted = {vote.case_no for vote in case.votes}
    if case.phase is Phase.RATING and voted and voted.issuperset(case.raters):
        ruling.done(case.task_of(TaskKind.RATING), "rated")
        count_votes(ruling)


def count_votes(ruling: Ruling) -> None:
    """The majority of raters, by the middle one of its side; a tie is dissatisfied. Reporters' own votes go first."""
    votes = ruling.case.votes
    counting = [vote for vote in votes if not vote.by_staff] or list(votes)
    good = sorted((v for v in counting if v.result > DISSATISFIED_AT_MOST), key=lambda v: v.result)
    bad = sorted((v for v in counting if v.result <= DISSATISFIED_AT_MOST), key=lambda v: v.result)
    side = good if len(good) > len(bad) else bad
    result = side[(len(side) - 1) // 2].result
    ruling.add(e.VotesCounted(result, len(good), len(bad), all(vote.by_staff for vote in votes)))
    whys = [vote.why for vote in bad if vote.why is not None]
    _judged_so(ruling, result, Why.UNSOLVED if Why.UNSOLVED in whys else next(iter(whys), None))


def _judged_so(ruling: Ruling, result: int, why: Why | None) -> None:
    if result > DISSATISFIED_AT_MOST:
        close_as_completed(ruling)
    else:
        _dissatisfied(ruling, why)


def _judged(ruling: Ruling) -> tuple[str, ...]:
    return took_part(ruling.case)


def _dissatisfied(ruling: Ruling, why: Why | None) -> None:
    times = sum(1 for r in ruling.case.ratings if r.result <= DISSATISFIED_AT_MOST)
    winner = ruling.case.call(ruling.case.winner or 0)
    if times > 1 or winner is None:
        ruling.open_task(TaskKind.REVIEW)
    elif why is Why.UNSOLVED:
        rework(ruling, winner, "unsolved")
    else:
        ruling.open_task(TaskKind.REASON)


def close_as_completed(ruling: Ruling) -> None:
    """Closed with the winner's result."""
    winner = ruling.case.call(ruling.case.winner or 0)
    result = winner.completion.result if winner and winner.completion else Outcome.SOLVED
    ruling.close(Outcome(result))


def reason(ruling: Ruling, body: Reason) -> None:
    """The desk's word on a dissatisfaction other than unsolved."""
    in_phase(ruling, Phase.REASON)
    task, winner = ruling.case.task_of(TaskKind.REASON), ruling.case.call(ruling.case.winner or 0)
    if task is None or winner is None:
        raise Forbidden("phase", "没有待定的不满意原因", "no reason to decide")
    holds(ruling, task, *DISPATCHING)
    ruling.add(e.ReasonDecided(body.choice, body.note), ruling.at)
    ruling.done(task, body.choice, body.note)
    if body.choice == "rework":
        rework(ruling, winner, "dissatisfied")
    elif body.choice == "explain":
        close_as_completed(ruling)
    else:
        ruling.open_task(TaskKind.REVIEW)


def review(ruling: Ruling, body: Review) -> None:
    """复核: two persons must say the same."""
    in_phase(ruling, Phase.REVIEWING)
    task, winner = ruling.case.task_of(TaskKind.REVIEW), ruling.case.call(ruling.case.winner or 0)
    if task is None or winner is None:
        raise Forbidden("phase", "没有待复核的评价", "no rating to review")
    holds(ruling, task, Role.REVIEWER)
    first = ruling.case.proposal
    if first is not None and first.account == ruling.by.account:
        raise Forbidden("two_persons", "复核须由两人作出", "a review takes two persons")
    if ruling.rules >= RULES_WITH_REASONS and body.verdict == "unreasonable" and not body.reason:
        raise Forbidden("reason", "认定不合理须选定所列理由", "unreasonable takes a listed reason")
    if first is None or (first.verdict, first.reason) != (body.verdict, body.reason):
        ruling.add(e.ReviewProposed(body.verdict, body.note, body.reason), ruling.at)
        return
    ruling.add(e.Reviewed(body.verdict, body.note, body.reason), ruling.at)
    ruling.done(task, body.verdict, body.note)
    if body.verdict == "again":
        rework(ruling, winner, "review")
    else:
        close_as_completed(ruling)
