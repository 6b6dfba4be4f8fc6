"""Whoever belongs to the unit reported sees nothing of the case: the condition, for every list of `readmodel`."""

from sqlalchemy import ColumnElement, and_, exists, or_, true

from readmodel.upserts import CASES


def kept_from(unit: str | None, party: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Rows with a column of the party reported that are not about this unit; all of them for None."""
    return true() if unit is None else or_(party.is_(None), party != unit)


def kept_from_by(unit: str | None, case_no: ColumnElement[str]) -> ColumnElement[bool]:
    """The same of rows that name their case alone."""
    if unit is None:
        return true()
    return ~exists().where(and_(CASES.c.case_no == case_no, CASES.c.party == unit))
