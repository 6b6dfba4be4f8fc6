"""运行办法: documents in versions, of which the latest that has begun holds. Pure; asked by `api.documents`."""

from collections.abc import Mapping
from datetime import date


def in_force(begins: Mapping[int, date], on: date) -> int | None:
    """Which version holds on that day of the city; None before the first begins. `begins`: version to its first day."""
    return max((version for version, day in begins.items() if day <= on), default=None)
