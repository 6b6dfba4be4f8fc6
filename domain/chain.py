"""What makes the list of a case's events provable: a chain of hashes, and a tree of hashes over many cases.

Pure and small, so that anybody can check it with a few lines of a language of their own (docs/howto/verify.md).
Used by the read model, the daily heads, the archive and `huying verify`. All hashes are SHA-256, in hexadecimal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

EMPTY = sha256(b"").hexdigest()
"""Root of a day on which nothing was recorded."""


@dataclass(frozen=True)
class Step:
    """One step from a leaf up to the root: the hash beside it, and on which side that stands."""

    side: Literal["left", "right"]
    hash: str


def link(previous: str, digest: str) -> str:
    """The chain's value at an event: of the value before it and the event's own digest.

    Before a case's first event stands its number, so that no list can be passed off as another case's.
    """
    return sha256((previous + digest).encode()).hexdigest()


def linked(case_no: str, digests: Iterable[str]) -> str:
    """The chain's value after all these events of a case, from its first on."""
    value = case_no
    for digest in digests:
        value = link(value, digest)
    return value


def digest_of(body: str) -> str:
    """The digest of an event as it is stored."""
    return sha256(body.encode()).hexdigest()


def leaf(case_no: str, seq: int, chain: str) -> str:
    """What stands for a case in a day's tree: its number, and its chain's value at that event."""
    return sha256(f"leaf {case_no} {seq} {chain}".encode()).hexdigest()


def root(leaves: Sequence[str]) -> str:
    """The root over leaves in their order; one without a neighbour goes up as it is."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path(leaves: Sequence[str], index: int) -> tuple[Step, ...]:
    """The steps from the leaf at `index` up to the root."""
    level, steps = list(leaves), []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            steps.append(Step("left" if beside < index else "right", level[beside]))
        level, index = _above(level), index // 2
    return tuple(steps)


def climb(leaf: str, steps: Iterable[Step]) -> str:
    """The root to which these steps lead from a leaf."""
    value = leaf
    for step in steps:
        value = _node(step.hash, value) if step.side == "left" else _node(value, step.hash)
    return value


def _above(level: Sequence[str]) -> list[str]:
    pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return pairs if len(level) % 2 == 0 else [*pairs, level[-1]]


def _node(left: str, right: str) -> str:
    return sha256(f"node {left} {right}".encode()).hexdigest()
