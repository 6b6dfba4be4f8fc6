"""消息: looks into the outbox of messages, started by a schedule that `worker.py` sees to. It touches no case."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.messages import MessagesSent
    from contracts.watching import Watch

from workflows.watching import looks

TIMEOUT = timedelta(minutes=2)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))
"""Without limit: while the database is away this run tries, and the schedule skips the others."""
MOST_IN_A_ROW = 25
"""Looks without a pause, while more is due than one look takes: a thousand messages."""


@workflow.defn(name=names.MESSAGES_WORKFLOW)
class MessagesWorkflow:
    """Some looks."""

    @workflow.run
    async def run(self, watch: Watch) -> MessagesSent:
        """Send what is due, and say how much that was."""
        done = await looks(watch, self._look)
        last = done[-1].more if done else False
        return MessagesSent(sum(d.sent for d in done), sum(d.failed for d in done), last)

    async def _look(self) -> MessagesSent:
        sent = failed = 0
        for _ in range(MOST_IN_A_ROW):
            done: MessagesSent = await workflow.execute_activity(
                names.SEND_MESSAGES,
                result_type=MessagesSent,
                start_to_close_timeout=TIMEOUT,
                retry_policy=RETRY,
                summary="发送到时的消息",
            )
            sent, failed = sent + done.sent, failed + done.failed
            if not done.more:
                break
        return MessagesSent(sent, failed, done.more)
