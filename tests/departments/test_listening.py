"""What another city says about our calls reaches their cases: as receipts would, once, whatever is asked again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from activities.departments.hearing import SAYS, heard
from activities.departments.making import Means
from activities.listening import Listener
from domain import events as e
from domain.case import CallState
from domain.facts import Complete, Progress, Respond, Result
from readmodel.database import Database
from readmodel.outside import outside_request, to_ask
from readmodel.outside_tables import OutsideRow
from tests.departments.conftest import Begin, listening_to
from tests.departments.sender import send
from tests.departments.town import UNITS, Systems, call_of, message
from tests.workflows.live import Live
from workflows.listening import ListeningWorkflow

DONE = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
UNIT = UNITS["open311"]


async def listen(listener: Listener) -> int:
    """One look."""
    words: int = await ActivityEnvironment().run(listener.listen, UNIT)
    return words


async def signals(case: Live) -> int:
    """How many words reached the case from outside."""
    await case.settled()
    kind = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
    return sum(event.event_type == kind for event in await case.history())


async def test_its_words_are_receipts_and_are_passed_on_once(
    begin: Begin, systems: Systems, listener: Listener
) -> None:
    city, case = systems["open311"], await begin("open311")
    await case.until(DONE)
    number = city.number_of(f"{case.case_no}.1")
    await listen(listener)
    assert await signals(case) == 0
    city.say(number, "received", "已收到")
    city.say(number, "investigating", "已派人查看")
    await listen(listener)
    await listen(listener)
    assert await signals(case) == 2
    call = await case.call(1)
    assert (call.responded_at is not None, call.open) == (True, True)
    city.say(number, "closed", "已清运完毕")
    await listen(listener)
    await listen(listener)
    assert await signals(case) == 3
    assert (await case.call(1)).state is CallState.COMPLETED
    done = [event.body for event in await case.events() if isinstance(event.body, e.Completed)]
    assert [(body.result, body.reply) for body in done] == [(Result.SOLVED, "已清运完毕")]


async def test_two_words_of_one_moment_are_both_heard(
    begin: Begin, systems: Systems, listener: Listener
) -> None:
    city, case = systems["open311"], await begin("open311")
    await case.until(DONE)
    number, tick = city.number_of(f"{case.case_no}.1"), city.tick
    city.say(number, "in_progress", "第一句")
    await listen(listener)
    city.tick = tick * 0
    city.say(number, "open", "第二句")
    await listen(listener)
    await listen(listener)
    city.tick = tick
    assert await signals(case) == 2


async def test_a_city_that_says_little_at_once_is_asked_on(
    begin: Begin, systems: Systems, listener: Listener
) -> None:
    city, case = systems["open311"], await begin("open311")
    await case.until(DONE)
    number = city.number_of(f"{case.case_no}.1")
    await listen(listener)
    for n in range(4):
        city.say(number, "open", f"第 {n} 句")
    before, city.updates_at_once = city.updates_at_once, len(city.updates) - 2
    try:
        await listen(listener)
    finally:
        city.updates_at_once = before
    assert await signals(case) == 4


async def test_our_own_words_come_back_as_nobody_s_answer(
    begin: Begin, systems: Systems, means: Means, listener: Listener
) -> None:
    case = await begin("open311")
    await case.until(DONE)
    about = message("open311", case_no=case.case_no, type="change", version=2)
    assert (await send(systems.links["open311"], means, about)).state == "delivered"
    await listen(listener)
    assert await signals(case) == 0


async def test_a_city_without_updates_is_heard_by_how_its_requests_stand(
    begin: Begin, systems: Systems, listener: Listener
) -> None:
    city, case = systems["open311"], await begin("open311")
    await case.until(DONE)
    number = city.number_of(f"{case.case_no}.1")
    city.takes_updates = False
    try:
        city.say(number, "closed", "办完了")
        await listen(listener)
        await listen(listener)
    finally:
        city.takes_updates = True
    assert await signals(case) == 1
    assert (await case.call(1)).state is CallState.COMPLETED


async def test_a_case_that_has_ended_is_asked_for_no_more(
    begin: Begin, systems: Systems, listener: Listener, database: Database
) -> None:
    city, case = systems["open311"], await begin("open311")
    await case.until(DONE)
    call = f"{case.case_no}.1"
    await case.handle.terminate()
    city.say(city.number_of(call), "closed", "办完了")
    await listen(listener)
    async with database.session() as session:
        row = await outside_request(session, call)
    assert row is not None
    assert row.ended


async def test_what_was_asked_longest_ago_comes_first(means: Means, systems: Systems) -> None:
    sent = message("open311")
    assert (await send(systems.links["open311"], means, sent)).state == "delivered"
    async with means.database.session() as session:
        assert call_of(sent) in [row.call_id for row in await to_ask(session, UNIT, 1000)]
        assert len(await to_ask(session, UNIT, 1)) == 1


async def test_a_city_that_is_away_is_asked_again(
    temporal: WorkflowEnvironment, systems: Systems, means: Means
) -> None:
    assert (await send(systems.links["open311"], means, message("open311"))).state == "delivered"
    link = systems.links["open311"]
    gone = replace(link, way=replace(link.way, url="http://127.0.0.1:9"))
    async with listening_to(temporal.client, [gone], means) as listener:
        with pytest.raises(ApplicationError) as failure:
            await listen(listener)
    assert failure.value.type == "away"


async def test_the_schedule_s_workflow_looks_once(temporal: WorkflowEnvironment, workers: None) -> None:
    async with Worker(temporal.client, task_queue="listening-of-a-test", workflows=[ListeningWorkflow]):
        words = await temporal.client.execute_workflow(
            ListeningWorkflow.run, UNIT, id="listening-of-a-test", task_queue="listening-of-a-test"
        )
    assert words >= 0


AT = datetime(2026, 10, 9, 1, tzinfo=UTC)
ROW = OutsideRow(call_id="T-1.3", case_no="T-1", unit=UNIT, begun_at=AT, asked_at=AT, number="C-1", version=1)


@pytest.mark.parametrize("status", [*SAYS, "Something Else", ""])
def test_every_word_has_one_meaning(status: str) -> None:
    said = {"service_request_id": "C-1", "update_id": "u1", "status": status, "description": "好"}
    [one] = heard(ROW, [said], None)
    body = one.body
    assert isinstance(body, Respond | Progress | Complete)
    assert body.call == 3
    if isinstance(body, Complete):
        assert (body.result is Result.SOLVED) == (body.internal_note is None)  # all others need evidence
    else:
        assert body.note == "好"


def test_numbers_of_people_in_its_words_are_masked() -> None:
    said = {
        "service_request_id": "C-1",
        "update_id": "u1",
        "status": "closed",
        "description": "已电话告知13900001111",
    }
    [one] = heard(ROW, [said], None)
    assert isinstance(one.body, Complete)
    assert one.body.reply == "已电话告知139****1111"


@pytest.mark.parametrize("words", ["", "x" * 5000, "a\x00b\x1b[31m", "\u202eabc"])
def test_its_words_become_notes_of_ours(words: str) -> None:
    said = {"service_request_id": "C-1", "update_id": "u1", "status": "closed", "description": words}
    [one] = heard(ROW, [said], None)
    assert isinstance(one.body, Complete)
    assert 0 < len(one.body.reply) <= 2000
    assert all(sign.isprintable() for sign in one.body.reply)
