"""A quick change is the same as `dataclasses.replace`, for every record that the folds change."""

from dataclasses import fields, is_dataclass, replace
from random import Random

import pytest

from domain import case as cases
from domain.changing import changed
from domain.policy import City
from tests.chance import begin

RECORDS = [one for one in vars(cases).values() if isinstance(one, type) and is_dataclass(one)]


def test_the_same_as_replace(city: City) -> None:
    player = begin(city, Random(7))
    for _ in range(12):
        case = player.play.open
        assert changed(case, seq=case.seq + 1, flags=("x",)) == replace(case, seq=case.seq + 1, flags=("x",))
        if case.open:
            player.move()


def test_what_was_changed_stays_as_it_was(city: City) -> None:
    case = begin(city, Random(7)).play.open
    assert changed(case, seq=99) != case
    assert case.seq != 99


@pytest.mark.parametrize("record", RECORDS)
def test_nothing_happens_when_a_record_is_made(record: type) -> None:
    assert not hasattr(record, "__post_init__")
    assert not hasattr(record, "__slots__")
    assert all(field.init for field in fields(record))


def test_a_field_that_there_is_not(city: City) -> None:
    case = begin(city, Random(7)).play.open
    with pytest.raises(TypeError, match="no such field"):
        changed(case, sequence=1)  # type: ignore[call-arg]
