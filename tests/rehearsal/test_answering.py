"""Answers worked out when they are read are those that `domain.planning` gives at once."""

from random import Random

import pytest

from contracts.cases import RULES
from domain import facts as f
from domain.asks import asks
from domain.decide import decide, ruled
from domain.people import REPORTER, Actor
from domain.planning import answer
from domain.policy import City
from domain.questions import Answers
from domain.ruling import Refusal, Ruling
from rehearsal.answering import answering
from tests.chance import begin
from tests.playing import Play

PARTS = ("grades", "calls", "tasks", "dues", "replans")


class Both(Play):
    """Asks both ways at every fact, and rules both ways."""

    def bring(self, body: f.Body, by: Actor = REPORTER, at: object = None) -> Refusal | None:
        before, fact = self.case, f.Fact(f"f{self.facts + 1}", self.now, by, body)
        questions = asks(before, fact, self.now)
        whole = answer(self.city, self.connected, questions)
        assert told(answering(self.city, self.connected, questions)) == told(whole)
        made = ruled(before, fact, answering(self.city, self.connected, questions), self.now, RULES)
        expected = decide(before, fact, whole, self.now, RULES)
        assert (tuple(made.events) if isinstance(made, Ruling) else made) == expected
        refused = super().bring(body, by, fact.received_at)
        assert made.case == self.case if isinstance(made, Ruling) else self.case is before
        return refused


def told(answers: Answers) -> dict[str, dict[str, object]]:
    return {part: dict(getattr(answers, part).items()) for part in PARTS}


@pytest.mark.parametrize("seed", range(25))
def test_the_same_answers_and_the_same_rulings(seed: int, city: City) -> None:
    player = begin(city, Random(seed))
    player.play = Both(city, player.play.now, case=player.play.case, events=player.play.events)
    for _ in range(12):
        if player.play.open.open:
            player.move()


def test_what_was_not_asked_is_not_there(city: City) -> None:
    answers = answering(city, frozenset(), ())
    assert answers.calls.get("rung") is None
    assert "rung" not in answers.calls
    with pytest.raises(KeyError):
        answers.calls["rung"]
