"""Working days with 调休, and the daily hours of units. Data from the pack; asked by `domain.clock`."""

from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class Hours:
    """Daily periods in local time, in order; `working_days_only` for office hours.

    `periods` never wrap midnight; `(time(0), time(0))` is the whole day.
    """

    periods: tuple[tuple[time, time], ...]
    working_days_only: bool


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. Past `official_until` Monday to Friday counts and deadlines are estimates."""

    timezone: str  # IANA name
    holidays: dict[date, str] = field(default_factory=dict)  # date -> name in Chinese
    makeup_workdays: dict[date, str] = field(default_factory=dict)
    official_until: date = date.min
    hours: dict[str, Hours] = field(default_factory=dict)  # key as in units.csv; "office" always present
