"""被反映单位: whoever asks finds nothing of what is about their own unit. For every list, count and board."""

from sqlalchemy import Column, ColumnElement, or_


def unless_about(party: Column[str | None], unit: str | None) -> list[ColumnElement[bool]]:
    """The condition on a row's party for somebody of that unit; none where nobody in particular asks (None)."""
    return [] if unit is None else [or_(party.is_(None), party != unit)]
