"""What goes into and out of the workflow of a round and its activities, and how a round is started."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from contracts import names
from contracts.cases import Notice, Passed
from contracts.story import StoryClock
from domain.people import Actor
from domain.rounds.events import RoundEvent
from domain.rounds.facts import RoundFact
from domain.rounds.round import Plan, Round
from domain.rounds.words import KINDS

RULES = 2
"""Version of the rules that new runs start with."""


@dataclass(frozen=True)
class RoundStart:
    """A new round: its plan, and who brought it at which story moment (UTC)."""

    plan: Plan
    received_at: datetime
    by: Actor
    kind: Literal["start"] = "start"


@dataclass(frozen=True)
class RoundResume:
    """An open round moved to a new run: nothing decided, received or unrecorded is lost."""

    one: Round
    inbox: tuple[RoundFact, ...] = ()
    unrecorded: tuple[RoundEvent, ...] = ()
    fact_ids: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    ignored: Passed = field(default_factory=Passed)
    kind: Literal["resume"] = "resume"


@dataclass(frozen=True)
class RoundRun:
    """Input of one run of the workflow of a round."""

    story: StoryClock
    begin: RoundStart | RoundResume
    zone: str = "Asia/Shanghai"  # for the words in the Temporal UI
    rules: int = 1  # of runs that began before there was a number


@dataclass(frozen=True)
class RoundBatch:
    """Input of `record_round`: consecutive events of one round, and what they tell whom."""

    round_no: str
    events: tuple[RoundEvent, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class RoundSummary:
    """What the workflow returns at its end."""

    round_no: str
    outcome: str
    events: int
    findings: int
    absent: int


async def start_round(client: Client, run: RoundRun, plan: Plan, timeout: timedelta) -> bool:
    """Put a round on record; False if that number exists already. Raises `RPCError`; `timeout` is real time."""
    try:
        await client.start_workflow(
            names.PATROL_WORKFLOW,
            run,
            id=plan.round_no,
            task_queue=names.MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"{KINDS[plan.kind]} · {plan.title_zh}",
            rpc_timeout=timeout,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
