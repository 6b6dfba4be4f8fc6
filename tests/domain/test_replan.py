"""重排期限: what a corrected calendar or pack moves of an open case, and what it leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import events as e
from domain import facts as f
from domain.calendar import Calendar
from domain.case import TaskKind
from domain.catalogue import Catalogue, Clock, Item, Limits
from domain.people import Actor, Role
from domain.policy import City, Limit
from domain.ruling import Refusal
from domain.views import armed
from domain.words import public_text
from tests.chance import begin
from tests.domain.test_properties import invariants
from tests.playing import Play

ADMIN = Actor("admin", "street-command", (Role.ADMIN,))
HOME: dict[str, Any] = {"community": "SQ07", "grid": "SQ07-G03"}
MONDAY = date(2026, 10, 12)


def holiday(city: City, *days: date) -> City:
    """The city after somebody has added holidays to its calendar."""
    calendar: Calendar = city.calendar
    added = dict.fromkeys(days, "临时放假")
    return replace(
        city, calendar=replace(calendar, holidays=calendar.holidays | added), edition=f"{city.edition}+"
    )


def with_item(city: City, code: str, **changes: Any) -> City:
    """The city after somebody has corrected a line of its catalogue."""
    items = city.catalogue.items
    item: Item = replace(items[code], **changes)
    catalogue = replace(city.catalogue, items=items | {code: item})
    return replace(city, catalogue=catalogue, edition=f"{city.edition}+")


def replanned(play: Play, city: City, by: Actor = ADMIN) -> list[e.Event]:
    """What a replan makes in the corrected city; the play goes on there."""
    before = len(play.events)
    play.city = city
    refused = play.bring(f.Replan("节假日更正", city.edition), by)
    assert refused is None, refused
    return play.events[before:]


def test_a_holiday_added_after_the_fact_moves_what_still_runs(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    was = play.top
    (event,) = replanned(play, holiday(city, MONDAY))
    body = event.body
    assert isinstance(body, e.CallReplanned)
    assert (body.was.resolve, body.now.resolve) == (was.resolve, play.top.resolve)
    assert play.top.resolve.at > was.resolve.at
    assert "不计 10-12" in play.top.resolve.zh
    assert "not counting 10-12" in play.top.resolve.en
    assert play.top.version == was.version + 1
    fresh = Play(play.city).report(item="B0102", channel="hotline", **HOME)
    assert (play.top.respond, play.top.resolve) == (fresh.top.respond, fresh.top.resolve)
    line = public_text(event, {})
    assert line is not None
    assert "节假日更正" in line
    assert "由 10-" in line
    assert "改为 10-" in line


def test_what_does_not_move_makes_no_event(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    assert replanned(play, city) == []
    far = holiday(city, date(2026, 12, 24))
    assert replanned(play, far) == []


def test_only_an_administrator_and_only_by_the_pack_that_was_tried(city: City) -> None:
    play = Play(city).report(item="B0102", **HOME)
    for by, edition, code in ((play.desk(), city.edition, "role"), (ADMIN, "another", "other_pack")):
        refused = play.bring(f.Replan("x", edition), by)
        assert isinstance(refused, Refusal)
        assert refused.code == code


def test_a_missed_clock_stays_missed_and_a_running_one_moves(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME).miss()
    call = play.top
    assert play.kinds().count("breached") == 1
    assert call.respond_again is not None
    replanned(play, holiday(city, date(2026, 10, 9), MONDAY))
    assert play.top.respond == call.respond
    assert play.top.breaches == call.breaches
    assert play.top.respond_again != call.respond_again
    assert play.top.resolve.at > call.resolve.at


def test_what_is_answered_or_completed_is_past(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    play.respond()
    answered = play.top.respond
    replanned(play, holiday(city, MONDAY))
    assert play.top.respond == answered
    play.complete(result=f.Result.EXPLAINED)
    done = play.top.resolve
    replanned(play, holiday(play.city, date(2026, 10, 13)))
    assert play.top.resolve == done


def test_a_deadline_that_is_past_already_is_due_at_once(city: City) -> None:
    shut = holiday(city, MONDAY, date(2026, 10, 13))
    play = Play(shut).report(item="B0102", channel="hotline", **HOME)
    play.respond()
    promised = play.top.resolve.at
    open_days = replace(city, edition="opened")
    true = Play(open_days).report(item="B0102", channel="hotline", **HOME).top.resolve.at
    assert true < promised
    play.wait(seconds=(true - play.now).total_seconds() + 3600)
    replanned(play, open_days)
    assert play.top.resolve.at == true < play.now
    play.miss()
    missed = next(event for event in play.events if isinstance(event.body, e.Breached))
    assert missed.at == true
    assert play.open.open_leads[-1].dispatched_at == play.now


def test_extensions_and_pauses_are_kept(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    play.respond()
    desk = play.desk()
    play.bring(f.Extend(1, "配件未到"), play.unit(play.top.unit))
    play.bring(f.Approve(play.task(TaskKind.EXTEND).id, True), desk)
    until = play.now + timedelta(days=3)
    play.bring(f.Suspend(1, until, "s1"), play.unit(play.top.unit))
    play.bring(f.Approve(play.task(TaskKind.SUSPEND).id, True), desk)
    ends = play.task(TaskKind.SUSPENSION).due
    replanned(play, holiday(city, date(2026, 10, 14)))
    assert play.task(TaskKind.SUSPENSION).due == ends  # a day that was agreed on
    play.wait(days=3.1)
    assert play.top.stopped_at is None
    assert play.top.extended == 1
    before = play.top.resolve
    assert replanned(play, play.city) == []
    replanned(play, holiday(play.city, date(2026, 10, 15)))
    assert play.top.resolve.at > before.at
    assert "不计" in play.top.resolve.zh


def test_a_corrected_limit_goes_into_the_item_and_its_call(city: City) -> None:
    limits = Limits(Clock.WORKING, "2h", "1d")
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    events = replanned(play, with_item(city, "B0102", limits=limits, name_zh="改了名"))
    assert [event.body.kind for event in events] == ["item_corrected", "call_replanned"]
    assert play.open.item == play.city.catalogue.items["B0102"]
    assert play.top.limits == limits
    assert play.top.resolve.budget == "1d"
    assert play.open.grade == "B"


def test_whoever_has_it_keeps_it(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    unit = play.top.unit
    replanned(play, with_item(city, "B0102", lead="chengguan"))
    assert play.top.unit == unit
    assert play.open.item is not None
    assert play.open.item.lead == "chengguan"


def test_a_climbed_call_moves_by_the_limits_of_its_rung(city: City) -> None:
    play = Play(city).report(item="B0102", channel="hotline", **HOME)
    while play.top.tier != "district":
        play.miss()
    rungs = tuple(replace(r, limits=Limits(Clock.WORKING, "4h", "6d")) for r in city.policy.rungs)
    policy = replace(city.policy, rungs=rungs)
    before = [call.resolve for call in play.open.calls]
    events = replanned(play, replace(city, policy=policy, edition="rungs"))
    assert [event.body.call for event in events if isinstance(event.body, e.CallReplanned)] == [play.top.n]
    assert play.top.limits.resolve == "6d"
    assert [call.resolve for call in play.open.calls][:-1] == before[:-1]


def test_tasks_move_by_their_own_limit(city: City) -> None:
    play = Play(city).report(item="A106", **HOME)
    play.complete()
    window = play.task(TaskKind.RATING)
    policy = replace(city.policy, rating_window=Limit(Clock.CONTINUOUS, "9d"))
    (event,) = replanned(play, replace(city, policy=policy, edition="longer"))
    assert isinstance(event.body, e.TaskReplanned)
    assert event.body.was == window.due
    assert play.task(TaskKind.RATING).due.at == window.due.start + timedelta(days=9)
    assert "评价" in (public_text(event, {}) or "")


def test_a_year_that_is_published_later_is_no_estimate_any_more(city: City) -> None:
    late = datetime(2026, 12, 31, 1, 0, tzinfo=UTC)
    play = Play(city, now=late).report(item="B0102", channel="hotline", **HOME)
    assert play.top.resolve.estimate
    known = replace(
        city.calendar,
        holidays=city.calendar.holidays | {date(2027, 1, 1): "元旦"},
        official_until=date(2027, 12, 31),
    )
    replanned(play, replace(city, calendar=known, edition="2027"))
    assert not play.top.resolve.estimate
    assert "不计 01-01" in play.top.resolve.zh
    assert "估算" not in play.top.resolve.zh


def shorter(city: City) -> City:
    """The city with other limits for everything."""
    items = {code: replace(item, limits=other(item.limits)) for code, item in city.catalogue.items.items()}
    details = {code: replace(i, limits=other(i.limits)) for code, i in city.catalogue.response_items.items()}
    rungs = tuple(replace(rung, limits=other(rung.limits)) for rung in city.policy.rungs)
    policy = replace(city.policy, rungs=rungs, unclassified=other(city.policy.unclassified))
    return replace(city, policy=policy, catalogue=Catalogue(items, details), edition="shorter")


def other(limits: Limits) -> Limits:
    """Other budgets on the same clock; different limits stay different."""
    return replace(limits, respond=f"1{limits.respond}", resolve=f"1{limits.resolve}")


street: list[City] = []


@pytest.fixture(scope="module", autouse=True)
def _street(city: City) -> None:
    street.append(city)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_with_an_equal_pack_nothing_ever_moves_and_with_another_every_promise_holds(seed: int) -> None:
    chance = Random(seed)
    moves, city = begin(street[0], chance), street[0]
    later = shorter(holiday(city, MONDAY, date(2026, 10, 20)))
    for step in range(25):
        if not moves.play.open.open:
            break
        moves.move()
        if not moves.play.open.open:
            break
        if step == 12:
            replanned(moves.play, later)
        moved = replanned(moves.play, moves.play.city)
        assert moved == [] or moves.play.city is later, moves.play.kinds()  # what had been completed goes on
        assert replanned(moves.play, moves.play.city) == []
        invariants(moves.play)
    assert (armed(moves.play.open) is not None) == moves.play.open.open
