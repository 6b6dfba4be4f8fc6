"""并单、突发事件: two cases, each deciding for itself; nobody's report is lost, and it counts once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import events as e
from domain import facts as f
from domain.case import CallState, Outcome, Phase, TaskKind
from domain.facts import (
    Attached,
    Join,
    JoinAnswer,
    Leave,
    Merge,
    OfferIncident,
    OpenIncident,
    Rate,
    Result,
    Why,
)
from domain.incidents import Sighting, belonging, groups, matches
from domain.people import REPORTER, SYSTEM, Actor, Role
from domain.policy import City
from domain.rates import counts
from domain.ruling import Refusal
from domain.words import public_text
from domain.words_en import public_text_en
from tests.playing import FRIDAY_MORNING, Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}
EARLIER = "SGH-20261008-00000000"
LATER = Attached("SGH-20261009-11111111", FRIDAY_MORNING + timedelta(minutes=5), True)
Tells = Callable[[e.Event, Mapping[str, str]], str | None]
THIRD = Attached("SGH-20261009-22222222", FRIDAY_MORNING + timedelta(minutes=9), False)


def of_case(case_no: str) -> Actor:
    """A letter's sender."""
    return Actor(case_no, roles=(Role.SYSTEM,))


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def join(play: Play, *cases: Attached, how: f.linking.JoinHow = "merge") -> Refusal | None:
    """Those cases ask to come in."""
    return play.bring(Join(cases[0].case_no, cases, how), of_case(cases[0].case_no))


