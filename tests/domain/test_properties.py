"""What must hold whatever happens: random facts, deadlines and duplicates against the rules."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import facts as f
from domain.afterwards import at_rest
from domain.case import Case
from domain.organisation import Tier
from domain.people import REPORTER, SYSTEM
from domain.policy import City
from domain.ruling import Refusal
from domain.views import STATES, armed, state
from tests.chance import begin
from tests.playing import Play

TIERS = list(Tier)
MOVES = 40
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module", autouse=True)
def _street(city: City) -> None:
    street.append(city)


street: list[City] = []
"""Kept out of the properties' arguments: hypothesis would print it whole."""


def invariants(play: Play) -> None:
    """What docs/rules.md promises of every case at every moment."""
    case = play.open
    assert [event.seq for event in play.events] == list(range(1, len(play.events) + 1))
    assert state(case) in STATES
    assert (armed(case) is None) == at_rest(case), f"{case.phase}: {play.kinds()}"
    breaches = Counter((b.call, b.clock) for b in play.of("breached"))  # type: ignore[union-attr]
    assert all(times == 1 for times in breaches.values()), play.kinds()
    climbs = Counter(b.call for b in play.of("escalated"))  # type: ignore[union-attr]
    assert all(times == 1 for times in climbs.values()), play.kinds()
    assert_no_tier_skipped(case)


def assert_no_tier_skipped(case: Case) -> None:
    """Each call made for a missed one is of the same tier or of the next."""
    for call in case.calls:
        assert call.respond.at > call.dispatched_at
        assert call.resolve.at > call.dispatched_at
        if call.purpose == "rung" and call.below:
            below = case.calls[call.below - 1]
            assert 0 <= TIERS.index(call.tier) - TIERS.index(below.tier) <= 1


@settings(max_examples=250, deadline=None, derandomize=True)
@given(SEEDS)
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    moves = begin(street[0], Random(seed))
    for _ in range(MOVES):
        invariants(moves.play)
        if not moves.play.open.open:
            break
        moves.move()
    invariants(moves.play)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS)
def test_left_alone_every_case_ends_or_is_petitioned_for_ever(seed: int) -> None:
    moves = begin(street[0], Random(seed))
    for _ in range(8):
        if moves.play.open.open:
            moves.move()
    play = moves.play
    for _ in range(80):
        if not play.open.open or play.open.petitions > 1:
            break
        play.miss()
        invariants(play)
    assert not play.open.open or play.open.petitions > 1, play.kinds()


@pytest.mark.marathon
def test_the_promises_hold_twenty_thousand_times() -> None:
    events = 0
    for seed in range(20_000):
        moves = begin(street[0], Random(seed))
        for _ in range(MOVES):
            if not moves.play.open.open:
                break
            moves.move()
            invariants(moves.play)
        events += len(moves.play.events)
    print(f"20,000 cases of up to {MOVES} steps against the rules: {events} events, every promise held")


def test_the_first_fact_must_be_a_report(city: City) -> None:
    refused = Play(city).bring(f.Urge(), SYSTEM)
    assert isinstance(refused, Refusal)
    assert refused.allowed == ()
    play = Play(city).report()
    assert isinstance(play.bring(play.open.report, REPORTER), Refusal)
