"""Whose words a report is: the reporter's own, taken down for somebody, or found by one of us."""

from dataclasses import replace

import pytest

from domain.entering import entered, entered_words
from domain.facts import Entered, ReporterKind
from domain.linked import linked_report
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from tests.playing import Play

GRID = Actor("SQ07-G03", "SQ07-G03", (Role.GRID_CHIEF,))
DESK = Actor("street-intake", "street-command", (Role.INTAKE,))
RESIDENT, GRASSROOTS = ReporterKind.RESIDENT, ReporterKind.GRASSROOTS


@pytest.mark.parametrize(
    ("by", "channel", "kind", "personal", "said", "whose"),
    [
        (REPORTER, "web", RESIDENT, True, None, Entered.SELF),
        (REPORTER, "wechat", GRASSROOTS, False, None, Entered.SELF),
        (GRID, "grid", GRASSROOTS, False, None, Entered.FOUND),
        (GRID, "grid", GRASSROOTS, True, None, Entered.BEHALF),
        (GRID, "grid", RESIDENT, False, None, Entered.BEHALF),
        (GRID, "grid", GRASSROOTS, False, True, Entered.BEHALF),
        (GRID, "grid", RESIDENT, True, False, Entered.FOUND),
        (DESK, "phone", RESIDENT, False, None, Entered.BEHALF),
        (DESK, "phone", GRASSROOTS, False, False, Entered.FOUND),
        (DESK, "web", RESIDENT, False, None, Entered.BEHALF),
        (DESK, "hotline", RESIDENT, True, None, Entered.SELF),
        (DESK, "message_board", RESIDENT, True, True, Entered.SELF),
        (DESK, "open311", RESIDENT, False, None, Entered.SELF),
    ],
)
def test_whose_words_it_is(
    by: Actor, channel: str, kind: ReporterKind, personal: bool, said: bool | None, whose: Entered
) -> None:
    assert entered(by, channel, kind, personal, said) is whose


@pytest.mark.parametrize(
    ("whose", "unit", "zh"),
    [
        (Entered.BEHALF, "SQ07-G03", "由网格员代报"),
        (Entered.FOUND, "SQ07-G03", "网格员发现上报"),
        (Entered.BEHALF, "SQ07", "由社区网格站代报"),
        (Entered.FOUND, "SQ07", "社区网格站发现上报"),
        (Entered.BEHALF, "street-command", "由工作人员代报"),
        (Entered.FOUND, "", "工作人员发现上报"),
        (Entered.SELF, "", None),
    ],
)
def test_it_is_said_in_words(city: City, whose: Entered, unit: str, zh: str | None) -> None:
    report = replace(Play(city).report().open.report, entered=whose, entered_by=unit)
    assert entered_words(report, city.units) == zh


def test_a_part_is_as_its_whole_and_what_a_reporter_opens_again_is_their_own(city: City) -> None:
    parent = replace(Play(city).report().open.report, entered=Entered.BEHALF, entered_by="SQ07-G03")
    assert linked_report(parent, "X", "split", "", None).entered is Entered.BEHALF
    assert linked_report(parent, "X", "reopen", "", None).entered is Entered.SELF
