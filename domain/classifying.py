"""归类: what a classifier is, ours or a pack's own, and what a pack lets it do without a person. Pure.

A classifier suggests. Nothing is graded by it unless the pack lists the item under `auto_classify` and the score is
high enough; even then a person regrades it like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

LONGEST_REASON = 100


@dataclass(frozen=True)
class Classifying:
    """`[classifier]` of policy.toml."""

    module: str = ""  # of the pack's folder, or an installed entry point; empty: ours alone
    auto_classify: frozenset[str] = frozenset()  # items that a public report without one may be given by it
    least: float = 0.8  # score from which it may


@dataclass(frozen=True)
class Guess:
    """An item that a report may be about, how sure that is (0 to 1), and what in the text speaks for it."""

    item: str
    score: float
    reason: str


class Classifier(Protocol):
    """What a pack may plug in: a module or an object with this one method. Called in a thread of its own."""

    def classify(self, text: str, n: int) -> Sequence[tuple[str, float, str]]:
        """At most `n` times (item code, score from 0 to 1, reason), best first; nothing where nothing fits."""


def guesses(made: object, n: int, items: frozenset[str]) -> tuple[Guess, ...]:
    """What a classifier gave, as it may be used. Raises `ValueError` for anything that its contract does not say."""
    if not isinstance(made, Sequence) or isinstance(made, str | bytes):
        raise ValueError("not a list")
    found = [_guess(one, items) for one in made[:n]]
    if len({guess.item for guess in found}) < len(found):
        raise ValueError("an item twice")
    return tuple(sorted(found, key=lambda guess: -guess.score))


def certain(classifying: Classifying, found: tuple[Guess, ...]) -> Guess | None:
    """The guess that may stand without a person: the best one, where the pack says so for its item."""
    best = found[0] if found else None
    if best is None or best.item not in classifying.auto_classify or best.score < classifying.least:
        return None
    return best


def _guess(one: object, items: frozenset[str]) -> Guess:
    match one:
        case (str(item), int() | float() as score, str(reason)):
            if item not in items:
                raise ValueError("an item that the catalogue does not have")
            if isinstance(score, bool) or not isfinite(score) or not 0 <= score <= 1:
                raise ValueError("a score that is not between 0 and 1")
            return Guess(item, float(score), " ".join(reason.split())[:LONGEST_REASON])
        case _:
            raise ValueError("not (item, score, reason)")
