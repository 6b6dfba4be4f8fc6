"""Facts that wait to be decided, one at a time, in the order that fairness to the reporter and the unit demands."""

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.facts import DeadlinePassed, Fact
    from domain.people import SYSTEM
    from domain.views import Deadline

from workflows.options import FACT_IDS_KEPT

LONGEST_NAME = 64


@dataclass
class Entry:
    """A fact, and the number its sender waits under (None: nobody waits)."""

    fact: Fact
    ticket: int | None = None


class Inbox:
    """Takes every fact once. At each wake: what our door received by the deadline, then the deadline, then the rest."""

    def __init__(self, facts: Iterable[Fact] = (), known: Iterable[str] = ()) -> None:
        self._waiting: deque[Entry] = deque(Entry(fact) for fact in facts)
        self._known: dict[str, None] = dict.fromkeys(
            _short(name) for name in (*known, *(fact.id for fact in facts))
        )

    @property
    def waiting(self) -> bool:
        """Whether anything is to be decided."""
        return bool(self._waiting)

    def put(self, fact: Fact, now: datetime, ticket: int | None = None) -> bool:
        """Take a fact in; False for one that was here before. It is never later than `now` (story time)."""
        name = _short(fact.id)
        if name in self._known:
            return False
        self._known[name] = None
        if len(self._known) > FACT_IDS_KEPT:
            del self._known[next(iter(self._known))]
        self._waiting.append(Entry(replace(fact, received_at=min(fact.received_at, now)), ticket))
        return True

    def take(self, deadline: Deadline | None, now: datetime) -> Entry | None:
        """The next fact to decide, the passed deadline among them; None when nothing is to be decided now."""
        if deadline is not None and deadline.at <= now:
            in_time = next((e for e in self._waiting if e.fact.received_at <= deadline.at), None)
            if in_time is None:
                passed = DeadlinePassed(deadline.key)
                return Entry(Fact(f"due:{deadline.key}", deadline.at, SYSTEM, passed))
            self._waiting.remove(in_time)
            return in_time
        return self._waiting.popleft() if self._waiting else None

    def forget(self, fact_id: str) -> None:
        """The rules refused it: the same command may come again, and is judged again."""
        self._known.pop(_short(fact_id), None)

    def left(self) -> tuple[Fact, ...]:
        """What waits, for the next run."""
        return tuple(entry.fact for entry in self._waiting)

    def known(self) -> tuple[str, ...]:
        """Ids that the next run must know."""
        waiting = {_short(entry.fact.id) for entry in self._waiting}
        return tuple(name for name in self._known if name not in waiting)


def _short(fact_id: str) -> str:
    """A name of bounded length for a fact's id, which holds what a client chose."""
    return fact_id if len(fact_id) <= LONGEST_NAME else hashlib.sha256(fact_id.encode()).hexdigest()
