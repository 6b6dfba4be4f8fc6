"""What goes into and out of the matter workflow and its activities, and how a matter is started."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from contracts import names
from contracts.cases import Notice, Passed
from contracts.story import StoryClock
from domain.matters.events import MatterEvent
from domain.matters.facts import MatterFact
from domain.matters.matter import Application, Matter
from domain.people import Actor

RULES = 3
"""Version of the rules that new runs start with."""


@dataclass(frozen=True)
class MatterStart:
    """A new matter: what begins it, and who brought it at which story moment (UTC)."""

    application: Application
    received_at: datetime
    by: Actor
    kind: Literal["start"] = "start"


@dataclass(frozen=True)
class MatterResume:
    """An open matter moved to a new run: nothing decided, received or unrecorded is lost."""

    matter: Matter
    inbox: tuple[MatterFact, ...] = ()
    unrecorded: tuple[MatterEvent, ...] = ()
    fact_ids: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    ignored: Passed = field(default_factory=Passed)
    kind: Literal["resume"] = "resume"


@dataclass(frozen=True)
class MatterRun:
    """Input of one run of the matter workflow."""

    story: StoryClock
    begin: MatterStart | MatterResume
    zone: str = "Asia/Shanghai"  # for the words in the Temporal UI
    rules: int = 1  # of runs that began before there was a number


@dataclass(frozen=True)
class MatterBatch:
    """Input of `record_matter`: consecutive events of one matter, and what they tell whom."""

    matter_no: str
    events: tuple[MatterEvent, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class MatterSummary:
    """What the workflow returns at its end."""

    matter_no: str
    outcome: str
    events: int
    visits: int
    breaches: int
    rating: int | None


async def start_matter(
    client: Client, run: MatterRun, matter_no: str, memo: dict[str, str], summary: str, timeout: timedelta
) -> bool:
    """Take a matter in; False if that number exists already. Raises `RPCError`; `timeout` is real time."""
    try:
        await client.start_workflow(
            names.MATTER_WORKFLOW,
            run,
            id=matter_no,
            task_queue=names.MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            memo=memo,
            static_summary=summary,
            rpc_timeout=timeout,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
