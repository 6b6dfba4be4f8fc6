"""What goes out, by which way, when, and what becomes of it: on both databases, to something that listens."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from contracts.cases import Batch, Notice, WarnedMark
from contracts.messages import MessagesSent
from domain import facts as f
from domain.case import TaskKind
from domain.outgoing import MOST_TRIES
from domain.people import Role
from readmodel.outbox import take
from readmodel.projector import append
from tests.messages.conftest import PHONE, Street, invitation, order
from tests.playing import FRIDAY_MORNING, Play

EVENING, MORNING = FRIDAY_MORNING + timedelta(hours=13, minutes=30), FRIDAY_MORNING + timedelta(hours=23)
"""22:30 in Wuhan, and the next day's 8:00."""


async def states(street: Street) -> list[str]:
    """Of all messages, by key."""
    return [row.state for row in (await street.rows()).values()]


async def test_without_any_address_a_line_of_the_file(street: Street) -> None:
    notice = order("SGH-1", "guanli", street.now)
    await street.put(notice)
    await street.put(notice, replace(notice, why="petition"))  # after a crash: the first stays
    assert (await street.send()).sent == 1
    (row,) = (await street.rows()).values()
    assert (row.state, row.channel, row.tries, row.sent_at) == ("sent", "file", 1, street.now)
    (line,) = street.file.read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["key"], json.loads(line)["why"]) == (notice.key, "person")
    assert (await street.send()).sent == 0


@pytest.mark.parametrize(
    "told", [{}, {"phone": ""}, {"phone": "call me"}, {"openid": "o-1"}, {"email": "a@b.c"}]
)
async def test_who_can_not_be_reached_is_no_failure(street: Street, told: dict[str, Any]) -> None:
    street.with_sms()
    await street.put(invitation(await street.case(**told), street.now))
    assert await street.send() == MessagesSent()
    assert await states(street) == ["no_channel"]
    assert street.gateway.taken == []


async def test_who_was_erased_is_not_reached(street: Street) -> None:
    street.with_sms()
    play = await street.case(phone=PHONE)
    await street.put(invitation(play, street.now))
    street.vault.erase(play.open.case_no)
    await street.send()
    assert await states(street) == ["no_channel"]


async def test_reporters_sleep_and_so_does_what_is_tried_again(street: Street) -> None:
    street.with_sms()
    street.now = EVENING - timedelta(hours=1, minutes=31)  # 20:59
    play = await street.case(phone=PHONE)
    await street.put(invitation(play, street.now))
    street.gateway.codes = [503]
    assert (await street.send()).failed == 1
    await street.waited()
    await street.send(EVENING)
    (row,) = (await street.rows()).values()
    assert (row.state, row.not_before, row.tries) == ("waiting", MORNING, 1)
    await street.send(MORNING - timedelta(minutes=1))
    assert len(street.gateway.taken) == 1
    assert (await street.send(MORNING)).sent == 1
    assert len({taken.key for taken in street.gateway.taken}) == 1


async def test_what_is_urgent_wakes_who_is_on_duty(street: Street) -> None:
    await street.account("night", "street-command", Role.CHIEF)
    await street.account("desk", "street-command", Role.ADMIN)
    street.ways = replace(street.ways, accounts={"night": (f"{street.here}/night",), "desk": (street.here,)})
    await street.put(
        order("SGH-1", "street-command", EVENING), order("SGH-2", "street-command", EVENING, urgent=True)
    )
    await street.send(EVENING)
    found = {(row.case_no, row.account): row.state for row in (await street.rows()).values()}
    assert found == {
        ("SGH-1", ""): "sent",
        ("SGH-1", "night"): "waiting",
        ("SGH-2", ""): "sent",
        ("SGH-2", "night"): "sent",  # and an administrator has no part in the unit's work
    }
    (taken,) = street.gateway.taken
    assert (taken.path, "SGH-2" in taken.body["message"]) == ("/night", True)
    assert "https://street.test/cases/SGH-2" in taken.body["message"]
    assert (await street.send(MORNING)).sent == 1


async def test_after_so_many_tries_it_is_dead(street: Street) -> None:
    street.with_sms()
    street.gateway.codes = [503] * MOST_TRIES
    await street.put(invitation(await street.case(phone=PHONE), street.now))
    pauses = []
    for tries in range(1, MOST_TRIES + 1):
        await street.send()
        (row,) = (await street.rows()).values()
        assert (row.tries, row.error) == (tries, "answered 503")
        assert row.state == ("dead" if tries == MOST_TRIES else "failed")
        pauses.append(row.try_at - datetime.now(UTC))
        assert (await street.send()).failed == 0  # not before its pause is over
        await street.waited()
    assert pauses[:-1] == sorted(pauses[:-1])
    await street.send()
    assert len(street.gateway.taken) == MOST_TRIES


