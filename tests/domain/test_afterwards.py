"""申诉、剔除: of a closed case, once, with evidence, by two other persons; the facts stay listed."""

from domain import facts as f
from domain.case import BreachOf, Case, TaskKind
from domain.facts import Appeal, Approve, Exclude
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from domain.rates import counts
from domain.ruling import Refusal
from domain.views import armed, shown_deadline, state
from tests.playing import Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def late(city: City, result: int = 5) -> Play:
    """A closed case whose one call missed its response."""
    play = Play(city).report(item="B0102", **HOME)
    play.miss()
    play.complete()
    play.check()
    play.rate(result, f.Why.POLICY)
    if result < 3:
        play.bring(f.Reason("explain", "已说明"), play.desk())
    assert not play.open.open
    return play


def decide(play: Play, kind: TaskKind, *granted: bool) -> None:
    """Reviewers a, b … decide in turn."""
    for name, yes in zip("ab", granted, strict=False):
        reviewer = play.desk(Role.REVIEWER, name=name)
        assert play.bring(Approve(play.task(kind).id, yes), reviewer) is None


def at_rest(case: Case) -> bool:
    return armed(case) is None and not case.tasks


def test_two_reviewers_uphold_an_appeal(city: City) -> None:
    play = late(city)
    assert not counts(play.open)[0].answered_in_time
    assert play.bring(Appeal(1, "respond", "市政停电，系统无法登录"), play.unit("guanli")) is None
    assert state(play.open) == "closed"
    assert shown_deadline(play.open) is None  # nothing that a reporter waits for
    assert armed(play.open) is not None
    decide(play, TaskKind.APPEAL, True, True)
    assert play.open.calls[0].breaches == (BreachOf.RESPOND,)  # nothing erases it
    assert play.open.calls[0].upheld == (BreachOf.RESPOND,)
    assert not counts(play.open)[0].counts_response
    assert counts(play.open)[0].counts_completion
    assert at_rest(play.open)
    assert play.open.settled == play.open.seq


def test_one_no_and_it_counts_as_before(city: City) -> None:
    play = late(city)
    play.bring(Appeal(1, "respond", "停电"), play.unit("guanli"))
    decide(play, TaskKind.APPEAL, False)
    assert counts(play.open)[0].counts_response
    assert at_rest(play.open)


def test_undecided_it_counts_as_before_and_is_the_reviewers_breach(city: City) -> None:
    play = late(city)
    play.bring(Appeal(1, "respond", "停电"), play.unit("guanli"))
    play.miss()
    assert play.of("task_missed")[-1].unit == city.policy.desk  # type: ignore[union-attr]
    assert play.open.calls[0].upheld == ()
    assert at_rest(play.open)


def test_who_may_appeal_what_and_when(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.miss()
    guanli = play.unit("guanli")
    assert code(play.bring(Appeal(1, "respond", "停电"), guanli)) == "open"
    play = late(city)
    assert code(play.bring(Appeal(1, "respond", "停电"), play.unit("chengguan"))) == "not_yours"
    assert code(play.bring(Appeal(1, "resolve", "停电"), guanli)) == "no_breach"
    assert code(play.bring(Appeal(1, "respond", " "), guanli)) == "evidence"
    assert play.bring(Appeal(1, "respond", "停电"), guanli) is None
    assert code(play.bring(Appeal(1, "respond", "停电"), guanli)) == "appealed"
    assert code(play.bring(f.Withdraw(), REPORTER)) == "closed"  # only what was asked is open
    other = late(city)
    other.wait(days=12)
    assert code(other.bring(Appeal(1, "respond", "停电"), guanli)) == "too_late"


def test_nobody_judges_their_own(city: City) -> None:
    play = Play(city).report()
    play.miss()  # triage; the desk leads
    play.miss()  # and does not answer
    play.complete()
    play.check()
    play.rate(5)
    assert play.bring(Appeal(1, "respond", "停电"), play.unit(city.policy.desk)) is None
    assert play.task(TaskKind.APPEAL).unit == city.policy.committee


def test_an_unreasonable_rating_is_left_out_and_stays_listed(city: City) -> None:
    play = late(city, result=1)
    asker = play.desk(Role.CALLBACK, Role.REVIEWER, name="a")
    assert code(play.bring(Exclude("e3", ""), asker)) == "evidence"
    assert code(play.bring(Exclude("e3", "录音"), play.unit("chengguan"))) == "not_yours"
    assert play.bring(Exclude("e3", "来电录音"), asker) is None
    task = play.task(TaskKind.EXCLUDE)
    assert code(play.bring(Approve(task.id, True), asker)) == "two_persons"
    for name in "bc":
        assert play.bring(Approve(task.id, True), play.desk(Role.REVIEWER, name=name)) is None
    assert play.open.ratings[-1].excluded
    assert play.open.ratings[-1].result == 1
    assert counts(play.open)[0].rating_excluded
    assert code(play.bring(Exclude("e3", "再来"), asker)) == "no_rating"


def test_unreasonable_takes_a_listed_reason(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    for _ in range(2):
        play.complete()
        play.check()
        play.rate(1, f.Why.UNSOLVED)
    one, two = (play.desk(Role.REVIEWER, name=name) for name in "ab")
    assert code(play.bring(f.Review("unreasonable", "无依据"), one)) == "reason"
    assert play.bring(f.Review("unreasonable", "无依据", "e1"), one) is None
    assert play.bring(f.Review("unreasonable", "无依据", "e1"), two) is None
    assert play.open.ratings[-1].excluded


def test_who_works_for_a_unit_asks_for_it(city: City) -> None:
    play = late(city, result=1)
    operator = Actor("operator", "guanli", (Role.OPERATOR,))
    assert code(play.bring(Exclude("e3", "录音"), operator)) == "not_yours"
    assert play.bring(Exclude("e3", "录音"), play.unit("guanli")) is None