def test_a_yes_ends_the_later_case_and_it_counts_for_nobody(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert play.bring(Merge(EARLIER), play.desk()) is None
    assert play.open.merging == EARLIER
    assert code(play.bring(Merge(EARLIER), play.desk())) == "undecided"
    assert play.bring(JoinAnswer(EARLIER, True), of_case(EARLIER)) is None
    assert (play.open.outcome, play.open.merged_into) == (Outcome.MERGED, EARLIER)
    assert play.open.calls[0].state is CallState.CANCELLED
    assert not any(c.counts_response or c.counts_completion for c in counts(play.open))


def test_a_no_leaves_everything_as_it_was(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(Merge(EARLIER), play.desk())
    before = play.top
    play.bring(JoinAnswer(EARLIER, False, "closed"), of_case(EARLIER))
    assert play.open.merging is None
    assert play.top == before
    assert play.of("told")[-1].why == "merge_refused"  # type: ignore[union-attr]
    assert play.bring(Merge(EARLIER), play.desk()) is None  # and may ask again


def test_a_yes_after_completion_is_taken_back(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(Merge(EARLIER), play.desk())
    play.complete()
    play.bring(JoinAnswer(EARLIER, True), of_case(EARLIER))
    assert play.open.open
    assert play.of("merge_refused")[-1].taken_back  # type: ignore[union-attr]


def test_who_may_merge_and_what(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert code(play.bring(Merge(EARLIER), REPORTER)) == "role"
    assert code(play.bring(Merge(play.open.case_no), play.desk())) == "itself"
    assert code(play.bring(Merge(EARLIER), of_case("x"))) == "role"  # the system merges into incidents alone
    assert code(play.bring(JoinAnswer(EARLIER, True), play.desk())) == "role"
    play.complete()
    assert code(play.bring(Merge(EARLIER), play.desk())) == "phase"


@pytest.mark.parametrize(
    ("cases", "why"),
    [((Attached(EARLIER, FRIDAY_MORNING - timedelta(days=1), True),), "later"), ((), "later")],
)
def test_only_an_earlier_case_says_yes(city: City, cases: tuple[Attached, ...], why: str) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(Join(EARLIER, cases), of_case(EARLIER))
    assert play.of("join_refused")[-1].why == why  # type: ignore[union-attr]


def test_a_completed_or_closed_case_answers_no(city: City) -> None:
    play = Play(city).report(item="A106", **HOME)
    play.complete()
    join(play, LATER)
    play.rate(5)
    assert not play.open.open
    join(play, LATER)
    assert [body.why for body in play.of("join_refused")] == ["completed", "closed"]  # type: ignore[union-attr]


def test_a_case_that_others_ended_in_is_not_ended_otherwise(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    join(play, LATER)
    desk = play.desk(Role.INTAKE, Role.DISPATCHER)
    assert code(play.bring(f.Void("v1"), desk)) == "attached"
    assert code(play.bring(f.Refuse("f2", "法院"), desk)) == "attached"
    assert code(play.bring(f.Repeat(EARLIER, play.now, True, "同前"), desk)) == "attached"
    assert play.bring(f.Withdraw()) is None
    assert play.open.open  # for the others
    assert play.open.raters == (LATER.case_no,)


def test_what_is_about_a_unit_does_not_end_where_that_unit_has_a_part(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    asked = Join(LATER.case_no, (LATER,), about="guanli")
    assert play.bring(asked, of_case(LATER.case_no)) is None
    assert play.open.attached == ()
    assert (play.events[-1].body.kind, play.events[-1].body.why) == ("join_refused", "party")  # type: ignore[union-attr]
    about = Play(city).report(item="B0102", about="guanli", **HOME)
    assert about.bring(asked, of_case(LATER.case_no)) is None
    assert about.open.attached == (LATER,)


def test_nobody_is_named_while_a_merge_is_answered(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert play.bring(Merge(EARLIER), play.desk()) is None
    named = f.NameParty("guanli", city.policy.desk, "指挥中心")
    assert code(play.bring(named, play.desk())) == "undecided"


def test_the_system_asks_once_for_what_was_refused(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert play.bring(Merge(EARLIER, "incident"), SYSTEM) is None
    play.bring(JoinAnswer(EARLIER, False, "completed"), of_case(EARLIER))
    before = len(play.events)
    assert play.bring(Merge(EARLIER, "incident"), SYSTEM) is None
    assert len(play.events) == before
    assert play.bring(Merge(EARLIER), play.desk()) is None  # a person may
    assert play.open.merging == EARLIER


def test_who_joined_an_incident_is_told_so(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(Merge(EARLIER, "incident"), play.desk())
    assert play.bring(JoinAnswer(EARLIER, True, how="incident"), of_case(EARLIER)) is None
    assert any("突发事件" in (public_text(event, {}) or "") for event in play.events)


@pytest.mark.parametrize("how", ["incident", "again"])
def test_the_system_asks_for_what_fits_an_incident_or_was_sent_twice_and_for_nothing_else(
    city: City, how: f.linking.JoinHow
) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert code(play.bring(Merge(EARLIER), SYSTEM)) == "role"
    assert play.bring(Merge(EARLIER, how), SYSTEM) is None
    assert play.bring(JoinAnswer(EARLIER, False, "completed"), of_case(EARLIER)) is None
    play.bring(Merge(EARLIER, how), SYSTEM)  # what was refused once is not asked again
    assert play.open.merging is None


@pytest.mark.parametrize(("language", "said"), [(public_text, "提交了两次"), (public_text_en, "sent twice")])
def test_whoever_sent_it_twice_is_told_so(city: City, language: Tells, said: str) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(Merge(EARLIER, "again"), SYSTEM)
    assert play.bring(JoinAnswer(EARLIER, True, how="again"), of_case(EARLIER)) is None
    told = [language(event, {}) or "" for event in play.events]
    assert any(said in line and EARLIER in line for line in told)


def test_what_was_sent_twice_has_one_vote_under_either_number(city: City) -> None:
    play = Play(city).report(item="A106", **HOME)
    earlier = replace(LATER, case_no=EARLIER, opened_at=FRIDAY_MORNING - timedelta(days=1), again=True)
    join(play, earlier)
    assert play.of("join_refused")[-1].why == "later"  # type: ignore[union-attr]
    join(play, earlier, how="again")
    assert play.open.raters == (play.open.case_no,)
    play.complete()
    assert code(play.bring(Rate(5, of=LATER.case_no))) == "not_attached"
    assert play.bring(Rate(4, of=EARLIER)) is None
    assert not play.open.open
    assert [rating.result for rating in play.open.ratings] == [4]


def test_what_ended_in_a_case_goes_with_it(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    join(play, LATER, THIRD)
    assert play.open.raters == (play.open.case_no, LATER.case_no, THIRD.case_no)
    assert play.bring(Leave(THIRD.case_no)) is None
    assert code(play.bring(Leave(THIRD.case_no))) == "not_attached"
    assert play.open.raters == (play.open.case_no, LATER.case_no)


def rated(city: City, *results: int, why: Why | None = None) -> Play:
    """Three reporters, as many of them rating."""
    play = Play(city).report(item="A106", **HOME)
    join(play, LATER, THIRD)
    play.complete()
    for of, result in zip((None, LATER.case_no, THIRD.case_no), results, strict=False):
        assert play.bring(Rate(result, why=why, of=of)) is None
    return play


def test_the_majority_counts_once(city: City) -> None:
    play = rated(city, 1, 4, 5)
    assert not play.open.open
    assert [rating.result for rating in play.open.ratings] == [4]
    assert [c.rating for c in counts(play.open)] == [4]


def test_a_tie_is_dissatisfied(city: City) -> None:
    play = rated(city, 1, 5, why=Why.ATTITUDE)
    assert play.open.phase is Phase.RATING  # one has still to rate
    play.miss()
    assert play.open.phase is Phase.REASON
    assert play.open.latest_rating is not None
    assert play.open.latest_rating.result == 1


def test_unsolved_for_one_of_the_dissatisfied_is_a_rework(city: City) -> None:
    play = rated(city, 1, 2, 5, why=Why.UNSOLVED)
    assert play.open.round == 2
    assert play.open.votes == ()


def test_nobody_rates_twice_and_nobody_else(city: City) -> None:
    play = rated(city, 4)
    assert code(play.bring(Rate(5))) == "rated"
    assert code(play.bring(Rate(5, of=EARLIER))) == "not_attached"


def test_the_last_who_has_not_rated_may_leave(city: City) -> None:
    play = rated(city, 5, 5)
    assert play.bring(Leave(THIRD.case_no)) is None
    assert play.open.outcome is Outcome.SOLVED


def test_an_incident_is_offered_once_and_opened_by_the_desk(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    offer = OfferIncident((play.open.case_no, LATER.case_no, THIRD.case_no))
    assert code(play.bring(offer, play.desk())) == "role"
    for _ in range(2):
        assert play.bring(offer, of_case("system")) is None
    assert len(play.of("incident_offered")) == 1
    join(play, LATER, how="incident")
    assert play.of("join_refused")[-1].why == "no_incident"  # type: ignore[union-attr]
    assert code(play.bring(OpenIncident(), play.unit("guanli"))) == "role"
    assert play.bring(OpenIncident(), play.desk()) is None
    assert code(play.bring(OpenIncident(), play.desk())) == "incident"
    join(play, LATER, how="incident")
    assert play.open.attached == (LATER,)


def sighting(n: int, minutes: float, north: float = 0.0, item: str = "B0102") -> Sighting:
    """A report so many minutes on, and so many metres to the north."""
    return Sighting(
        f"C{n}", item, (114.34, 30.55 + north / 111_320), FRIDAY_MORNING + timedelta(minutes=minutes)
    )


def test_three_near_in_place_and_time_are_a_group() -> None:
    three = [sighting(1, 0), sighting(2, 30, 290), sighting(3, 12)]
    assert [[s.case_no for s in group] for group in groups(three)] == [["C1", "C3", "C2"]]
    assert groups(three[:2]) == []
    assert groups([*three[:2], sighting(3, 31)]) == []
    assert groups([*three[:2], sighting(3, 1, 310)]) == []
    assert groups([*three[:2], sighting(3, 1, item="B0103")]) == []


def test_an_incident_takes_later_matches_while_they_keep_coming() -> None:
    main, latest = sighting(1, 0), FRIDAY_MORNING + timedelta(minutes=50)
    assert matches(main, latest, sighting(2, 80))
    assert not matches(main, latest, sighting(2, 81))
    assert not matches(main, latest, sighting(2, 60, 400))
    assert not matches(main, latest, sighting(2, -1))


def test_results_other_than_solved_are_approved_with_others_in_it(city: City) -> None:
    play = Play(city).report(item="A106", **HOME)
    join(play, LATER)
    play.complete(result=Result.EXPLAINED)
    join(play, THIRD)
    assert play.of("join_refused")[-1].why == "completed"  # type: ignore[union-attr]
    assert play.bring(f.Approve(play.task(TaskKind.RESULT).id, True), play.desk()) is None
    assert play.open.phase is Phase.RATING


def test_the_next_report_is_as_near_to_the_last_one_as_that_was_to_the_incident() -> None:
    main = sighting(1, 0)
    far, middle, near = sighting(4, 70), sighting(3, 45), sighting(2, 20)
    elsewhere, gap = sighting(5, 20, 500), sighting(6, 101)
    reports = [gap, far, middle, near, elsewhere]
    assert belonging([(main, main.opened_at)], reports) == [("C2", "C1"), ("C3", "C1"), ("C4", "C1")]
    assert belonging([(main, main.opened_at)], [far, middle]) == []
    assert belonging([], reports) == []
