"""What every played department can do: take our messages, misbehave as a test says, and tell what had effect."""

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum, auto


class Fault(Enum):
    """How a department can fail to answer as it should."""

    BUSY = auto()  # says that it cannot now
    LOST = auto()  # takes it, and the connection breaks before it answered
    RESET = auto()  # breaks the connection before it took anything
    DRIPS = auto()  # answers a byte at a time, without end
    REFUSES = auto()  # says that it never will
    HAS_IT = auto()  # says that it has it already


TOOK = {None, Fault.LOST, Fault.HAS_IT}
"""After these the message is there."""
PATIENCE = 30.0
"""Seconds until a test says that what it waits for does not come."""


@dataclass(frozen=True)
class Came:
    """One try, as it came in."""

    key: str  # the same for every try of one message
    type: str  # call, change, cancel
    text: str
    fault: Fault | None = None


@dataclass
class Played:
    """Answers each call's tries by its script, then well. A held call's answers wait until released."""

    scripts: dict[str, list[Fault]] = field(default_factory=dict)
    tries: dict[str, list[Came]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, threading.Event] = field(default_factory=dict)
    came: threading.Condition = field(default_factory=threading.Condition)

    def script(self, call: str, *faults: Fault) -> None:
        """Answer the next tries about this call like that."""
        self.scripts[call] = list(faults)

    def hold(self, call: str) -> threading.Event:
        """Let this call's answers wait until the event is set."""
        return self.held.setdefault(call, threading.Event())

    def next_fault(self, call: str) -> Fault | None:
        """How the next try is to be answered."""
        script = self.scripts.get(call)
        return script.pop(0) if script else None

    def take(self, call: str, key: str, type: str, text: str) -> Fault | None:
        """Keep a try and say how to answer it; waits where it is held."""
        with self.came:
            fault = self.next_fault(call)
            self.tries[call].append(Came(key, type, text, fault))
            self.came.notify_all()
        if call in self.held:
            self.held[call].wait(PATIENCE)
        return fault

    def wait_for(self, call: str, number: int) -> list[Came]:
        """Block until so many tries about the call came in."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.tries[call]) >= number, PATIENCE)
            return list(self.tries[call])

    def effective(self, call: str) -> list[str]:
        """The types of the messages that had effect, once each, in their order."""
        had = {came.key: came.type for came in self.tries[call] if came.fault in TOOK}
        return list(had.values())
