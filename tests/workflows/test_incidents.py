"""Reports that gather on the real server: offered to the desk once, and later ones brought to the open incident."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest_asyncio
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.incidents import Finder
from contracts import names
from contracts.cases import Batch
from contracts.incidents import Looked
from domain import facts as f
from readmodel.database import Database
from readmodel.projector import append
from tests.playing import FRIDAY_MORNING
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live
from workflows.incidents import IncidentsWorkflow

NOW = FRIDAY_MORNING + timedelta(minutes=10)
FAR_APART = iter(range(1, 1000))
"""Every test gathers its reports at a place of its own, a kilometre from any other's."""


class Looks:
    """Looks for incidents in one database, at a story moment of the test's choice."""

    def __init__(self, temporal: WorkflowEnvironment, queue: str) -> None:
        self.temporal, self.queue = temporal, queue

    async def once(self) -> Looked:
        """One look."""
        looked: Looked = await self.temporal.client.execute_workflow(
            names.INCIDENTS_WORKFLOW, id=f"look-{uuid4().hex}", task_queue=self.queue, result_type=Looked
        )
        return looked


@pytest_asyncio.fixture(loop_scope="session")
async def looks(temporal: WorkflowEnvironment, database: Database) -> AsyncIterator[Looks]:
    """Looks at the database that the session's workers write to."""
    queue = f"incidents-{uuid4().hex[:8]}"
    finder = Finder(temporal.client, database, lambda: NOW)
    worker = Worker(
        temporal.client, task_queue=queue, workflows=[IncidentsWorkflow], activities=[finder.find]
    )
    async with worker:
        yield Looks(temporal, queue)


async def gathered(begin: Begin, database: Database, number: int, **more: Any) -> list[Live]:
    """So many reports of the same lamp, all in the read model, the earliest first."""
    report = {"point": (114.30 + 0.012 * next(FAR_APART), 30.55), **HOME, **more}
    cases = [await begin(item="B0102", **report) for _ in range(number)]
    for case in cases:
        await case.recorded()
        await append(database, Batch(case.case_no, tuple(await case.events())), authoritative=True)
    return sorted(cases, key=lambda case: case.case_no)


async def test_three_are_offered_once(begin: Begin, database: Database, looks: Looks) -> None:
    first, *others = await gathered(begin, database, 3)
    await looks.once()
    await first.until(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, 1)
    await first.recorded()
    await append(database, Batch(first.case_no, tuple(await first.events())), authoritative=True)
    assert (await looks.once()).offered == 0
    offers = [event.body for event in await first.events() if event.body.kind == "incident_offered"]
    assert [offer.cases for offer in offers] == [tuple(case.case_no for case in (first, *others))]  # type: ignore[union-attr]
    assert [kind for case in others for kind in await case.kinds() if kind == "incident_offered"] == []


async def test_two_are_not(begin: Begin, database: Database, looks: Looks) -> None:
    cases = await gathered(begin, database, 2)
    await looks.once()
    assert all(["incident_offered" not in await case.kinds() for case in cases])


async def test_a_later_match_comes_to_the_open_incident(
    begin: Begin, database: Database, looks: Looks
) -> None:
    point = (114.30 + 0.012 * next(FAR_APART), 30.55)
    main, later = await gathered(begin, database, 2, point=point)
    await main.command(f.OpenIncident(), main.people.desk())
    await main.recorded()
    await looks.once()
    assert (await later.result()).outcome == "merged"
    assert [other.case_no for other in (await main.state()).attached] == [later.case_no]


async def test_who_said_that_it_is_not_the_same_is_not_brought_back(
    begin: Begin, database: Database, looks: Looks
) -> None:
    point = (114.30 + 0.012 * next(FAR_APART), 30.55)
    main, *_ = await gathered(begin, database, 1, point=point)
    await main.command(f.OpenIncident(), main.people.desk())
    await main.recorded()
    await append(database, Batch(main.case_no, tuple(await main.events())), authoritative=True)
    (left,) = await gathered(begin, database, 1, point=point, linked_to=main.case_no, link="left")
    assert (await looks.once()).joined == 0
    assert "merge_asked" not in await left.kinds()
    await gathered(begin, database, 1, point=point)
    assert [(await looks.once()).joined for _ in range(2)] == [1, 0], "each is asked once"
