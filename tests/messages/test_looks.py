"""The workflow that looks into the outbox, on the real server and in the SDK's sandbox; and who puts messages in."""

import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from activities.notify import Notifier
from contracts import names
from contracts.messages import MessagesSent
from contracts.watching import Watch
from domain.people import Role
from domain.policy import City
from readmodel.database import Database
from readmodel.message_tables import HearingRow
from readmodel.messages import set_hearing
from tests.messages.conftest import Street, order
from tests.migrated import lay
from workflows.messages import MessagesWorkflow


async def test_a_run_sends_all_that_is_due(street: Street, temporal: WorkflowEnvironment) -> None:
    queue, more = f"messages-{uuid4().hex[:8]}", 50
    await street.put(*(order(f"SGH-{n}", "guanli", street.now) for n in range(more)))
    activities = [street.sender().send]
    async with Worker(temporal.client, task_queue=queue, workflows=[MessagesWorkflow], activities=activities):
        done: MessagesSent = await temporal.client.execute_workflow(
            names.MESSAGES_WORKFLOW, Watch(1, 60), id=queue, task_queue=queue, result_type=MessagesSent
        )
    assert done == MessagesSent(more, 0, False)
    assert len(street.file.read_text(encoding="utf-8").splitlines()) == more


async def test_who_of_a_unit_hears_by_themselves(street: Street) -> None:
    people = {"chief": Role.CHIEF, "muted": Role.CHIEF, "operator": Role.OPERATOR, "silent": Role.DISPATCHER}
    for name, role in people.items():
        await street.account(name, "street-command", role)
    await street.account("elsewhere", "guanli", Role.HANDLER)
    async with street.database.session() as session:
        await set_hearing(session, HearingRow(account="muted", muted=True))
    reachable = ("chief", "muted", "operator", "elsewhere", "nobody")
    await street.put(order("SGH-1", "street-command", street.now), reachable=reachable)
    key = "SGH-1:9:street-command"
    assert list(await street.rows()) == [key, f"{key}@chief"]


async def test_who_moved_on_in_the_meantime_is_not_told(street: Street) -> None:
    await street.account("chief", "street-command", Role.CHIEF)
    street.ways = replace(street.ways, accounts={"chief": (f"{street.here}/chief",)})
    await street.put(order("SGH-1", "street-command", street.now))
    async with street.database.session() as session:
        await set_hearing(session, HearingRow(account="chief", muted=True))
    await street.send()
    assert [row.state for row in (await street.rows()).values()] == ["sent", "no_channel"]
    assert street.gateway.taken == []


async def test_a_database_that_is_locked_holds_no_case_up(city: City, tmp_path: Path) -> None:
    database = Database(lay(tmp_path / "huying.db"))
    notifier, notice = Notifier(city, database), order("SGH-1", "guanli", Street.now)
    beside = ActivityEnvironment()
    beside.info = replace(beside.info, is_local=True)
    holder = sqlite3.connect(tmp_path / "huying.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    for _ in range(20):  # the first waits a moment, the others know
        with pytest.raises(ApplicationError):
            await beside.run(notifier.notify, [notice])
    assert time.monotonic() - began < 3
    holder.rollback()
    holder.close()
    await ActivityEnvironment().run(notifier.notify, [notice])
    await beside.run(notifier.notify, [notice])  # it is well again
    await database.dispose()
