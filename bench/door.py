"""The way into a running system beside HTTP: its Temporal, its city and its story clock, as its doors have them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from temporalio.client import Client, WorkflowHandle

from contracts import names
from contracts.cases import CaseRun, Start, Summary, Verdict
from contracts.starting import served, start_case, summary
from contracts.story import StoryClock
from domain.facts import Body, Fact, Report, ReporterKind
from domain.people import REPORTER, Actor
from domain.policy import City
from infra import temporal
from infra.clock import story_clock
from infra.pack import load_city
from infra.settings import Settings, load
from infra.shelves import converter_of

PACK = Path(__file__).parent.parent / "packs" / "shuiguohu"
HOME: dict[str, Any] = {"community": "SQ07", "grid": "SQ07-G03"}
"""Where the cases lie."""
SEALED = "0" * 400
"""As long as what a report's words, name and phone come to when they are sealed."""
TIMEOUT = timedelta(seconds=60)


def city() -> City:
    """The street of the source."""
    return load_city(PACK)


def settings_of(env: Mapping[str, str]) -> Settings:
    """What a system was started with."""
    return load(env)


async def connected(env: Mapping[str, str]) -> Client:
    """A client of that system's Temporal, with its codec and its keys."""
    settings = load(env)
    return await temporal.connect(settings, env=env, data_converter=converter_of(settings))


@dataclass(frozen=True)
class Door:
    """One door. It starts cases and tells them facts, and does nothing else that a request would do."""

    client: Client
    city: City
    story: StoryClock

    @classmethod
    async def of(cls, env: Mapping[str, str]) -> Self:
        """The door of a system that runs with these settings."""
        settings = load(env)
        return cls(await connected(env), load_city(settings.pack), story_clock(settings))

    async def start(self, item: str) -> str:
        """A resident reports; the case number."""
        case_no, desk, now = f"BENCH-{secrets.token_hex(6)}", self.city.policy.desk, self.now()
        report = Report(case_no, "wechat", ReporterKind.RESIDENT, desk, SEALED, item=item, **HOME)
        run = CaseRun(self.story, Start(report, now, REPORTER), zone=str(self.city.calendar.timezone))
        said, order = summary(self.city, report), served(self.city, report)
        assert await start_case(self.client, run, case_no, {}, said, order, TIMEOUT)
        return case_no

    async def signal(self, case_no: str, body: Body, by: Actor) -> None:
        """A unit's word."""
        await self._handle(case_no).signal(names.REPORT_FACT, self._fact(body, by))

    async def command(self, case_no: str, body: Body, by: Actor) -> None:
        """A person's command, judged. Raises `WorkflowUpdateFailedError` where the rules forbid it."""
        await self._handle(case_no).execute_update(names.COMMAND, self._fact(body, by), result_type=Verdict)

    async def ended(self, case_no: str) -> Summary:
        """What a case came to, when it is at its end."""
        came: Summary = await self._handle(case_no).result()
        return came

    def now(self) -> datetime:
        """Story time (UTC)."""
        return self.story.story(datetime.now(UTC))

    def _handle(self, case_no: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(case_no, result_type=Summary)

    def _fact(self, body: Body, by: Actor) -> Fact:
        return Fact(secrets.token_hex(8), self.now(), by, body)