async def test_what_is_refused_for_good_is_dead_at_once(street: Street) -> None:
    street.with_sms()
    street.gateway.codes = [422]
    await street.put(invitation(await street.case(phone=PHONE), street.now))
    assert (await street.send()).failed == 1
    assert await states(street) == ["dead"]


async def test_a_death_between_sending_and_keeping_repeats_it_under_its_key(street: Street) -> None:
    street.with_sms()
    street.gateway.codes = [200, 409]
    street.gateway.free.clear()
    await street.put(invitation(await street.case(phone=PHONE), street.now))
    dying = asyncio.create_task(ActivityEnvironment().run(street.sender().send))
    await asyncio.to_thread(street.gateway.came.wait, 20)
    dying.cancel()  # the gateway has it, and nobody lives to say so
    street.gateway.free.set()
    await asyncio.gather(dying, return_exceptions=True)
    assert (await street.send()).sent == 0  # leased
    await street.waited()
    assert (await street.send()).sent == 1
    await street.waited()
    await street.send()
    assert len(street.gateway.taken) == 2
    assert len({taken.key for taken in street.gateway.taken}) == 1


async def test_whoever_dies_at_every_try_leaves_a_dead_message(street: Street) -> None:
    await street.put(order("SGH-1", "guanli", street.now))
    for _ in range(MOST_TRIES):
        await street.waited()
        real = datetime.now(UTC)
        assert len(await street.database.write(partial(take, street.now, real, real, 9))) == 1
    await street.waited()
    assert (await street.send()).sent == 0
    (row,) = (await street.rows()).values()
    assert (row.state, row.error) == ("dead", "interrupted")


async def test_several_senders_at_once_send_each_once(street: Street) -> None:
    street.ways = replace(street.ways, units={"guanli": (street.here,)})
    await street.put(*(order(f"SGH-{n}", "guanli", street.now) for n in range(30)))
    done = await asyncio.gather(*(street.send() for _ in range(3)))
    assert sum(one.sent for one in done) == 30
    assert len(street.gateway.taken) == 30
    assert set(await states(street)) == {"sent"}


async def test_so_many_a_day_to_one_reporter(street: Street) -> None:
    street.with_sms()
    most = street.city.policy.messages_a_day
    plays = [await street.case(phone=phone) for phone in [PHONE] * (most + 1) + ["13873910002"]]
    await street.put(*(invitation(play, street.now) for play in plays))
    assert (await street.send()).sent == most + 1
    assert [taken.body["mobile"] for taken in street.gateway.taken].count(PHONE) == most
    late = next(row for row in (await street.rows()).values() if row.state == "waiting")
    assert late.not_before == datetime(2026, 10, 9, 16, tzinfo=UTC)  # midnight; and then it is quiet
    await street.send(late.not_before)
    assert (await street.send(MORNING)).sent == 1
    await street.send(MORNING + timedelta(days=3))
    assert {row.mark for row in (await street.rows()).values()} == {None}


async def test_who_has_rated_in_the_night_is_not_asked_in_the_morning(street: Street) -> None:
    street.with_sms()
    plays = [await street.case(phone=PHONE), await street.case(phone=PHONE)]
    for play in plays:
        known = len(play.events)
        play.respond(play.top)
        play.complete(play.top)
        while play.open.task_of(TaskKind.RATING) is None:
            play.check(True)
        key = f"{play.open.case_no}:{play.events[-1].seq}:{play.open.case_no}"
        notice = replace(invitation(play, EVENING), key=key)
        await street.put(notice)
        if play is plays[0]:
            assert play.bring(f.Rate(5)) is None
        await append(street.database, Batch(play.open.case_no, tuple(play.events[known:])))
    assert (await street.send(MORNING)).sent == 1
    assert await states(street) == ["outdated", "sent"]


def marked(play: Play) -> WarnedMark:
    """A line of a digest about its first call."""
    return WarnedMark(f"{play.open.case_no}.1", "楼道渗水", "respond", 50, FRIDAY_MORNING)


async def test_the_unit_reported_is_not_told(street: Street) -> None:
    about, other = await street.case(), await street.case()
    digest = Notice("w1", "", "guanli", "warning", "digest", "", street.now, (marked(about), marked(other)))
    only = replace(digest, key="w2", warned=(marked(about),))
    await street.put(order(about.open.case_no, "guanli", street.now), digest, only)
    known = len(about.events)
    named = f.NameParty("guanli", street.city.policy.desk, "指挥中心")
    assert about.bring(named, about.desk(Role.INTAKE, Role.SUPERVISOR)) is None
    await append(street.database, Batch(about.open.case_no, tuple(about.events[known:])))
    await street.send()
    rows = await street.rows()
    assert {key: row.state for key, row in rows.items()} == {
        f"{about.open.case_no}:9:guanli": "withheld",
        "w1": "sent",
        "w2": "withheld",
    }
    assert about.open.case_no not in street.file.read_text(encoding="utf-8") + rows["w1"].zh + rows["w1"].en
    assert other.open.case_no in rows["w1"].zh
