"""A hotline's own system beside a running installation: it refers, rates, and is told results."""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from temporalio.worker import Worker

from activities.results import Writer
from contracts import names
from contracts.results import ResultsWritten
from contracts.signature import HEADER, sign
from contracts.watching import Watch
from tests.api.stack import HOME, SIGNED_BY, Case, Stack
from tests.api.test_referrals import case_of, fresh, push
from tests.workflows.department import SECRET, Department
from workflows.results import ResultsWorkflow


@dataclass
class Hotline:
    """The hotline's own system, and what writes back to it; `later` is by how much real time was put forward."""

    stack: Stack
    system: Department
    client: httpx.AsyncClient
    later: timedelta = field(default_factory=timedelta)

    @property
    def writer(self) -> Writer:
        """As the worker makes one."""
        door = self.stack.app.state.door
        address = {"hotline": (self.system.url, SECRET)}
        zone = door.city.calendar.timezone
        return Writer(
            address, door.database, self.client, door.now, zone, lambda: datetime.now(UTC) + self.later
        )

    async def look(self) -> ResultsWritten:
        """One look on the server, by the workflow."""
        queue = f"results-{uuid4().hex[:8]}"
        async with (
            Worker(self.stack.temporal, task_queue=queue, workflows=[ResultsWorkflow]),
            Worker(self.stack.temporal, task_queue=names.RESULTS_QUEUE, activities=[self.writer.write_back]),
        ):
            written: ResultsWritten = await self.stack.temporal.execute_workflow(
                names.RESULTS_WORKFLOW, Watch(1, 60), id=queue, task_queue=queue, result_type=ResultsWritten
            )
        return written

    async def referred(self, **more: object) -> tuple[str, Case]:
        """A matter of the hotline's, and its case."""
        number = fresh()
        row = {"outside_no": number, "description": "垃圾没人收", "item": "B0102", **HOME, **more}
        said = (await push(self.stack, row)).json()
        return number, case_of(self.stack, said["taken"][0]["case_no"])

    async def rated(self, *rows: dict[str, Any], secret: str = SIGNED_BY) -> httpx.Response:
        """Ratings that it asked for itself."""
        content = json.dumps({"rows": rows}).encode()
        headers = {HEADER: sign(secret, content, int(time.time())), "content-type": "application/json"}
        return await self.stack.http.post("/referrals/hotline/ratings", content=content, headers=headers)

    async def shown(self, number: str) -> dict[str, Any]:
        """As the desk's list has it."""
        listed = await self.stack.http.get(
            "/referrals?source=hotline&limit=200", headers=await self.stack.header_of("street-intake")
        )
        found: dict[str, Any] = next(one for one in listed.json()["items"] if one["outside_no"] == number)
        return found
