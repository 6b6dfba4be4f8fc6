"""A circuit per department and worker process: after so many failures in a row nothing is sent for a while.

closed: everything goes. open: fails at once, so that a dead system holds no connection and no slot. half_open: one
try goes, and what becomes of it decides. Used by `activities.call`.
"""

import time
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]


class Circuit:
    """Not for threads: all of a worker's deliveries live in one loop. `clock` is monotonic, in seconds."""

    def __init__(self, failures: int, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._failed, self._opened_at, self._trying = 0, 0.0, False
        self.state: State = "closed"

    def admits(self) -> bool:
        """Whether a try may go now; of those that ask an open circuit after its pause, one may."""
        if self.state == "open" and self._clock() - self._opened_at >= self._pause:
            self.state = "half_open"
        if self.state == "half_open" and not self._trying:
            self._trying = True
            return True
        return self.state == "closed"

    def succeeded(self) -> None:
        """It answered, be it with a refusal."""
        self.state, self._failed, self._trying = "closed", 0, False

    def failed(self) -> None:
        """It was away."""
        self._failed += 1
        self._trying = False
        if self.state == "half_open" or self._failed >= self._most:
            self.state, self._opened_at = "open", self._clock()

    def broke_off(self) -> None:
        """A try that was called off says nothing; another one may go in its place."""
        self._trying = False
