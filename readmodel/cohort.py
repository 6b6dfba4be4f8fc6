"""Which calls a rate is about, as SQL: the period, what was known when, the key. For `readmodel.rates`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_

from domain.catalogue import Exposure
from domain.labels import SEALED_NAME
from domain.rates import SATISFIED_AT_LEAST
from readmodel.upserts import CALLS

By = Literal["unit", "tier", "community", "grid", "item", "reporter_kind", "month"]


@dataclass(frozen=True)
class Cohort:
    """Calls whose deadline falls in [`start`, `end`), as known at `as_of`; all UTC, story time."""

    start: datetime
    end: datetime
    as_of: datetime

    def due(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """That deadline falls in the period."""
        return and_(~CALLS.c.outside, column >= self.start, column < self.end)

    def known(self, due: ColumnElement[Any], done: ColumnElement[Any]) -> ColumnElement[bool]:
        """The deadline is over, or the thing was done already."""
        return or_(due <= self.as_of, self.by(done))

    def by(self, moment: ColumnElement[Any]) -> ColumnElement[bool]:
        """It had happened."""
        return func.coalesce(moment <= self.as_of, False)


def key_columns(by: By, due: ColumnElement[datetime]) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """What to group calls by, and what to call it; months are those of the deadline `due`."""
    if by == "month":
        month = CALLS.c.resolve_month if due is CALLS.c.resolve_by else CALLS.c.response_month
        return month, month
    if by == "item":  # sealed ones in one line: a line of its own would name the item
        is_sealed = CALLS.c.exposure == Exposure.SEALED.value
        columns = ((CALLS.c.item, Exposure.SEALED.value), (CALLS.c.item_name, SEALED_NAME))
        code, name = (case((is_sealed, hidden), else_=func.coalesce(known, "")) for known, hidden in columns)
        return code, name
    key = func.coalesce(CALLS.c[by], "")
    return key, CALLS.c.unit_zh if by == "unit" else key


def valid_rating(cohort: Cohort, by_staff: bool) -> ColumnElement[bool]:
    """A rating that counts, given by the reporter or taken by staff."""
    return and_(cohort.by(CALLS.c.rated_at), ~CALLS.c.rating_excluded, CALLS.c.rating_by_staff.is_(by_staff))


SATISFIED = func.coalesce(CALLS.c.rating >= SATISFIED_AT_LEAST, False)
