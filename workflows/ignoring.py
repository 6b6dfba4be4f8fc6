"""What is said of messages that were not taken: each of the first of a day, then their number. For cases and matters.

Whoever floods a case fills neither its history nor its record, and is on record all the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.cases import Passed

from workflows.options import IGNORED_A_DAY

T = TypeVar("T")
DAY = timedelta(days=1)
MORE = "more"
"""What an event says it ignored that stands for all after the first of a day."""


class Ignoring(Generic[T]):
    """Since when it counts, how many were recorded, and how many only counted.

    `made` makes the event: of what, why, and for how many it stands.
    """

    def __init__(self, made: Callable[[str, str, int], T], before: Passed) -> None:
        self._made, self._since, self._recorded, self._more = made, before.since, before.recorded, before.more

    def events(self, what: str, reason: str, now: datetime) -> list[T]:
        """What is to be recorded of one more, at that moment of the story."""
        told: list[T] = []
        if self._since is None or now - self._since >= DAY:
            told = self.rest()
            self._since, self._recorded = now, 0
        if self._recorded < IGNORED_A_DAY or not workflow.patched("ignored-at-most"):
            self._recorded += 1
            return [*told, self._made(what, reason, 1)]
        self._more += 1
        return told

    def rest(self) -> list[T]:
        """The number of those that were only counted, if there are any; then counting begins anew."""
        more, self._more = self._more, 0
        return [self._made(MORE, f"另有 {more} 条消息未予采纳，不再逐条记录", more)] if more else []

    def left(self) -> Passed:
        """For the next run."""
        return Passed(self._since, self._recorded, self._more)
