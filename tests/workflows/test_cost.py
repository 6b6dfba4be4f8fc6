"""What a B case's happy line costs, and what the stories of `bench` cost, counted from the server's history."""

import time

import pytest
from temporalio.api.enums.v1 import EventType

from bench.costs import cost
from bench.stories import STORIES, Story
from contracts.signature import verify
from domain.case import Outcome
from tests.workflows.conftest import HOME, Begin
from tests.workflows.department import SECRET, Department
from tests.workflows.looking import actions, counts

MOST_EVENTS = 48
MOST_ACTIONS = 14
STORY_EVENTS, STORY_BYTES = 100, 100_000


@pytest.mark.parametrize("item", ["B0501", "B1105"])
async def test_a_b_case_with_one_external_call(
    item: str, begin: Begin, department: Department, capsys: pytest.CaptureFixture[str]
) -> None:
    case = await begin(item=item, channel="hotline", **HOME)
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
    await case.respond()
    await case.complete()
    await case.check()
    await case.settled()
    await case.rate(5)
    assert (await case.result()).outcome == Outcome.SOLVED
    received = department.received[case.case_no]
    assert [r.body["type"] for r in received] == ["call"]
    assert verify(SECRET, received[0].raw, received[0].signature, time.time())
    history = await case.history()
    events, billed = counts(history), actions(history)
    with capsys.disabled():
        print(
            f"\nB case {item}, one external call: {len(history)} history events, {billed.total()} billable actions"
        )
        print(f"  events: {dict(events)}\n  actions: {dict(billed)}")
    assert len(history) <= MOST_EVENTS, events
    assert billed.total() <= MOST_ACTIONS, billed


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_typical_story_costs_no_more_than_it_may(story: Story, begin: Begin) -> None:
    came = await cost(story, await begin(**story.report))
    assert story.most is None or came.billed.total() <= story.most, came.billed
    assert came.events <= STORY_EVENTS
    assert came.bytes <= STORY_BYTES
