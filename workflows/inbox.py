"""Facts that wait to be decided, one at a time, in the order that fairness to the reporter and the unit demands.

The same for cases and for matters: `DatedFact` is all that it needs to know of a fact.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.views import Deadline

from workflows.options import FACT_IDS_KEPT

LONGEST_NAME = 64


class DatedFact(Protocol):
    """A frozen dataclass that says who it is and when our door received it (UTC, story time)."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Its name: it is decided once."""

    @property
    def received_at(self) -> datetime:
        """When our door received it."""


F = TypeVar("F", bound=DatedFact)


@dataclass
class Entry(Generic[F]):
    """A fact, the number its sender waits under (None: nobody waits), and the moment that counts against deadlines."""

    fact: F
    received_at: datetime
    ticket: int | None = None


class Inbox(Generic[F]):
    """Takes every fact once. At each wake: what our door received by the deadline, then the deadline, then the rest.

    `passed` makes the fact that a deadline has passed.
    """

    def __init__(
        self, passed: Callable[[Deadline], F], facts: Iterable[F] = (), known: Iterable[str] = ()
    ) -> None:
        begun = tuple(facts)
        self._passed = passed
        self._waiting: deque[Entry[F]] = deque(Entry(fact, fact.received_at) for fact in begun)
        self._known: dict[str, None] = dict.fromkeys(
            _short(name) for name in (*known, *(fact.id for fact in begun))
        )

    @property
    def waiting(self) -> bool:
        """Whether anything is to be decided."""
        return bool(self._waiting)

    def put(
        self, fact: F, now: datetime, ticket: int | None = None, counts_from: datetime | None = None
    ) -> bool:
        """Take a fact in; False for one that was here before. It is never later than `now` (story time).

        With `counts_from` it bears `now`, and counts against deadlines as received then, whatever it says itself.
        """
        name = _short(fact.id)
        if name in self._known:
            return False
        self._known[name] = None
        if len(self._known) > FACT_IDS_KEPT:
            del self._known[next(iter(self._known))]
        bears = now if counts_from else min(fact.received_at, now)
        self._waiting.append(Entry(replace(fact, received_at=bears), counts_from or bears, ticket))
        return True

    def take(self, deadline: Deadline | None, now: datetime) -> Entry[F] | None:
        """The next fact to decide, the passed deadline among them; None when nothing is to be decided now."""
        if deadline is not None and deadline.at <= now:
            in_time = next((e for e in self._waiting if e.received_at <= deadline.at), None)
            if in_time is None:
                return Entry(self._passed(deadline), deadline.at)
            self._waiting.remove(in_time)
            bears = min(in_time.fact.received_at, deadline.at)  # a command's own moment may be a little later
            return replace(in_time, fact=replace(in_time.fact, received_at=bears))
        return self._waiting.popleft() if self._waiting else None

    def forget(self, fact_id: str) -> None:
        """The rules refused it: the same command may come again, and is judged again."""
        self._known.pop(_short(fact_id), None)

    def left(self) -> tuple[F, ...]:
        """What waits, for the next run."""
        return tuple(entry.fact for entry in self._waiting)

    def known(self) -> tuple[str, ...]:
        """Ids that the next run must know."""
        waiting = {_short(entry.fact.id) for entry in self._waiting}
        return tuple(name for name in self._known if name not in waiting)


def _short(fact_id: str) -> str:
    """A name of bounded length for a fact's id, which holds what a client chose."""
    return fact_id if len(fact_id) <= LONGEST_NAME else hashlib.sha256(fact_id.encode()).hexdigest()
