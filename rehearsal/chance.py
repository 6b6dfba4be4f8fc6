"""Chance that does not depend on order: the same report meets the same luck under either policy.

A draw is named by the seed, the report and what is drawn; nothing is drawn in turn.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from itertools import accumulate
from math import exp
from statistics import NormalDist
from typing import Generic, TypeVar

T = TypeVar("T")
_NORMAL = NormalDist()
_RANGE = 1 << 64


@dataclass(frozen=True)
class Span:
    """How long something takes: half of the times at most `median` minutes; `spread` is of the logarithm."""

    median: float
    spread: float

    def at(self, share: float) -> timedelta:
        """The time that this share (0 to 1, neither included) of all times stays below, in whole milliseconds."""
        minutes = self.median * exp(self.spread * _NORMAL.inv_cdf(share)) if self.spread else self.median
        return timedelta(milliseconds=max(1, round(60_000 * minutes)))


@dataclass(frozen=True)
class Weighted(Generic[T]):
    """Things of which some come more often than others."""

    things: tuple[T, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, weighted: Iterable[tuple[T, float]]) -> "Weighted[T]":
        """Things with their weights, of any sum. Raises `ValueError` where none has a weight."""
        known = [(thing, weight) for thing, weight in weighted if weight > 0]
        if not known:
            raise ValueError("nothing to draw from")
        return cls(tuple(thing for thing, _ in known), tuple(accumulate(weight for _, weight in known)))

    def at(self, share: float) -> T:
        """The thing at that share, from 0 to 1, of all weights."""
        return self.things[min(bisect_right(self.sums, share * self.sums[-1]), len(self.things) - 1)]


@dataclass(frozen=True)
class Chance:
    """Luck by name."""

    seed: int

    def share(self, of: str, what: str) -> float:
        """A number above 0 and below 1, all equally likely."""
        digest = blake2b(f"{self.seed}/{of}/{what}".encode(), digest_size=8).digest()
        return (int.from_bytes(digest, "big") + 0.5) / _RANGE

    def happens(self, of: str, what: str, share: float) -> bool:
        """Whether something that happens in so many cases of one happens here."""
        return self.share(of, what) < share

    def span(self, of: str, what: str, span: Span) -> timedelta:
        """How long it takes here."""
        return span.at(self.share(of, what))
