"""The table of operations is whole and true, and its page is fresh."""

from typing import get_args

import pytest

from domain import facts as f
from domain.case import Phase
from domain.operations import OPERATIONS, allowed_in
from domain.people import Actor
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import Play
from tests.references import FOLDER, PAGES

NOT_OF_PEOPLE = {"report", "deadline", "delivery", "join", "join_answer", "offer_incident", "linked"}


def test_every_fact_that_a_person_brings_stands_in_the_table() -> None:
    kinds = {member.__dataclass_fields__["kind"].default for member in get_args(f.Body)}
    assert {operation.name for operation in OPERATIONS} == kinds - NOT_OF_PEOPLE


def test_a_refusal_says_what_would_be_allowed(city: City) -> None:
    refused = Play(city).report().bring(f.Rate(5), Actor("x"))
    assert isinstance(refused, Refusal)
    assert refused.allowed == allowed_in(Phase.TRIAGE)
    assert "grade" in refused.allowed
    assert "rate" not in refused.allowed
    assert set(allowed_in(Phase.CLOSED)) == {"approve", "appeal", "exclude"}


def test_what_the_table_does_not_allow_at_a_step_is_refused(city: City) -> None:
    play = Play(city).report(item="A106", community="SQ07", grid="SQ07-G03")
    play.complete()  # at the rating
    desk = play.desk()
    for body in (
        f.Grading("改", "A107"),
        f.Dispatch("chengguan"),
        f.Check(True, "好"),
        f.Reason("explain", ""),
    ):
        refused = play.bring(body, desk)
        assert isinstance(refused, Refusal)
        assert body.kind not in refused.allowed


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]()
