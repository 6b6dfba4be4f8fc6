"""The reporter's timeline in English: told exactly where the Chinese one is, and in English alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import EnumType
from itertools import product
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from domain import events as e
from domain import words, words_en
from domain.case import Call, CallRole, Purpose, Task, TaskKind
from domain.catalogue import Item
from domain.due import Clocks, Due, Pause
from domain.facts import Rate, Report
from domain.facts.linking import Attached
from domain.facts.reporters import Via
from domain.intake import ELSEWHERE_ZH, OUTSIDE
from domain.labels import RATINGS, TAKEN, TRIES, VIA
from domain.people import SYSTEM
from domain.policy import City
from domain.words import public_text
from domain.words_en import public_text_en
from tests.playing import Play

AT = datetime(2026, 10, 9, 1, tzinfo=UTC)
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
KINDS = get_args(e.Body)
CODES: dict[str, tuple[Any, ...]] = {
    "how": (*words.HOW, "otherwise"),
    "choice": (*words.DECIDED, "otherwise"),
    "verdict": (*words.DECIDED, "otherwise"),
    "outcome": tuple(TRIES),
    "result": tuple(RATINGS),
    "taken": ("", *TAKEN),
    "via": ("", *VIA),
}
"""What a field of plain text or number may hold, where words hang on it."""
ONE = Attached("SGH-20261009-00000001", AT, True)
TUPLES: dict[str, tuple[Any, ...]] = {
    "units": (("chengguan",), ("chengguan", "gongan")),
    "cases": ((ONE,), (ONE, ONE)),
}
"""What is told of many."""


@pytest.fixture(scope="module")
def play(city: City) -> Play:
    """A case with a call, a task and an item to make bodies of."""
    return Play(city).report(item="B0401", community="SQ07", grid="SQ07-G03", channel="hotline")


def values(name: str, kind: Any, play: Play) -> tuple[Any, ...]:
    """Everything of that type that could make a difference to what is told."""
    call = play.open.calls[0]
    task = Task("t1", TaskKind.CHECK, call.unit, call.unit_zh, call.resolve, AT)
    clocks = Clocks(call.limits, call.urgent, call.respond, call.resolve)
    moved = Clocks(call.limits, call.urgent, call.resolve, call.respond)
    ready: dict[Any, tuple[Any, ...]] = {
        Call: tuple(replace(call, role=r, purpose=p) for r, p in product(CallRole, Purpose)),
        Task: tuple(replace(task, kind=kind) for kind in TaskKind),
        Item: tuple(play.city.catalogue.items[code] for code in ("B0401", "B1302")),
        Due: (call.resolve,),
        Pause: (Pause(AT, AT, "挂账", "suspended"),),
        Clocks: (clocks,) if name == "was" else (clocks, moved),
        Report: (play.open.report,),
        Rate: tuple(Rate(2, via=via) for via in get_args(Via)),
        datetime: (AT,),
        bool: (True, False),
        type(None): (None,),
        int: (1,),
        float: (0.9,),
        str: ("chengguan",) if name in ("unit", "to_unit", "desk") else ("written",),
    }
    if get_origin(kind) is UnionType:
        return tuple(value for arm in get_args(kind) for value in values(name, arm, play))
    if get_origin(kind) is Literal:
        return get_args(kind)
    if get_origin(kind) is tuple:
        return TUPLES.get(name, ((),))
    if isinstance(kind, EnumType):
        return tuple(kind)
    if name in CODES and kind in (str, int):
        return CODES[name]
    return ready[kind]


def bodies(kind: type[Any], play: Play) -> Iterator[e.Body]:
    """Every body of that kind that could be told in another way."""
    held = get_type_hints(kind)
    for given in product(*(values(name, of, play) for name, of in held.items())):
        yield kind(**dict(zip(held, given, strict=True)))


def names_en(city: City) -> Mapping[str, str]:
    """Units as English pages call them."""
    return {code: unit.name_en for code, unit in city.units.items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_told_in_both_languages_or_in_neither(kind: type[Any], play: Play) -> None:
    names = names_en(play.city)
    made = list(bodies(kind, play))
    assert made
    for body in made:
        event = e.Event(1, AT, SYSTEM, body)
        zh, en = public_text(event, {}), public_text_en(event, names)
        assert (zh is None) == (en is None), body
        assert en is None or (en and not CJK.search(en) and "{" not in en), en


def test_the_tables_have_the_same_codes() -> None:
    for name in ("HOW", "OPENED", "DECIDED", "LINKED"):
        assert set(getattr(words, name)) == set(getattr(words_en, name)), name


def test_a_long_story_has_no_chinese_but_what_units_wrote(city: City) -> None:
    play = Play(city).report(item="B0401", community="SQ07", grid="SQ07-G03", channel="hotline")
    play.wait(days=2)
    play.respond()
    play.complete()
    play.check()
    play.rate(5)
    lines = [text for event in play.events if (text := public_text_en(event, names_en(city)))]
    assert lines[0] == "Received"
    assert lines[-1] == "Closed: solved"
    assert "Rated: very satisfied" in lines
    assert any(line.startswith("Escalated to the ") for line in lines)
    written = [line for line in lines if CJK.search(line)]
    assert {line.partition(": ")[2] for line in written} == {"已联系", "已处理"}


def test_a_sealed_item_is_not_named(city: City) -> None:
    play = Play(city).report(item="B1302", channel="hotline")
    assert "Set to grade B: sealed case" in [public_text_en(event, {}) for event in play.events]


def test_where_to_go_is_told_in_english_where_the_words_are_ours() -> None:
    ours, theirs = (
        public_text_en(e.Event(1, AT, SYSTEM, e.Refused(OUTSIDE, where)), {})
        for where in (ELSEWHERE_ZH, "请找物业")
    )
    assert ours is not None
    assert "12345 hotline there" in ours
    assert theirs == "Not accepted. 请找物业"


def test_an_unknown_unit_stands_for_itself_and_a_stranger_s_case_has_no_number() -> None:
    said = e.Progressed(1, "chengguan", "")
    assert public_text_en(e.Event(1, AT, SYSTEM, said), {}) == "chengguan reports progress"
    met = public_text_en(e.Event(1, AT, SYSTEM, e.Merged("SGH-20261009-00000001", "me_too")), {})
    assert met is not None
    assert "SGH" not in met
