"""Budgets and pairs of them, as every table of a pack writes them. For the parsers of this package."""

from datetime import timedelta

from domain.budget import length

LONGEST = timedelta(days=366)
"""With a day of 24 hours. `domain.clock.MOST_DAYS` relies on it."""


def budget(text: str) -> str:
    """A budget like `4h`. Raises `ValueError` where it is not one, or is longer than a year."""
    if length(text) > LONGEST:
        raise ValueError(f"{text} is longer than a year")
    return text
