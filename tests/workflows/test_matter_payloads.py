"""No fact breaks a matter: the same proof as for cases, of every body that reaches one."""

from dataclasses import replace
from typing import get_args

import pytest
from temporalio.exceptions import ApplicationError

from contracts.codec import from_json, to_data, to_json
from domain.matters import events as e
from domain.matters import facts as f
from domain.offering import Mode
from domain.people import REPORTER
from domain.policy import City
from tests.playing_matters import OFFICE, MatterPlay
from tests.workflows.spoiling import FRIDAY, encoded, examples, spoilt
from tests.workflows.test_payloads import raw
from workflows import matter_story as story
from workflows.reading import sound

BODIES = get_args(f.Body)


@pytest.fixture(scope="module")
def steps(city: City) -> list[MatterPlay]:
    """Matters at different steps."""
    begun = [MatterPlay(city).begin(mode) for mode in (Mode.ONLINE, Mode.ONSITE)]
    accepted, asked, decided = (MatterPlay(city).begin() for _ in range(3))
    for play, said in ((accepted, f.Accept()), (asked, f.AskPapers(("户口簿",))), (decided, f.Accept())):
        assert play.office(said) is None
    assert decided.office(f.Decide(True)) is None
    return [*begun, accepted, asked, decided]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_no_fact_breaks_a_matter(body: type, steps: list[MatterPlay]) -> None:
    seen: list[bool] = []
    facts = [to_data(f.MatterFact("f1", FRIDAY, OFFICE, brought)) for brought in examples(body, 2)]
    for said in (*(fact["body"] for fact in facts), *spoilt(facts[-1]["body"])):
        try:
            read = sound(raw(encoded({**facts[0], "body": said})), f.MatterFact)
        except ApplicationError:
            seen.append(False)
            continue
        seen.append(True)
        for by in (OFFICE, REPORTER):
            for play in steps:
                _judged(replace(play, events=[]), replace(read, by=by))
    assert {True, False} == set(seen)


def _judged(play: MatterPlay, fact: f.MatterFact) -> None:
    play.bring(fact.body, fact.by)
    matter = play.matter
    assert matter is not None
    for event in play.events:
        assert from_json(e.MatterEvent, to_json(event).encode()) == event
        encoded(to_data([*story.notices(matter, event)]))
    story.details(matter, play.events, "Asia/Shanghai")
