"""How a case is started, by whatever door: the number is its id, and a number is used once."""

from datetime import timedelta
from typing import Any

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from contracts import names
from contracts.cases import CaseRun, Resume, Verdict
from contracts.story import StoryClock
from contracts.urgency import priority
from domain.case import Case
from domain.catalogue import Exposure, Item
from domain.facts import Fact, Report
from domain.policy import City

MORE_CASES = {None: "报事", "split": "拆单", "repair": "后续修复", "reopen": "重新受理", "left": "单独立案"}


async def start_case(
    client: Client,
    run: CaseRun,
    case_no: str,
    memo: dict[str, str],
    summary: str,
    served: Priority,
    timeout: timedelta,
) -> bool:
    """Accept a case; False if that number exists already. Raises `RPCError`; `timeout` is real time."""
    try:
        await client.start_workflow(
            names.CASE_WORKFLOW,
            run,
            id=case_no,
            task_queue=names.MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            memo=memo,
            static_summary=summary,
            priority=served,
            rpc_timeout=timeout,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


def served(city: City, report: Report) -> Priority:
    """Urgent before hard before simple, and no community before another."""
    item = city.catalogue.items.get(report.item or "")
    return priority(item.grade if item else None, item.urgent if item else False, report.community)


def summary(city: City, report: Report) -> str:
    """One line for the Temporal UI, without personal data."""
    item = city.catalogue.items.get(report.item or "")
    community = city.communities.get(report.community or "")
    where = community.name_zh if community else "辖区外" if report.outside else "地点待定"
    return f"{MORE_CASES[report.link]} · {_name(item)} · {where}"


def _name(item: Item | None) -> str:
    if item is None:
        return "待分级"
    return "涉密件" if item.exposure is Exposure.SEALED else item.name_zh


async def ask_afterwards(
    client: Client, case: Case, fact: Fact, story: StoryClock, zone: str, timeout: timedelta
) -> Verdict:
    """Ask something of a closed case: a run from its snapshot hears it, or the one that hears another request already.

    `timeout` is real time. Raises `WorkflowUpdateFailedError` for a refusal, `WorkflowAlreadyStartedError` where the
    snapshot is older than the case, and `RPCError`.
    """
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        names.CASE_WORKFLOW,
        CaseRun(story, Resume(case), zone=zone),
        id=names.after_id(case.case_no, case.settled),
        task_queue=names.MAIN_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        static_summary="结案后的申诉与评价剔除",
    )
    verdict: Verdict = await client.execute_update_with_start_workflow(
        names.COMMAND,
        fact,
        id=fact.id,
        start_workflow_operation=start,
        result_type=Verdict,
        rpc_timeout=timeout,
    )
    return verdict
