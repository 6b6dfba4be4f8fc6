"""What the worker sees to at its start: who is asked for answers, and one sentence where it can't begin."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from pydantic import SecretStr
from temporalio.client import Client, ScheduleActionStartWorkflow

from activities.departments.making import Means, departments
from contracts.links import EmailWay, HttpWay, Link, Open311Way, Smtp
from contracts.names import LISTENING, listening_id
from domain.policy import City
from infra.departments import outgoing, smtp_of
from infra.refusal import StartError
from infra.schedules import schedule_listening
from infra.settings import Settings, SettingsError, load
from tests.api.conftest import temporal_server
from tests.patience import PATIENCE

CITY = Link("shuiwu", Open311Way("https://other.example.org", "key", default_service="OTHER", poll=60.0))


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def client() -> AsyncIterator[Client]:
    """A Temporal server of its own: schedules are for all of a server."""
    async with await temporal_server() as temporal:
        yield temporal.client


async def until_listed(client: Client, *names: str) -> None:
    """Return when these and no others listen: lists of schedules lag."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = {one.id async for one in await client.list_schedules() if one.id.startswith(LISTENING)}
            if found == set(names):
                return
            await asyncio.sleep(0.05)


async def test_who_has_to_be_asked_is_asked_as_often_as_the_file_says(client: Client) -> None:
    mailed = Link("jianshe", EmailWay("duty@example.org"))
    await schedule_listening(client, {"shuiwu": CITY, "jianshe": mailed})
    await until_listed(client, listening_id("shuiwu"))
    often = replace(CITY, way=replace(CITY.way, poll=30.0))  # type: ignore[type-var]
    await schedule_listening(client, {"shuiwu": often})
    described = await client.get_schedule_handle(listening_id("shuiwu")).describe()
    assert [one.every for one in described.schedule.spec.intervals] == [timedelta(seconds=30)]
    assert isinstance(described.schedule.action, ScheduleActionStartWorkflow)
    await schedule_listening(client, {"jianshe": mailed})
    await until_listed(client)


def test_a_unit_that_the_pack_does_not_have_is_named(city: City) -> None:
    receipts_only, unknown = Link("hotline", HttpWay(None), "s"), replace(CITY, unit="nobody")
    assert outgoing(city, {"shuiwu": CITY, "hotline": receipts_only}) == {"shuiwu": CITY}
    with pytest.raises(StartError, match="names nobody: the pack has no such unit"):
        outgoing(city, {"nobody": unknown})


async def test_mail_needs_a_server(means: Means) -> None:
    link = Link("jianshe", EmailWay("duty@example.org"))
    async with contextlib.AsyncExitStack() as stack:
        with pytest.raises(ValueError, match="jianshe is reached by e-mail: set HUYING_SMTP_HOST"):
            departments([link], replace(means, smtp=None), stack)


def test_settings_of_mail() -> None:
    given = {"HUYING_SMTP_HOST": "mail.example.org", "HUYING_SMTP_FROM": "huying@example.org"}
    with pytest.raises(StartError, match=r"HUYING_SMTP_HOST needs HUYING_SMTP_FROM .* HUYING_PUBLIC_URL"):
        smtp_of(load(given))
    with pytest.raises(SettingsError, match="HUYING_PUBLIC_URL: must be like"):
        load({"HUYING_PUBLIC_URL": "huying.example.org"})
    settings = load({**given, "HUYING_PUBLIC_URL": "https://huying.example.org/"})
    assert settings.public_url == "https://huying.example.org"
    assert smtp_of(settings) == Smtp("mail.example.org", 587, "huying@example.org")
    assert smtp_of(Settings()) is None
    told = smtp_of(settings.model_copy(update={"smtp_password": SecretStr("a password")}))
    assert told is not None
    assert (told.password, "a password" in repr(told)) == ("a password", False)
