"""What one look for incidents found and did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Looked:
    """How many groups were offered to the desk, and how many cases were asked to join an incident."""

    offered: int = 0
    joined: int = 0
