"""What an operator reads in the Temporal UI: Chinese summaries and details, and few search attributes."""

import re

import pytest
from temporalio.api.enums.v1 import EventType, IndexedValueType
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.testing import WorkflowEnvironment

from contracts import names
from infra.temporal import TemporalError, ensure_search_attributes
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live
from tests.workflows.looking import counts
from worker import SEARCH_ATTRIBUTES
from workflows import story

CHINESE = re.compile("[\u4e00-\u9fff]")
SUMMARISED = (
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_MARKER_RECORDED,
)


async def details(case: Live) -> str:
    """The current details, as the UI asks for them."""
    await case.settled()
    metadata = await case.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


async def test_static_summary_and_current_details(begin: Begin) -> None:
    case = await begin(item="A107", **HOME)
    described = await case.handle.describe()
    assert await described.static_summary() == "报事 · A107"
    told = await details(case)
    assert "楼道杂物劝导清理" in told
    for word in ("**现在**", "**到期**", "**若无人办**：升级至"):
        assert word in told
    call = await case.call(1)
    for due in (call.respond, call.resolve):
        assert f"（{due.zh} / {due.en}）" in told
    await case.respond()
    assert "办理中" in await details(case)
    await case.miss()
    assert "超期" in await details(case)


async def test_a_sealed_item_is_not_named(begin: Begin) -> None:
    case = await begin(item="B1302", channel="hotline", **HOME)
    told = await details(case)
    assert "涉密件" in told
    assert "赌博" not in told
    history = "".join(str(event.user_metadata) for event in await case.history())
    assert "赌博" not in history


async def test_every_timer_and_activity_says_in_chinese_what_it_is(begin: Begin) -> None:
    case = await begin(item="B1105", channel="hotline", **HOME)
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
    await case.settled()
    seen = [event for event in await case.history() if event.event_type in SUMMARISED]
    assert {event.event_type for event in seen} == set(SUMMARISED)
    for event in seen:
        summary = event.user_metadata.summary.data.decode()
        assert CHINESE.search(summary), (EventType.Name(event.event_type), summary)


async def test_search_attributes_change_with_dispatch_and_escalation_only(begin: Begin) -> None:
    case = await begin(item="A107", **HOME)
    await case.settled()
    attributes = (await case.handle.describe()).typed_search_attributes
    assert (attributes[story.TIER], attributes[story.UNIT]) == ("grid", "SQ07-G03")
    assert (attributes[story.GRADE], attributes[story.COMMUNITY]) == ("A", "SQ07")
    assert attributes[story.OVERDUE] is False
    await case.respond()
    await case.settled()
    assert counts(await case.history())["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"] == 1
    await case.miss()
    await case.complete(2)
    await case.rate()
    await case.result()
    assert counts(await case.history())["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"] == 2
    attributes = (await case.handle.describe()).typed_search_attributes
    assert (attributes[story.UNIT], attributes[story.OVERDUE]) == ("SQ07", True)


async def test_search_attributes_are_registered_once_and_verified(temporal: WorkflowEnvironment) -> None:
    await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
    wrong = {names.TIER: IndexedValueType.INDEXED_VALUE_TYPE_BOOL}
    with pytest.raises(TemporalError, match=names.TIER):
        await ensure_search_attributes(temporal.client, wrong)
