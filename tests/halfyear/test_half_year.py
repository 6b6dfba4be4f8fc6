"""The half-year in short: a five-thousandth part of it through the whole system; and what it is made of."""

from collections import Counter

import pytest
from rich.console import Console

from halfyear.driving import Driven
from halfyear.judging import Share, Shown
from halfyear.play import PACK, Run, play
from halfyear.table import Outcome, rows, show
from halfyear.volume import A_EVENTS, B_CASES, EXTERNAL, Matter, matters, read, scaled

NONE = Share(0, 0)
RATES = dict.fromkeys(("response", "completion", "satisfaction", "coverage"), NONE)


@pytest.mark.long
async def test_a_little_of_it_loses_nothing() -> None:
    share = 0.0002
    outcome = await play(Run(share=share, at_once=8))
    assert show(Console(), outcome)
    a, b, external = scaled(share)
    assert (outcome.a.cases, outcome.b.cases) == (a, b)
    assert outcome.driven.external == external
    assert outcome.a.rates["coverage"].numerator == a


def test_the_whole_is_the_source_s() -> None:
    made = matters(read(PACK), 1.0, 7)
    counted = Counter((matter.grade, matter.satisfied) for matter in made)
    assert counted["A", True] + counted["A", False] == A_EVENTS
    assert counted["B", True] + counted["B", False] == B_CASES
    assert round(10_000 * counted["A", True] / A_EVENTS) == 9953
    assert (
        round(10_000 * counted["B", True] / B_CASES) == 8870
    )  # the nearest to 88.68% that 1,982 cases allow
    assert sum(matter.response_item is not None for matter in made) == EXTERNAL
    assert len({matter.n for matter in made}) == len(made)
    few = [matters(read(PACK), 0.01, seed) for seed in (7, 7, 8)]
    assert few[0] == few[1] != few[2]


def test_what_is_missing_fails_the_table() -> None:
    matter = Matter(0, "A", "A101", "SQ01", "SQ01-G01", satisfied=True)
    driven = Driven(receipts={"1": matter, "2": matter})
    nothing = Shown(0, 0, RATES)
    lost = Outcome(1 / A_EVENTS, 1.0, 1.0, driven, {"1": ("closed", "A")}, nothing, nothing)
    assert lost.lost == ["2"]
    assert not show(Console(quiet=True), lost)
    open_ = Outcome(
        1 / A_EVENTS, 1.0, 1.0, driven, {"1": ("closed", "A"), "2": ("rating", "A")}, nothing, nothing
    )
    assert open_.not_closed == ["2"]
    assert not open_.well
    whole = Outcome(
        1 / A_EVENTS, 1.0, 1.0, driven, {"1": ("closed", "A"), "2": ("closed", "B")}, nothing, nothing
    )
    assert whole.well
    assert ("丢失 lost", "–", "0", "1") in list(rows(lost))


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(1, 3), "33.33%"),
        (Share(2, 3), "66.67%"),
        (Share(1, 800), "0.13%"),
        (Share(5, 5), "100.00%"),
        (NONE, "–"),
    ],
)
def test_a_share_is_said_half_up(share: Share, said: str) -> None:
    assert str(share) == said
