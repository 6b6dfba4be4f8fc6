"""The keeping of the record: days that are over are signed, cases closed a while ago archived, then erased.

Started every hour by a Temporal schedule that `worker.py` sees to.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.keeping import Archiving, Forgetting, Kept

TIMEOUT = timedelta(minutes=10)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=10), maximum_attempts=3)
"""The next hour comes anyway."""
PASSES = 100
"""In one run; the next takes up what is left."""
MOST_NAMED = 100


@workflow.defn(name=names.KEEPING_WORKFLOW)
class KeepingWorkflow:
    """One hour's keeping."""

    @workflow.run
    async def run(self) -> Kept:
        """Sign, then archive, then erase what is over, pass by pass."""
        days: tuple[str, ...] = await workflow.execute_activity(
            names.SIGN_DAYS,
            result_type=tuple[str, ...],
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="给过去的每一天签名",
        )
        archived, failed, after = 0, list[str](), ""
        for _ in range(PASSES):
            one = await self._archive(after)
            archived += one.done
            failed += one.failed
            if one.next is None:
                break
            after = one.next
        erased, after = 0, ""
        for _ in range(PASSES):
            gone = await self._forget(after)
            erased += gone.done
            failed += gone.failed
            if gone.next is None:
                break
            after = gone.next
        return Kept(days, archived, tuple(failed[:MOST_NAMED]), erased)

    async def _forget(self, after: str) -> Forgetting:
        done: Forgetting = await workflow.execute_activity(
            names.FORGET,
            after,
            result_type=Forgetting,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="删除到期的个人信息",
        )
        return done

    async def _archive(self, after: str) -> Archiving:
        done: Archiving = await workflow.execute_activity(
            names.ARCHIVE,
            after,
            result_type=Archiving,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="归档已结案件",
        )
        return done
