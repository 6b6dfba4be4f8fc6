"""The moment that a case, matter or round goes by: that of the last thing that came to it."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.names import COMMAND_TIMEOUT
    from contracts.story import StoryClock

STEADY_SINCE = 3
"""Rules version from which runs of a case do so. Older ones read the server's clock anew at every question."""
HEARD_SINCE, MATTERS_HEARD_SINCE = 4, 2
"""Rules versions from which a command goes by the moment at which the case heard it.

A command that is sent again, with no answer to the first try, was received by our door at another moment. Where the
server dies between, it may take the second for the first, which the case has carried out: both must make the same
(decision 0045).
"""


class Moment:
    """Looks at the clock only where a message, a timer or an activity of the history wakes the case.

    After a local activity the SDK's time is not that of the replay: where a worker was held up for seconds between the
    result and the next workflow task, the case was decided at the later moment and is replayed at the earlier one. A
    deadline between the two made other commands, and the case could not go on (decision 0035).
    """

    def __init__(self, story: StoryClock, *, steady: bool = True) -> None:
        self._story, self._steady, self._real = story, steady, workflow.now()

    def look(self) -> None:
        """Something came from outside."""
        self._real = workflow.now()

    def asked(self) -> datetime:
        """When a command that is heard now was sent at the earliest, in story time: nobody waits longer for it."""
        return self._story.story(self._real - COMMAND_TIMEOUT)

    def now(self) -> datetime:
        """Story time (UTC)."""
        return self._story.story(self._real if self._steady else workflow.now())
