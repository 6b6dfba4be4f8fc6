"""办件: each way of having a service, its clocks, and what is promised of every matter whatever happens."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matters import facts as f
from domain.matters.decide import MOST_BOOKINGS, allowed
from domain.matters.matter import Consented, Duty, How, Outcome, Phase, Slot, Whose
from domain.matters.views import armed, may
from domain.offering import Mode, Resident, Rule, eligible_from, eligible_until
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from tests.playing_matters import OFFICE, OTHER, SLOT, MatterPlay, application

YES, NO = f.Consent(True, Consented.LINK), f.Consent(False, Consented.LINK)
IN_PERSON = f.Consent(True, Consented.IN_PERSON, "社区工作者在场，本人口头同意")
GRANT, REFUSE = f.Decide(True), f.Decide(False, "不符合户籍条件")
STREET: list[City] = []
"""Kept out of the properties' arguments: hypothesis would print it whole."""


@pytest.fixture(scope="module", autouse=True)
def _street(city: City) -> None:
    STREET.append(city)


def code(refusal: Refusal | None) -> str:
    """Why not."""
    assert refusal is not None
    assert refusal.zh
    assert refusal.en
    return refusal.code


def test_online_it_is_accepted_decided_delivered_and_rated(city: City) -> None:
    play = MatterPlay(city).begin()
    assert play.open.running is not None
    assert play.open.running.due.budget == "1d"
    for said in (f.Accept(), GRANT, f.Deliver(How.DOWNLOAD)):
        assert play.office(said) is None
    assert play.bring(f.Rate(5)) is None
    assert (play.open.outcome, play.open.rating, play.open.breaches) == (Outcome.GRANTED, 5, ())
    assert armed(play.open) is None
    assert code(play.bring(f.Withdraw())) == "closed"


def test_what_is_missing_is_asked_for_once_and_the_clock_stands_meanwhile(city: City) -> None:
    play = MatterPlay(city).begin()
    play.office(f.Accept())
    before = play.open.running
    assert before is not None
    assert code(play.office(f.AskPapers(()))) == "empty"
    play.now += timedelta(hours=1)
    assert play.office(f.AskPapers(("户口簿", "近照"))) is None
    assert play.open.phase is Phase.PAPERS
    play.now += timedelta(days=4)  # Tuesday, two working days and a weekend later
    assert play.bring(f.Bring(("f" * 40,))) is None
    after = play.open.running
    assert after is not None
    assert after.due.at - before.due.at >= timedelta(days=2)
    assert "补正" in after.due.zh
    assert code(play.office(f.AskPapers(("收入证明",)))) == "asked_once"
    assert "ask_papers" not in allowed(play.open, OFFICE)


def test_papers_that_never_come_end_it(city: City) -> None:
    play = MatterPlay(city).begin()
    play.office(f.AskPapers(("户口簿",)))
    assert play.miss() == "papers"
    assert play.open.outcome is Outcome.LAPSED
    assert not play.open.breaches


def test_a_missed_limit_is_one_breach_and_is_reported_until_it_is_done(city: City) -> None:
    play = MatterPlay(city).begin()
    assert play.miss() == Duty.ACCEPT
    first = play.now
    assert [play.miss(), play.miss()] == ["petition", "petition"]
    assert play.now - first >= timedelta(days=13)  # 10-10 is worked
    assert [breach.duty for breach in play.open.breaches] == [Duty.ACCEPT]
    assert play.kinds().count("reported") == 3
    assert play.office(f.Accept()) is None
    assert armed(play.open).what == Duty.DECIDE  # type: ignore[union-attr]
    assert play.miss() == Duty.DECIDE
    assert [breach.duty for breach in play.open.breaches] == [Duty.ACCEPT, Duty.DECIDE]


def test_a_refusal_says_why_at_the_acceptance_check_too(city: City) -> None:
    play = MatterPlay(city).begin()
    assert code(play.office(GRANT)) == "not_accepted"
    assert code(play.office(f.Decide(False))) == "reason"
    assert play.office(REFUSE) is None
    assert play.miss() == "rating"
    assert play.open.outcome is Outcome.REFUSED


def test_on_site_it_is_done_in_one_visit(city: City) -> None:
    play = MatterPlay(city).begin(Mode.ONSITE)
    assert play.miss() == "remind"
    assert SLOT.start - play.now == timedelta(days=1)
    play.now = SLOT.start
    for said in (f.CheckIn(), GRANT, f.Deliver(How.PICKUP)):
        assert play.office(said) is None
    assert (len(play.open.visits), play.open.second_visits) == (1, 0)


def test_a_second_visit_is_somebody_s_failure_and_ours_costs_the_person_no_time(city: City) -> None:
    for whose, ours in ((Whose.OFFICE, 1), (Whose.APPLICANT, 0)):
        play = MatterPlay(city).begin(Mode.ONSITE)
        play.now = SLOT.start
        play.office(f.CheckIn())
        first = play.open.running
        assert play.office(f.ComeAgain(whose, "系统故障")) is None
        play.now += timedelta(days=2)
        assert play.bring(f.Book(Slot(play.now + timedelta(hours=1), play.now + timedelta(hours=2)))) is None
        play.now += timedelta(hours=1)
        assert play.office(f.CheckIn()) is None
        assert (len(play.open.visits), play.open.second_visits) == (2, ours)
        assert (play.open.running.start == first.start) is (whose is Whose.OFFICE)  # type: ignore[union-attr]
    assert "come_again" not in allowed(MatterPlay(city).begin().open, OFFICE)


