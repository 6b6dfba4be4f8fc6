"""The rules of patrols and joint actions: in time, late, missed, who may, what is refused; and when rounds are due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.chiefs import ChiefKind, period
from domain.facts import DeadlinePassed
from domain.people import SYSTEM, Actor, Role
from domain.policy import City
from domain.rounds import facts as f
from domain.rounds.decide import MOST_FINDINGS, allowed
from domain.rounds.planning import rounds_due
from domain.rounds.round import RoundOutcome
from domain.rounds.views import armed
from domain.rounds.words import told
from domain.ruling import Refusal
from tests.playing import FRIDAY_MORNING
from tests.playing_rounds import CHIEF, DIRECTOR, LEAD, MARKET, POLICE, RoundPlay, joint, patrol


def code(refusal: Refusal | None) -> str:
    assert refusal is not None
    return refusal.code


def test_a_round_in_time_with_what_was_found() -> None:
    play = RoundPlay().opened()
    assert allowed(play.open, CHIEF, play.now) == ("begin",)
    assert play.bring(f.Begin()) is None
    assert play.bring(f.Find("SGH-20261009-00000001")) is None
    assert play.bring(f.Find("SGH-20261009-00000001")) is None
    assert play.bring(f.Finish("")) is None
    assert play.kinds() == ["opened", "began", "found", "finished", "closed"]
    assert play.open.outcome is RoundOutcome.DONE
    assert armed(play.open) is None
    assert code(play.bring(f.Begin())) == "closed"


def test_a_missed_round_is_reported_and_late_work_is_taken() -> None:
    play = RoundPlay().opened()
    assert play.miss() == "due"
    assert play.events[-1].body.kind == "missed"
    assert play.bring(f.Begin()) is None
    assert play.bring(f.Finish("补巡")) is None
    assert (play.open.outcome, play.open.missed) == (RoundOutcome.LATE, True)
    never = RoundPlay().opened()
    assert [never.miss(), never.miss()] == ["due", "closes"]
    assert never.open.outcome is RoundOutcome.MISSED


def test_a_joint_action_names_who_did_not_come() -> None:
    play = RoundPlay().opened(joint())
    assert code(play.bring(f.Begin(), LEAD)) == "early"
    play.now += timedelta(hours=1)
    assert code(play.bring(f.Come(), POLICE)) == "phase"
    assert play.bring(f.Begin(), LEAD) is None
    assert code(play.bring(f.Find("SGH-20261009-00000001"), POLICE)) == "phase"
    for body in (f.Come(), f.Find("SGH-20261009-00000001")):
        assert play.bring(body, POLICE) is None
    assert code(play.bring(f.Finish(" "), LEAD)) == "summary"
    assert code(play.bring(f.Finish("好"), POLICE)) == "phase"
    assert play.bring(f.Finish("清理占道 6 处"), LEAD) is None
    assert play.open.absent == ("shichang",)
    assert "shichang" in told(play.events[-2].body)
    assert play.open.findings[0].unit == "jiaoguan"


@pytest.mark.parametrize(
    ("plan", "by", "expected"),
    [
        (patrol(), DIRECTOR, "role"),
        (joint(), POLICE, "role"),
        (joint(members=("chengguan",)), DIRECTOR, "members"),
        (joint(closes_at=FRIDAY_MORNING), DIRECTOR, "times"),
    ],
)
def test_what_does_not_begin(plan: object, by: Actor, expected: str) -> None:
    assert code(RoundPlay().bring(f.Open(plan), by)) == expected  # type: ignore[arg-type]


def test_who_may_and_what_else_is_refused() -> None:
    assert code(RoundPlay().bring(f.Begin())) == "no_case"
    play = RoundPlay().opened()
    assert code(play.bring(f.Begin(), MARKET)) == "not_yours"
    assert code(play.bring(f.Find("SGH-20261009-00000001"))) == "phase"
    assert code(play.bring(f.Cancel("下雨"), DIRECTOR)) == "role"
    assert code(play.bring(DeadlinePassed("closes"), SYSTEM)) == "stale"
    assert code(play.bring(f.Open(patrol()), CHIEF)) == "phase"
    action = RoundPlay().opened(joint())
    assert code(action.bring(f.Cancel(" "), DIRECTOR)) == "reason"
    assert code(action.bring(f.Cancel("下雨"), LEAD)) == "role"
    assert action.bring(f.Cancel("下雨"), DIRECTOR) is None
    assert action.open.outcome is RoundOutcome.CANCELLED


def test_findings_have_a_limit() -> None:
    play = RoundPlay().opened()
    play.bring(f.Begin())
    for n in range(MOST_FINDINGS):
        assert play.bring(f.Find(f"SGH-20261009-{n:08d}")) is None
    assert code(play.bring(f.Find("one-more"))) == "findings"


def test_rounds_are_due_once_a_period_and_never_after_the_next_begins(city: City) -> None:
    monday = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)
    plans = rounds_due(city, ChiefKind.ROAD, monday)
    assert len(plans) == 32
    assert plans[0].round_no == "SGHP-LZ01-20261012"
    later = rounds_due(city, ChiefKind.ROAD, monday + timedelta(days=6))
    assert [plan.round_no for plan in later] == [plan.round_no for plan in plans]
    assert later[0].due.at == later[0].closes_at
    assert plans[0].due.at < plans[0].closes_at
    grids = rounds_due(city, ChiefKind.GRID, monday)
    assert (len(grids), grids[0].overseer, len(grids[0].tasks)) == (185, "SQ01", 4)
    beat = city.chiefs.beats[ChiefKind.AREA]
    starts = {period(beat, monday + timedelta(days=n), "Asia/Shanghai") for n in range(28)}
    assert len(starts) <= 2
    assert all((start - date(2018, 1, 1)).days % 28 == 0 for start in starts)


def test_only_the_system_opens_patrols() -> None:
    assert RoundPlay().bring(f.Open(patrol()), Actor("system", roles=(Role.SYSTEM,))) is None
