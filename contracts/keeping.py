"""What goes into and out of the keeping of the record: signed days, archived cases."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Archiving:
    """One pass over closed cases: how many were archived, which could not be; `next` where there are more."""

    done: int = 0
    failed: tuple[str, ...] = ()
    next: str | None = None  # the last case number of this pass


@dataclass(frozen=True)
class Kept:
    """What one run of the keeping did: days signed, cases archived, and those that could not be."""

    days: tuple[str, ...] = ()
    archived: int = 0
    failed: tuple[str, ...] = ()