def test_who_does_not_come_may_book_again_but_not_for_ever(city: City) -> None:
    play = MatterPlay(city).begin(Mode.ONSITE)
    play.miss()
    assert play.miss() == "no_show"
    assert play.open.phase is Phase.TO_BOOK
    again = Slot(play.now + timedelta(days=2), play.now + timedelta(days=2, minutes=30))
    for _ in range(MOST_BOOKINGS - 1):
        assert play.bring(f.Book(again)) is None
    assert code(play.bring(f.Book(again))) == "bookings"
    play.miss()
    play.miss()
    assert play.miss() == "to_book"
    assert play.open.outcome is Outcome.LAPSED


def test_unasked_it_takes_the_person_s_yes(city: City) -> None:
    play = MatterPlay(city).begin(Mode.UNASKED)
    for said in (f.Accept(), GRANT, f.Deliver(How.POST)):
        assert code(play.office(said)) == "phase"
    assert code(play.office(YES)) == "role"
    assert code(play.office(f.Consent(True, Consented.IN_PERSON))) == "witness"
    assert code(play.bring(IN_PERSON)) == "role"
    assert play.office(IN_PERSON) is None
    assert (play.open.phase, play.open.consent) == (Phase.HANDLING, Consented.IN_PERSON)
    assert play.office(GRANT) is None


def test_a_no_or_silence_ends_it(city: City) -> None:
    said = MatterPlay(city).begin(Mode.UNASKED)
    assert said.bring(NO) is None
    assert said.open.outcome is Outcome.DECLINED
    silent = MatterPlay(city).begin(Mode.UNASKED)
    began = silent.now
    assert silent.miss() == "consent"
    assert (silent.open.outcome, silent.now - began) == (Outcome.SILENT, timedelta(days=30))


def test_nobody_but_staff_proposes_and_nobody_of_another_office_knows_of_it(city: City) -> None:
    play = MatterPlay(city)
    assert code(play.bring(f.Apply(application(Mode.UNASKED)))) == "role"
    assert play.matter is None
    play.begin()
    assert code(play.bring(f.Accept(), OTHER)) == "not_yours"
    assert code(play.bring(f.Accept())) == "role"
    assert code(play.office(f.Withdraw())) == "role"
    assert allowed(play.open, OTHER) == ()
    assert allowed(play.open, REPORTER) == may(play.open)


@pytest.mark.parametrize(
    ("rule", "born", "groups", "first"),
    [
        (Rule(min_age=80), date(1946, 3, 1), (), date(2026, 3, 1)),
        (Rule(min_age=80), date(1944, 2, 29), (), date(2024, 2, 29)),
        (Rule(min_age=81), date(1944, 2, 29), (), date(2025, 3, 1)),
        (Rule(groups=("低保",)), date(1980, 1, 1), ("低保", "残疾"), date(1980, 1, 1)),
        (Rule(groups=("低保", "残疾")), date(1980, 1, 1), ("低保",), None),
    ],
)
def test_who_may_have_it_from_which_day(
    rule: Rule, born: date, groups: tuple[str, ...], first: date | None
) -> None:
    assert eligible_from(rule, Resident(born, frozenset(groups))) == first


def test_until_which_day() -> None:
    assert eligible_until(Rule(max_age=17), Resident(date(2010, 5, 1))) == date(2028, 5, 1)
    assert eligible_until(Rule(), Resident(date(2010, 5, 1))) is None


FACTS: list[f.Body] = [
    *(f.Accept(), f.AskPapers(("户口簿",)), f.Bring(), f.Bring(("f" * 40,)), GRANT, REFUSE),
    *(f.Deliver(How.POST), f.Book(SLOT), f.CheckIn(), f.ComeAgain(Whose.OFFICE, "系统"), f.Withdraw()),
    *(f.ComeAgain(Whose.APPLICANT, "忘带"), YES, NO, IN_PERSON, f.Rate(5), f.Rate(1)),
]
SENDERS = (REPORTER, OFFICE, OTHER, Actor("street-chief", "street-command", (Role.CHIEF,)))


def promises(play: MatterPlay) -> None:
    """What holds of every matter at every moment."""
    matter, kinds = play.open, play.kinds()
    assert [event.seq for event in play.events] == list(range(1, len(play.events) + 1))
    assert (armed(matter) is None) == (not matter.open), kinds
    assert kinds.count("papers_asked") <= 1
    assert len({breach.duty for breach in matter.breaches}) == len(matter.breaches)
    assert kinds.count("closed") == (not matter.open)
    if matter.application.mode is Mode.UNASKED and "decided" in kinds:
        assert "consent_given" in kinds[: kinds.index("decided")], kinds
    if matter.open:
        for by in SENDERS:
            assert set(allowed(matter, by)) <= {fact.kind for fact in FACTS}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    chance = Random(seed)
    play = MatterPlay(STREET[0]).begin(chance.choice(list(Mode)))
    for _ in range(30):
        if not play.open.open:
            break
        before = (play.open, len(play.events))
        if chance.random() < 0.3:
            play.miss()
        else:
            play.now += timedelta(hours=chance.choice((0, 1, 20)))
            refusal = play.bring(chance.choice(FACTS), chance.choice(SENDERS))
            if refusal is not None:
                assert before == (play.open, len(play.events))
        promises(play)


def test_what_is_offered_is_not_refused(city: City) -> None:
    """Whoever is told that they may say something is not then refused for the phase."""
    chance = Random(7)
    for _ in range(60):
        play = MatterPlay(city).begin(chance.choice(list(Mode)))
        for _ in range(12):
            by = chance.choice((REPORTER, OFFICE))
            offered = (
                [fact for fact in FACTS if fact.kind in allowed(play.open, by)] if play.open.open else []
            )
            if not offered:
                continue
            refusal = play.bring(chance.choice(offered), by)
            assert refusal is None or refusal.code in ("role", "not_accepted"), refusal
