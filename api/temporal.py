"""The way from a handler to the case workflow: start it, tell it, command it. Used by the resources in `api`.

Translates what Temporal says into the answers of the HTTP contract; knows no rule.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from api import errors
from api.audits import Audited, latest_audits
from contracts import names
from contracts.cases import CaseRun, Verdict
from contracts.matters import MatterRun, start_matter
from contracts.rounds import RoundRun, start_round
from contracts.starting import ask_afterwards, start_case
from contracts.story import StoryClock
from domain.case import Case
from domain.events import Event
from domain.facts import Fact
from domain.matters.facts import MatterFact
from domain.rounds.facts import RoundFact
from domain.rounds.round import Plan
from domain.ruling import Refusal

T = TypeVar("T")
RPC_TIMEOUT = timedelta(seconds=3)
PING_TIMEOUT = timedelta(seconds=1)
GLANCE = timedelta(seconds=0.3)
"""How long whoever reports waits for a Temporal that did not answer just now: the spool takes the report anyway."""
DOUBTED = 5.0
"""Seconds for which one is not waited for longer, after it did not answer."""
AT_ONCE = 4
"""Commands for one case at a time, per API process: beyond ten the server refuses one and loses its task."""
CLOSED = "closed"
"""Code of the refusal of a command for a case that ended."""
NOT_YOURS = {"not_yours", "no_case"}
"""Refusals of the rules that the contract answers with 404."""


class Unreachable(Exception):
    """Temporal did not answer in time; whether it acted is not known."""


@dataclass(frozen=True)
class Found:
    """What Temporal knows of a case number."""

    open: bool
    memo: dict[str, str]


class Cases:
    """The case workflows, by case number."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._doubted_until = 0.0  # monotonic

    async def start(
        self,
        run: CaseRun,
        case_no: str,
        memo: dict[str, str],
        summary: str,
        served: Priority = Priority.default,
    ) -> bool:
        """Accept a case; False if that number exists already. Raises `Unreachable`."""
        return await self._accepting(
            lambda: start_case(self._client, run, case_no, memo, summary, served, RPC_TIMEOUT)
        )

    async def start_matter(self, run: MatterRun, matter_no: str, memo: dict[str, str], summary: str) -> bool:
        """Take a matter in; False if that number exists already. Raises `Unreachable`."""
        return await _in_time(lambda: start_matter(self._client, run, matter_no, memo, summary, RPC_TIMEOUT))

    async def start_round(self, run: RoundRun, plan: Plan) -> bool:
        """Put a joint action on record; False if that number exists already. Raises `Unreachable`."""
        return await _in_time(lambda: start_round(self._client, run, plan, RPC_TIMEOUT))

    async def find(self, case_no: str) -> Found | None:
        """What is known of that number; None for nothing. Raises `Unreachable`."""
        try:
            said = await self._accepting(lambda: self._handle(case_no).describe(rpc_timeout=RPC_TIMEOUT))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        return Found(said.status is WorkflowExecutionStatus.RUNNING, dict(await said.memo()))

    async def state(self, case_no: str) -> Case | None:
        """The case as its workflow holds it, where the read model has nothing yet.

        None where nobody can say.
        """
        try:
            return (await self.told(case_no))[0]
        except Unreachable:
            return None

    async def told(self, case_no: str) -> tuple[Case | None, tuple[Event, ...]]:
        """The case as its workflow holds it, None before its first event; and the events that it still knows.

        Those are the ones of this run, and the last of the run before, oldest first. Raises `Unreachable` where
        nobody can say, also for no such case.
        """
        handle, limit = self._handle(case_no), names.COMMAND_TIMEOUT
        try:
            case: Case | None = await _in_time(
                lambda: handle.query(names.STATE, result_type=Case | None, rpc_timeout=limit)  # type: ignore[arg-type]
            )
            events: list[Event] = await _in_time(
                lambda: handle.query(names.EVENTS, 1, result_type=list[Event], rpc_timeout=limit)
            )
        except (RPCError, WorkflowQueryFailedError) as error:
            raise Unreachable from error
        return case, tuple(events)

    async def audits(self) -> list[Audited] | None:
        """What the latest audits found; None where nobody can say."""
        try:
            return await _in_time(lambda: latest_audits(self._client))
        except (Unreachable, RPCError):
            return None

    async def tell(self, case_no: str, fact: Fact) -> None:
        """Signal a fact. Raises the problem to answer: 404, 409 closed, 503."""
        await self._asked(
            case_no, lambda: self._handle(case_no).signal(names.REPORT_FACT, fact, rpc_timeout=RPC_TIMEOUT)
        )

    async def wake(self, case_no: str) -> None:
        """Have the case look at its clock, as the audit does. Raises the problem to answer: 404, 409 closed, 503."""
        await self._asked(case_no, lambda: self._handle(case_no).signal(names.WAKE, rpc_timeout=RPC_TIMEOUT))

    async def command(self, case_no: str, fact: Fact | MatterFact | RoundFact) -> Verdict:
        """Update with a fact and wait for the verdict.

        Raises the problem to answer: 403, 404, 409, 422, 503.
        """
        try:
            return await self._asked(case_no, lambda: self._update(case_no, fact))
        except WorkflowUpdateFailedError as error:
            raise _refused(error.cause) from error

    async def ask_afterwards(self, case: Case, fact: Fact, story: StoryClock, zone: str) -> Verdict:
        """Ask something of a closed case, from its snapshot.

        Raises the problem to answer, and `WorkflowAlreadyStartedError` where the snapshot is older than the case.
        """
        try:
            return await self._asked(
                case.case_no,
                lambda: ask_afterwards(self._client, case, fact, story, zone, names.COMMAND_TIMEOUT),
            )
        except WorkflowUpdateFailedError as error:
            raise _refused(error.cause) from error

    async def ping(self) -> bool:
        """Whether Temporal answers at once."""
        try:
            return await _in_time(
                lambda: self._client.service_client.check_health(timeout=PING_TIMEOUT), PING_TIMEOUT
            )
        except (Unreachable, RPCError):
            return False

    async def _accepting(self, call: Callable[[], Awaitable[T]]) -> T:
        """As `_in_time`, for whoever has the spool to turn to."""
        loop = asyncio.get_running_loop()
        try:
            found = await _in_time(call, GLANCE if loop.time() < self._doubted_until else RPC_TIMEOUT)
        except Unreachable:
            self._doubted_until = loop.time() + DOUBTED
            raise
        self._doubted_until = 0.0
        return found

    async def _update(self, case_no: str, fact: Fact | MatterFact | RoundFact) -> Verdict:
        async with self._gates.setdefault(case_no, asyncio.Semaphore(AT_ONCE)):
            verdict: Verdict = await self._handle(case_no).execute_update(
                names.COMMAND, fact, id=fact.id, result_type=Verdict, rpc_timeout=names.COMMAND_TIMEOUT
            )
        return verdict

    async def _asked(self, case_no: str, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await _in_time(call)
        except (Unreachable, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise _away() from error
        except RPCError as error:
            if error.status is RPCStatusCode.INVALID_ARGUMENT:
                raise
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _away() from error  # a task that was lost, a server that is busy: the same command again is safe
            raise await self._missing(case_no) from error

    async def _missing(self, case_no: str) -> errors.Problem:
        """No open workflow of that number: closed, or never heard of."""
        try:
            found = await self.find(case_no)
        except Unreachable:
            return _away()
        return errors.no_case() if found is None else closed()

    def _handle(self, case_no: str) -> WorkflowHandle[Any, Any]:
        return self._client.get_workflow_handle(case_no)


def closed() -> errors.Problem:
    """The answer to a command for a case that ended."""
    return errors.forbidden(CLOSED, "案件已经结案", "The case is closed.")


async def _in_time(call: Callable[[], Awaitable[T]], limit: timedelta = RPC_TIMEOUT) -> T:
    """The call's answer; `Unreachable` when there is none in time, whatever the reason."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await call()
    except TimeoutError as error:
        raise Unreachable from error
    except RPCError as error:
        if error.status in (
            RPCStatusCode.UNAVAILABLE,
            RPCStatusCode.DEADLINE_EXCEEDED,
            RPCStatusCode.CANCELLED,
        ):
            raise Unreachable from error
        raise
    except RuntimeError as error:  # how a lazy client says that it cannot connect
        raise Unreachable from error


def _away() -> errors.Problem:
    return errors.unavailable(
        "engine_away",
        "处理引擎暂时没有回应，请稍后重试",
        "The engine does not answer now: try again with the same key.",
    )


def _refused(cause: BaseException | None) -> errors.Problem:
    """What the rules said, as the contract answers it."""
    if not isinstance(cause, ApplicationError) or cause.type not in (names.FORBIDDEN, names.MALFORMED):
        return errors.unavailable(
            "engine_trouble", "处理引擎出错，请稍后重试", "The engine failed: try again."
        )
    if cause.type == names.MALFORMED:
        return errors.malformed("body", "内容无法识别", "The command cannot be read.")
    english, allowed, code = _details(cause)
    return refused(Refusal(code, cause.message, english, tuple(allowed)))


def refused(refusal: Refusal) -> errors.Problem:
    """The rules' refusal as the contract answers it."""
    if refusal.code in NOT_YOURS:
        return errors.unknown(refusal.zh, refusal.en)
    if refusal.code == "role":
        return errors.not_yours(refusal.zh, refusal.en, list(refusal.allowed))
    return errors.forbidden(refusal.code, refusal.zh, refusal.en, list(refusal.allowed))


def _details(cause: ApplicationError) -> tuple[str, list[str], str]:
    """The reason in English, what would be allowed, and the refusal's code."""
    english, allowed, code = (*cause.details, *("", (), "forbidden")[len(cause.details) :])[:3]
    return str(english), [str(name) for name in allowed], str(code)
