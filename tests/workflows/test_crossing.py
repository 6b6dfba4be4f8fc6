"""A message that arrives while a case's last task is being done: the server has that task done again."""

from contextlib import suppress

from temporalio.service import RPCError

from contracts import names
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
        await case.handle.signal(names.REPORT_FACT, late)

    hooks[case.case_no, "closed"] = cross
    try:
        with suppress(RPCError):  # the sender of the rating has to send it again
            await case.rate(5)
        assert (case.case_no, "closed") not in hooks
        assert counts(await case.history())["WORKFLOW_TASK_FAILED"] == 1
        await case.recorded()
        assert await stored(database, case.case_no) == await case.events()
    finally:
        with suppress(RPCError):  # it has ended by itself
            await case.handle.terminate("the test failed")
