"""上报登记: a tier above that does not work in this system is told by the desk's chief, who then speaks for it."""

from dataclasses import replace

import pytest

from domain import facts as f
from domain.case import CallState, TaskKind
from domain.facts import Complete, Register, Respond, Result
from domain.people import Role
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed
from tests.playing import Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}


@pytest.fixture
def apart(city: City) -> City:
    """A city whose tiers above the street are not connected."""
    rungs = tuple(replace(rung, connected=False) for rung in city.policy.rungs)
    return replace(city, policy=replace(city.policy, rungs=rungs))


def climbed(city: City) -> Play:
    """A case that has just gone up to the district."""
    play = Play(city).report(item="B0513", **HOME)
    while play.top.unit != "district-command":
        play.miss()
    return play


def test_a_connected_tier_is_told_by_the_call_itself(city: City) -> None:
    assert climbed(city).open.task_of(TaskKind.REGISTER) is None


def test_the_chief_registers_and_speaks_for_it(apart: City) -> None:
    play = climbed(apart)
    call, task = play.top, play.task(TaskKind.REGISTER)
    assert (task.unit, task.call) == (apart.policy.desk, call.n)
    assert (task.due.at - play.now).total_seconds() == 30 * 60
    assert armed(play.open) is not None
    done = Register(call.n, "QW-2026-118", "区中心值班 027-0000")
    refused = play.bring(done, play.desk(Role.DISPATCHER))
    assert isinstance(refused, Refusal)
    assert play.bring(done, play.desk(Role.CHIEF)) is None
    assert play.top.outside_no == "QW-2026-118"
    assert play.top.responded_at is not None
    assert isinstance(play.bring(done, play.desk(Role.CHIEF)), Refusal)
    said = Complete(call.n, Result.SOLVED, "区里已办结")
    assert isinstance(play.bring(said, play.desk(Role.DISPATCHER)), Refusal)
    assert play.bring(said, play.desk(Role.CHIEF)) is None
    assert play.open.calls[call.n - 1].state is CallState.COMPLETED


def test_unregistered_it_is_the_desk_s_breach_and_the_clock_runs(apart: City) -> None:
    play = climbed(apart)
    play.miss()
    missed = play.of("task_missed")[-1]
    assert (missed.task_kind, missed.unit) == (TaskKind.REGISTER, apart.policy.desk)  # type: ignore[union-attr]
    assert armed(play.open) is not None


def test_nobody_else_gains_by_it(city: City) -> None:
    play = climbed(city)
    word = Respond(play.top.n, "contacted", "好")
    assert isinstance(play.bring(word, play.desk(Role.CHIEF)), Refusal)
    assert isinstance(play.bring(f.Register(play.top.n, "1", "x"), play.desk(Role.CHIEF)), Refusal)
