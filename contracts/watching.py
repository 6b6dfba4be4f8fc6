"""How often a scheduled workflow looks in one run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Watch:
    """So many looks, so many real seconds from one to the next."""

    looks: int
    pause: float
