"""One case living on the real server: report, signals, commands, time. The counterpart of `tests.playing.Play`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from contracts import names
from contracts.cases import RULES, CaseRun, Start, Summary, Verdict
from contracts.story import StoryClock
from domain import facts as f
from domain.case import TaskKind
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed
from tests.playing import FRIDAY_MORNING, Play
from tests.workflows.watched import Watched


def unique() -> str:
    """A case number no other test has."""
    return f"T-20261009-{uuid4().hex[:12]}"


@dataclass
class Live(Watched):
    """One running case that a test acts on."""

    facts: int = 0
    people: Play = field(init=False)

    def __post_init__(self) -> None:
        self.people = Play(self.city)

    async def fact(
        self, body: f.Body, by: Actor, at: datetime | None = None, name: str | None = None
    ) -> f.Fact:
        """A fact as a door would stamp it now, unless told otherwise."""
        self.facts += 1
        return f.Fact(name or f"fact-{self.facts}", at or await self.now(), by, body)

    async def signal(
        self, body: f.Body, by: Actor, at: datetime | None = None, name: str | None = None
    ) -> None:
        """A unit's word."""
        await self.handle.signal(names.REPORT_FACT, await self.fact(body, by, at, name))

    async def command(
        self, body: f.Body, by: Actor, at: datetime | None = None, name: str | None = None
    ) -> Verdict | Refusal:
        """A person's command, and its verdict."""
        fact = await self.fact(body, by, at, name)
        try:
            verdict: Verdict = await self.handle.execute_update(names.COMMAND, fact, result_type=Verdict)
        except WorkflowUpdateFailedError as error:
            return refusal(error)
        return verdict

    async def respond(self, call: int = 1, **stamp: Any) -> None:
        """The called unit answers."""
        await self.signal(f.Respond(call, "contacted", "已联系"), await self.holder_of(call), **stamp)

    async def complete(self, call: int = 1, result: f.Result = f.Result.SOLVED, **stamp: Any) -> None:
        """The called unit completes."""
        body = f.Complete(call, result, "已处理", "现场记录")
        await self.signal(body, await self.holder_of(call), **stamp)

    async def check(self, passed: bool = True) -> Verdict | Refusal:
        """Whoever holds the check makes it."""
        task = await self.task(TaskKind.CHECK)
        by = self.people.desk(Role.CALLBACK) if task.how == "phone" else self.people.unit(task.unit)
        return await self.command(f.Check(passed, "看过"), by)

    async def rate(self, result: int = 5, why: f.Why | None = None) -> Verdict | Refusal:
        """The reporter rates."""
        return await self.command(f.Rate(result, why=why), REPORTER)

    async def holder_of(self, call: int) -> Actor:
        """Somebody of the unit that has that call."""
        return self.people.unit((await self.call(call)).unit)

    async def forward(self, **duration: float) -> None:
        """Story time passes."""
        await self.temporal.fast_forward(self.handle, self.story.real_duration(timedelta(**duration)))

    async def miss(self) -> None:
        """Nobody acts until the armed deadline, and the grace after it, have passed."""
        deadline = armed(await self.state())
        assert deadline is not None
        wait = deadline.at + timedelta(seconds=3) - await self.now()
        await self.forward(seconds=max(1.0, wait.total_seconds()))


def refusal(error: WorkflowUpdateFailedError) -> Refusal:
    """The refusal that a failed update carries."""
    cause = error.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type == names.FORBIDDEN
    en, allowed, code = cause.details
    return Refusal(code, cause.message, en, tuple(allowed))


async def start(
    temporal: WorkflowEnvironment,
    city: City,
    by: Actor = REPORTER,
    scale: float = 1.0,
    case_no: str = "",
    queue: str = names.MAIN_QUEUE,
    rules: int = RULES,
    **report: Any,
) -> Live:
    """A report comes in on a Friday morning."""
    case_no = case_no or unique()
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC), scale)
    given = {"channel": "wechat", "reporter_kind": f.ReporterKind.RESIDENT, "sealed": "sealed", **report}
    body = f.Report(case_no, desk=city.policy.desk, **given)
    handle = await temporal.client.start_workflow(
        names.CASE_WORKFLOW,
        CaseRun(story, Start(body, FRIDAY_MORNING, by), rules),
        id=case_no,
        task_queue=queue,
        result_type=Summary,
        static_summary=f"报事 · {body.item or '待分级'}",
    )
    return Live(temporal, city, case_no, story, handle)
