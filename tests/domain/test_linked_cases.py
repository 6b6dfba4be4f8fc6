"""拆单、修复、重复件、回避: cases opened from a case, answered by another, and who is kept out."""

from datetime import timedelta

import pytest

from domain import facts as f
from domain.case import CallState, Outcome, TaskKind
from domain.facts import Complete, Dispatch, Linked, NameParty, Part, Repeat, Result, Split
from domain.people import REPORTER, SYSTEM, Role
from domain.policy import City
from domain.reopening import may_reopen, reopen_until
from domain.ruling import Refusal
from domain.splitting import MOST_LINKS
from domain.views import armed
from tests.playing import Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}
EARLIER = "SGH-20260901-00000000"


def code(refused: Refusal | None) -> str:
    """Why it was refused."""
    assert isinstance(refused, Refusal)
    return refused.code


def test_each_part_is_wanted_once_and_told_once(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    parts = (Part("路灯不亮", "B0101"), Part("井盖响"))
    assert play.bring(Split(parts), play.desk()) is None
    assert [(w.key, w.item) for w in play.of("link_wanted")] == [("l1", "B0101"), ("l2", None)]  # type: ignore[union-attr]
    for _ in range(2):
        assert play.bring(Linked("l2", "SGH-20261009-00000018"), SYSTEM) is None
    assert [link.case_no for link in play.open.links] == [None, "SGH-20261009-00000018"]
    assert len(play.of("link_opened")) == 1
    assert play.top.unit == "guanli"  # and this one goes on


def test_split_has_limits(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert code(play.bring(Split(()), play.desk())) == "empty"
    assert code(play.bring(Split((Part(" "),)), play.desk())) == "empty"
    assert code(play.bring(Split((Part("x"),)), play.unit("guanli"))) == "role"
    assert code(play.bring(Linked("l1", "x"), play.desk())) == "role"
    assert code(play.bring(Split((Part("x"),) * (MOST_LINKS + 1)), play.desk())) == "too_many"
    assert play.open.links == ()


def test_an_urgent_matter_made_safe_leaves_a_repair(city: City) -> None:
    urgent = next(i for i in city.catalogue.items.values() if i.urgent and i.grade == "B" and i.auto)
    play = Play(city).report(item=urgent.code, **HOME)
    call = play.top
    done = Complete(call.n, Result.SOLVED, "已围挡", repair="更换井盖", repair_item="B0102")
    assert play.bring(done, play.unit(call.unit)) is None
    wanted = play.of("link_wanted")[0]
    assert (wanted.why, wanted.item, wanted.text) == ("repair", "B0102", "更换井盖")  # type: ignore[union-attr]


@pytest.mark.parametrize("result", [Result.SOLVED, Result.PLANNED])
def test_nothing_else_leaves_a_repair(city: City, result: Result) -> None:
    play = Play(city).report(item="B0102", **HOME)
    done = Complete(1, result, "办了", "记录", repair="再修")
    assert code(play.bring(done, play.unit("guanli"))) == "no_repair"
    assert play.open.calls[0].responded_at is None


def test_a_repeat_is_answered_by_reference(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    recent, old = play.now - timedelta(days=89), play.now - timedelta(days=91)
    assert code(play.bring(Repeat(EARLIER, recent, False, "同前"), play.desk())) == "not_same_person"
    assert code(play.bring(Repeat(EARLIER, old, True, "同前"), play.desk())) == "too_late"
    assert play.bring(Repeat(EARLIER, recent, True, "同前"), play.desk()) is None
    assert play.open.outcome is Outcome.REPEAT


def test_a_linked_case_is_called_at_once(city: City) -> None:
    chosen = next(i for i in city.catalogue.items.values() if i.grade == "B" and not i.auto)
    waiting = Play(city).report(item=chosen.code, **HOME)
    assert waiting.open.task_of(TaskKind.TRIAGE)
    linked = Play(city).report(item=chosen.code, linked_to=EARLIER, link="reopen", **HOME)
    assert linked.open.calls


def test_the_party_reported_gets_nothing(city: City) -> None:
    play = Play(city).report(item="B0102", about="guanli", **HOME)
    assert [call.unit for call in play.open.calls] == ["street-command"]  # the item's own unit is the party
    assert code(play.bring(f.Respond(1, "contacted", "好"), play.unit("guanli"))) == "not_yours"
    assert code(play.bring(Dispatch(co=("guanli",)), play.desk())) == "party"
    assert code(play.bring(Dispatch("guanli"), play.desk())) == "party"


def test_about_the_desk_the_committee_decides(city: City) -> None:
    policy = city.policy
    play = Play(city).report(about=policy.desk, desk=policy.committee)
    assert play.task(TaskKind.TRIAGE).unit == policy.committee
    assert code(play.bring(f.Grading("分", "B0102"), play.desk())) == "not_yours"
    play.miss()
    assert play.top.unit == policy.committee
    play.miss()
    play.miss()
    assert all(call.unit != policy.desk for call in play.open.calls)


def test_the_checker_is_never_the_party(city: City) -> None:
    play = Play(city).report(item="B0102", about="SQ07-G03", **HOME)
    play.complete()
    assert play.task(TaskKind.CHECK).unit not in ("SQ07-G03", "guanli")


def test_a_party_found_later_loses_what_it_has(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    desk = city.policy.desk
    named = NameParty("guanli", desk, city.units[desk].name_zh)
    assert code(play.bring(named, play.unit("guanli"))) == "role"
    assert play.bring(named, play.desk(Role.INTAKE)) is None
    assert [(c.unit, c.state) for c in play.open.calls] == [
        ("guanli", CallState.MISDISPATCHED),
        (desk, CallState.OPEN),
    ]
    assert code(play.bring(named, play.desk(Role.INTAKE))) == "party"


def test_tasks_of_the_party_go_to_the_committee(city: City) -> None:
    policy = city.policy
    play = Play(city).report()
    named = NameParty(policy.desk, policy.committee, city.units[policy.committee].name_zh)
    assert play.bring(named, play.desk(Role.INTAKE)) is None
    assert play.task(TaskKind.TRIAGE).unit == policy.committee
    assert code(play.bring(named, play.desk(Role.INTAKE))) == "not_yours"
    assert play.bring(f.Urge(), REPORTER) is None  # the reporter is no party


def test_a_case_that_waited_for_the_party_alone_goes_on(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    assert play.bring(Dispatch(co=("chengguan",)), play.desk()) is None
    play.complete()
    assert play.open.phase == "handling"
    desk = city.policy.desk
    assert play.bring(NameParty("chengguan", desk, city.units[desk].name_zh), play.desk()) is None
    assert play.open.phase == "checking"
    assert armed(play.open) is not None


def test_it_may_be_reopened_for_thirty_days(city: City) -> None:
    play = Play(city).report(item="A106", **HOME)
    assert code(may_reopen(city, play.open, play.now)) == "open"
    assert reopen_until(city, play.open) is None
    play.complete()
    play.rate(5)
    until = reopen_until(city, play.open)
    assert until == play.now + timedelta(days=30)
    assert may_reopen(city, play.open, until) is None
    assert code(may_reopen(city, play.open, until + timedelta(seconds=1))) == "too_late"


def test_what_was_void_is_reported_anew(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    play.bring(f.Void("v1"), play.desk(Role.INTAKE))
    play.bring(f.Approve(play.task(TaskKind.VOID).id, True), play.desk(Role.CHIEF, name="other"))
    assert code(may_reopen(city, play.open, play.now)) == "outcome"
