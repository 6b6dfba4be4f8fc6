"""Tables of figures: sums over calls and cases by month, pentad and day, and what waits to be added to them."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class Numbers(SQLModel):
    """The sums: `domain.rates.NUMBERS`. `latest` is a moment (UTC, story time) before which not all of it was known."""

    calls: int = 0
    asked: int = 0
    answered: int = 0
    due: int = 0
    completed: int = 0
    rated: int = 0
    satisfied: int = 0
    rateable: int = 0
    given: int = 0
    staff: int = 0
    staff_satisfied: int = 0
    late: int = 0
    left_out: int = 0
    explained: int = 0
    planned: int = 0
    unfounded: int = 0
    latest: datetime | None = Field(default=None, sa_type=UtcTime)


class FigureRow(Numbers, table=True):
    """What one key comes to in one month; which keys there are, `readmodel.figures.KINDS` says."""

    __tablename__: ClassVar[str] = "figures"

    kind: str = Field(primary_key=True)
    month: str = Field(primary_key=True)  # on the street's own calendar: 2026-10
    key: str = Field(primary_key=True)
    grade: str = Field(primary_key=True)  # "" is not graded yet
    apart: bool = Field(primary_key=True)  # 咨询宣传
    name: str = ""


class FigurePentadRow(Numbers, table=True):
    """The same in five days, named by the first: for periods that are no whole months."""

    __tablename__: ClassVar[str] = "figure_pentads"

    kind: str = Field(primary_key=True)
    pentad: str = Field(primary_key=True)  # 2026-10-06; `readmodel.spans.BEGINS`
    key: str = Field(primary_key=True)
    grade: str = Field(primary_key=True)
    apart: bool = Field(primary_key=True)
    name: str = ""


class FigureDayRow(Numbers, table=True):
    """The same in one day: for what is no whole pentad."""

    __tablename__: ClassVar[str] = "figure_days"

    kind: str = Field(primary_key=True)
    day: str = Field(primary_key=True)  # 2026-10-09
    key: str = Field(primary_key=True)
    grade: str = Field(primary_key=True)
    apart: bool = Field(primary_key=True)
    name: str = ""


class FiguresWaitingRow(Numbers, table=True):
    """What one call or case added to a day, or took back; None where it counts under no such key."""

    __tablename__: ClassVar[str] = "figures_waiting"

    id: int | None = Field(default=None, primary_key=True)
    day: str
    grade: str
    apart: bool
    unit: str | None = None
    unit_zh: str | None = None
    tier: str | None = None
    community: str | None = None
    grid: str | None = None
    item: str | None = None
    item_name: str | None = None
    reporter_kind: str | None = None
    open: str | None = None
    closed: str | None = None
    external: str | None = None
