"""What the server and the read model keep of a case, as tests look at it."""

import json
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from contracts.codec import from_json
from domain.events import Event
from readmodel.database import Database
from readmodel.upserts import EVENTS

LOCAL_ACTIVITY = "core_local_activity"
BILLED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "start",
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED: "activity",
    EventType.EVENT_TYPE_MARKER_RECORDED: "local activities",
    EventType.EVENT_TYPE_TIMER_STARTED: "timer",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signal",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "update",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
}
"""What Temporal bills, by the history event it leaves."""


async def stored(database: Database, case_no: str) -> list[Event]:
    """The events of a case in the read model, in order."""
    query = select(EVENTS.c.body).where(EVENTS.c.case_no == case_no).order_by(EVENTS.c.seq)
    async with database.session() as session:
        return [from_json(Event, text) for (text,) in await session.execute(query)]


def counts(history: Iterable[HistoryEvent]) -> Counter[str]:
    """History events by type, in short names (`TIMER_STARTED`)."""
    return Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history)


def local_activities(history: Iterable[HistoryEvent]) -> Counter[str]:
    """How often each was carried out, by name."""
    markers = (event.marker_recorded_event_attributes for event in history)
    said = (found.details["data"].payloads for found in markers if found.marker_name == LOCAL_ACTIVITY)
    return Counter(json.loads(payloads[0].data)["activity_type"] for payloads in said)


def actions(history: Iterable[HistoryEvent]) -> Counter[str]:
    """Billable actions by what they are: local activities count once a workflow task, retries of activities each."""
    billed: Counter[str] = Counter()
    tasks: set[int] = set()
    for event in history:
        name = BILLED.get(event.event_type)
        if name == "local activities":
            tasks.add(event.marker_recorded_event_attributes.workflow_task_completed_event_id)
        elif name == "activity":
            billed[name] += event.activity_task_started_event_attributes.attempt
        elif name:
            billed[name] += 1
    if tasks:
        billed["local activities"] = len(tasks)
    return billed
