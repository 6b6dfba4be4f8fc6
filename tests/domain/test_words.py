"""The vocabulary is complete, and the reporter's timeline says nothing it must not."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import get_args

import pytest

from domain import events as e
from domain.case import BreachOf, CallRole, CallState, Outcome, Phase, TaskKind
from domain.catalogue import Channel, Grade
from domain.facts import ReporterKind, Result, Why
from domain.labels import EVENTS
from domain.organisation import Tier
from domain.people import SYSTEM, Role
from domain.policy import City
from domain.views import STATES as STATES_OF_CONTRACT
from domain.words import (
    BREACHES,
    CALL_ROLES,
    CALL_STATES,
    CHANNELS,
    GRADES,
    OUTCOMES,
    PHASES,
    REPORTERS,
    RESULTS,
    ROLES,
    STATES,
    TASKS,
    TIERS,
    WHYS,
    Label,
    public_text,
)
from tests.playing import Play

WORDS: list[tuple[type[StrEnum], dict[str, Label]]] = [
    (BreachOf, BREACHES),
    (CallRole, CALL_ROLES),
    (CallState, CALL_STATES),
    (Channel, CHANNELS),
    (Grade, GRADES),
    (Outcome, OUTCOMES),
    (Phase, PHASES),
    (ReporterKind, REPORTERS),
    (Result, RESULTS),
    (Role, ROLES),
    (TaskKind, TASKS),
    (Tier, TIERS),
    (Why, WHYS),
]


@pytest.mark.parametrize(("codes", "words"), WORDS)
def test_every_code_has_words(codes: type[StrEnum], words: dict[str, Label]) -> None:
    assert set(words) == {str(code) for code in codes}
    assert all(label and label.en for label in words.values())


def test_every_state_of_the_contract_has_words() -> None:
    assert set(STATES) == set(STATES_OF_CONTRACT)


def test_a_label_is_its_chinese_word() -> None:
    assert f"{STATES['triage']}" == "待分级"
    assert STATES["triage"].en == "waiting to be graded"


def test_the_main_line_reads_like_a_story(city: City) -> None:
    play = Play(city).report(item="B0401", community="SQ07", grid="SQ07-G03", channel="hotline")
    play.respond()
    play.complete()
    play.check()
    play.rate(5)
    names = {code: unit.name_zh for code, unit in city.units.items()}
    lines = [text for event in play.events if (text := public_text(event, names))]
    assert lines[0] == "已受理"
    assert lines[-1] == "结案：已解决"
    assert any("主办，办结时限" in line for line in lines)
    assert "已评价：非常满意" in lines
    assert not any("sealed" in line for line in lines)


def test_escalation_is_told(city: City) -> None:
    play = Play(city).report(item="B0401", community="SQ07", grid="SQ07-G03", channel="hotline")
    play.wait(days=40)
    names = {code: unit.name_zh for code, unit in city.units.items()}
    lines = [text for event in play.events if (text := public_text(event, names))]
    assert any("已升级到区一级" in line for line in lines)
    assert any("提请" in line for line in lines)


def test_a_sealed_item_is_not_named(city: City) -> None:
    play = Play(city).report(item="B1302", channel="hotline")
    lines = [public_text(event, {}) for event in play.events]
    assert "已定为B类案件：涉密件" in lines


def test_what_is_not_for_the_public_is_not_told() -> None:
    at = datetime(2026, 10, 9, tzinfo=UTC)
    for body in (
        e.Ignored("complete", "不该看到"),
        e.Delivered(1, 1),
        e.Undelivered(1, 1, True, "内部"),
        e.Told("street-command", "undelivered"),
        e.NoteKept(1, "chengguan", Result.SOLVED, "迟到的办结"),
        e.ReviewProposed("again", "内部意见"),
        e.TaskDone("t1", TaskKind.RESULT, "granted", "内部意见"),
    ):
        assert public_text(e.Event(1, at, SYSTEM, body), {}) is None
    completed = e.Completed(1, "chengguan", Result.EXPLAINED, "已说明", internal_note="内部")
    said = public_text(e.Event(1, at, SYSTEM, completed), {"chengguan": "城管"})
    assert said == "城管办结（解释说明）：已说明"
    urged = replace(completed, internal_note=None)
    assert public_text(e.Event(2, at, SYSTEM, urged), {}) == "chengguan办结（解释说明）：已说明"


def test_every_event_has_words_for_staff() -> None:
    kinds = {event.__dataclass_fields__["kind"].default for event in get_args(e.Body)}
    assert set(EVENTS) == kinds
