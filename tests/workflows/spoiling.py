"""Messages as they should not be: what is good, with every field spoilt in every way. For the tests of bad input."""

import copy
import dataclasses
import inspect
import json
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from temporalio import activity, workflow

import activities
import workflows
from contracts.codec import to_data

FRIDAY = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
STRANGE: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**31, 10**40, 1.5, 1e308, "", "no such thing", "\x00", "\ud800", "字" * 70_000),
    *([], {}, [None], {"kind": None}, "2026-10-09T09:00:00", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-12:00", [[[[[]]]]], ["x"] * 1500),
)
"""What may stand where something else should."""
MOST_PLACES = 30
NEWER = {"of_a_later_version": {"kind": "something", "list": [1, 2, 3]}}
GARBAGE = (
    *(b"", b"\x00", b"\xff\xfe\xfa", b"{", b"[" * 5000, b'{"id":' * 900, b"null", b"NaN", b"1e999"),
    *(
        b'"words"',
        b"[]",
        b"{}",
        b"true",
        b"9" * 5000,
        b"{" * 3 + b"}" * 3,
        b'{"a":"' + b"a" * 300_000 + b'"}',
    ),
)
"""Bytes that are no message at all."""


def good(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type of ours, small ones."""
    for kind, values in _PLAIN.items():
        st.register_type_strategy(kind, values)
    return st.from_type(hint)


_SAME = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_PLAIN: dict[type, st.SearchStrategy[Any]] = {
    datetime: st.integers(-1000, 1000).map(lambda hours: FRIDAY + timedelta(hours=hours)),
    str: st.sampled_from(["", "t1", "chengguan", "SQ07-G03", "B0102", "r1", "已联系", "T-20261009-1"]),
    int: st.integers(-2, 300),
    float: st.floats(-200, 200).map(lambda number: round(number, 3)),
}


def examples(hint: Any, most: int) -> list[Any]:
    """Up to so many values of a type of ours, the same at every run; the first is the plainest."""
    found: list[Any] = []

    @settings(_SAME, max_examples=most)
    @given(value=good(hint))
    def each(value: Any) -> None:
        found.append(value)

    each()
    return found


def spoilt(data: Any) -> Iterator[Any]:
    """The same with one place after the other taken out or replaced; of a large thing, with some of its places."""
    places = list(_places(data))
    for path in places[:: len(places) // MOST_PLACES + 1]:
        for value in STRANGE:
            yield _changed(data, path, value)
        yield _changed(data, path)
    yield [data, data]


def encoded(data: Any) -> bytes:
    """As a careless client writes JSON: half characters and numbers that are none among it."""
    return json.dumps(data).encode()


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inside:
        yield (*path, name)
        if len(path) < 2:
            yield from _places(value, (*path, name))


_GONE = object()


def _changed(data: Any, path: tuple[Any, ...], value: Any = _GONE) -> Any:
    made = at = copy.copy(data)
    for name in path[:-1]:  # what is not on the way there stays shared: nobody changes it
        at[name] = copy.copy(at[name])
        at = at[name]
    if value is _GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return made


def older(value: Any) -> Any:
    """Its data without whatever has a default: as the first version wrote it."""
    data = to_data(value)
    for field in dataclasses.fields(value):
        with_default = (field.default, field.default_factory) != (dataclasses.MISSING, dataclasses.MISSING)
        if with_default and field.name != "kind":
            del data[field.name]
    return data


def classes(package: Any) -> Iterator[Any]:
    """Every class and function of a package's modules."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for _, member in inspect.getmembers(import_module(module.name)):
            if getattr(member, "__module__", "") == module.name:
                yield member


def workflow_definitions() -> dict[str, workflow._Definition]:
    """Every workflow, by name."""
    found = [
        workflow._Definition.from_class(member) for member in classes(workflows) if inspect.isclass(member)
    ]
    return {str(one.name): one for one in found if one}


def activity_definitions() -> dict[str, activity._Definition]:
    """Every activity, by name."""
    methods = [
        method
        for member in classes(activities)
        for method in (vars(member).values() if inspect.isclass(member) else [member])
    ]
    found = [activity._Definition.from_callable(one) for one in methods if callable(one)]
    return {str(one.name): one for one in found if one}
