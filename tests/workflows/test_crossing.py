"""A message that arrives while a case's last task is being done: the server has that task done again."""

from domain.facts import Progress
from readmodel.database import Database
from tests.workflows.conftest import HOME, Begin, Hooks
from tests.workflows.looking import counts, stored


async def test_a_signal_that_crosses_the_end_leaves_one_history(
    begin: Begin, hooks: Hooks, database: Database
) -> None:
    case = await begin(item="A106", **HOME)
    await case.complete()
    await case.settled()
    late = await case.fact(Progress(1, "又去看过"), await case.holder_of(1))

    async def cross() -> None:
        await case.handle.signal("fact", late)

    hooks[case.case_no, "closed"] = cross
    await case.rate(5)
    await case.result()
    assert (case.case_no, "closed") not in hooks
    assert counts(await case.history())["WORKFLOW_TASK_FAILED"] == 1
    assert await stored(database, case.case_no) == await case.events()
