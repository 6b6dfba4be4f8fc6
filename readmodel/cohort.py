"""Which calls a rate is about, as SQL: the period, what was known when, the key. For `readmodel.rates`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_

from domain.catalogue import Exposure
from domain.labels import SEALED_NAME
from domain.rates import RESULTS_BESIDE, SATISFIED_AT_LEAST
from readmodel.beside import beside
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


def keyed(by: By, due: ColumnElement[datetime], key: str) -> ColumnElement[bool]:
    """Calls under that key, of a deadline's index: one unit may have had more calls than all have in a month."""
    if by == "month":
        return key_columns(by, due)[0] == key
    if by == "item":
        is_sealed = CALLS.c.exposure == Exposure.SEALED.value
        if key == Exposure.SEALED.value:
            return is_sealed
        return and_(CALLS.c.item == key if key else CALLS.c.item.is_(None), ~is_sealed)
    column = beside(CALLS.c[by])
    return column == key if key else column.is_(None)


def numbers_of(cohort: Cohort, due: ColumnElement[datetime]) -> list[ColumnElement[int]]:
    """`domain.rates.of_response` or `of_completion`, by which deadline is asked about, summed over a group of calls."""
    return _response(cohort) if due is CALLS.c.respond_by else _completion(cohort)


def numbers_ahead(due: ColumnElement[datetime]) -> list[ColumnElement[int]]:
    """Of calls neither done nor past that deadline: what they will count for as soon as it is over, and do not yet."""
    if due is CALLS.c.respond_by:
        return [_number("asked", CALLS.c.counts_response)]
    return [_number("due", CALLS.c.counts_completion), _number("left_out", ~CALLS.c.counts_completion)]


def _number(name: str, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions)).label(name)


def _response(cohort: Cohort) -> list[ColumnElement[int]]:
    below = and_(cohort.known(CALLS.c.respond_by, CALLS.c.responded_at), CALLS.c.counts_response)
    return [
        func.count().label("calls"),
        _number("asked", below),
        _number("answered", below, CALLS.c.answered_in_time),
    ]


def _completion(cohort: Cohort) -> list[ColumnElement[int]]:
    due = cohort.known(CALLS.c.resolve_by, CALLS.c.completed_at)
    below = and_(due, CALLS.c.counts_completion)
    completed = and_(below, cohort.by(CALLS.c.completed_at))
    rateable = cohort.by(CALLS.c.rateable_at)
    given = and_(rateable, cohort.by(CALLS.c.rated_at), ~CALLS.c.rating_by_staff)
    rated, staff = valid_rating(cohort, False), valid_rating(cohort, True)
    return [
        func.count().label("calls"),
        _number("due", below),
        _number("completed", below, CALLS.c.completed_in_time),
        _number("rated", rated),
        _number("satisfied", rated, SATISFIED),
        _number("rateable", rateable),
        _number("given", given),
        _number("staff", staff),
        _number("staff_satisfied", staff, SATISFIED),
        _number("late", completed, ~CALLS.c.completed_in_time),
        _number("left_out", due, ~CALLS.c.counts_completion),
        *(_number(name, completed, CALLS.c.result == name) for name in RESULTS_BESIDE),
    ]


def valid_rating(cohort: Cohort, by_staff: bool) -> ColumnElement[bool]:
    """A rating that counts, given by the reporter or taken by staff."""
    return and_(cohort.by(CALLS.c.rated_at), ~CALLS.c.rating_excluded, CALLS.c.rating_by_staff.is_(by_staff))


SATISFIED = func.coalesce(CALLS.c.rating >= SATISFIED_AT_LEAST, False)
