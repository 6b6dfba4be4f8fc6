"""What a case says of messages that it did not take: each of the first of a day, then their number. Used by the case.

Whoever floods a case fills neither its history nor its record, and is on record all the same.
"""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.cases import Passed
    from domain.events import Ignored

from workflows.options import IGNORED_A_DAY

DAY = timedelta(days=1)
MORE = "more"
"""What an event says it ignored that stands for all after the first of a day."""


class Ignoring:
    """Since when it counts, how many were recorded, and how many only counted."""

    def __init__(self, before: Passed) -> None:
        self._since, self._recorded, self._more = before.since, before.recorded, before.more

    def events(self, what: str, reason: str, now: datetime) -> list[Ignored]:
        """What is to be recorded of one more, at that moment of the story."""
        told: list[Ignored] = []
        if self._since is None or now - self._since >= DAY:
            told = self.rest()
            self._since, self._recorded = now, 0
        if self._recorded < IGNORED_A_DAY or not workflow.patched("ignored-at-most"):
            self._recorded += 1
            return [*told, Ignored(what, reason)]
        self._more += 1
        return told

    def rest(self) -> list[Ignored]:
        """The number of those that were only counted, if there are any; then counting begins anew."""
        more, self._more = self._more, 0
        return [Ignored(MORE, f"另有 {more} 条消息未予采纳，不再逐条记录", more)] if more else []

    def left(self) -> Passed:
        """For the next run."""
        return Passed(self._since, self._recorded, self._more)
