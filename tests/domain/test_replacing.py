"""Changed copies are those of the standard library, for every class that a state is made of."""

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

import pytest

from domain import case, due, events
from domain.matters import matter
from domain.policy import City
from domain.replacing import replace
from tests.playing import Play


def classes() -> Iterator[type[Any]]:
    """The dataclasses of cases, of matters and of what happens to them."""
    for module in (case, due, events, matter):
        for kind in vars(module).values():
            if dataclasses.is_dataclass(kind) and isinstance(kind, type):
                yield kind


@pytest.mark.parametrize("kind", sorted(set(classes()), key=lambda kind: kind.__qualname__))
def test_they_have_nothing_that_a_copy_would_miss(kind: type[Any]) -> None:
    assert not hasattr(kind, "__post_init__")
    assert not any("__slots__" in vars(base) for base in kind.__mro__[:-1])
    assert not any(isinstance(value, functools.cached_property) for value in vars(kind).values())
    assert all(field.init for field in dataclasses.fields(kind))


def test_a_copy_is_that_of_the_standard_library(city: City) -> None:
    old = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03").open
    before = dataclasses.replace(old)
    assert replace(old, seq=99, flags=("x",)) == dataclasses.replace(old, seq=99, flags=("x",))
    assert replace(old) == old == before
    assert replace(old) is not old


def test_a_field_that_is_none_is_refused(city: City) -> None:
    old = Play(city).report().open
    with pytest.raises(TypeError, match="no sequel"):
        replace(old, sequel=1)  # type: ignore[call-arg]
