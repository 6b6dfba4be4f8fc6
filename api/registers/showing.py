"""Registers and rows as they are shown: over HTTP, on pages, in a workbook."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from api import sheets
from api.door import Door
from api.registers.entitled import keeper_of, may_add, may_write
from api.registers.rows import whole
from api.schemas.registers import ChangeShown, ChoiceShown, FieldShown, RegisterShown, RowShown, RowWhole
from domain.label import Label
from domain.localtime import zone
from domain.people import Actor
from domain.policy import City
from domain.registers.register import KEY, Field, Kind, Register, Value
from readmodel.register_tables import RegisterChangeRow, RegisterRow

Titles = Mapping[str, Mapping[str, str]]
"""Of other registers, by their keys."""


def register_shown(door: Door, by: Actor, register: Register, rows: int) -> RegisterShown:
    """A register with its fields."""
    return RegisterShown(
        code=register.code,
        name=register.label,
        name_en=register.label.en,
        about=register.about,
        about_en=register.about.en,
        kept_by=keeper_of(door, register),
        rows=rows,
        may_write=may_add(door, by, register),
        fields=tuple(_field(one) for one in register.fields),
    )


def row_shown(door: Door, by: Actor, register: Register, row: RegisterRow, titles: Titles) -> RowShown:
    """A row; what is personal is opened for whoever may write it. Waits for a disk."""
    writes = may_write(door, by, register, row.community)
    values = whole(door, register, row) if writes else row.body
    return RowShown(
        code=register.code,
        key=row.key,
        title=title_of(register, row, titles),
        edition=row.edition,
        changed_at=row.changed_at.astimezone(_zone(door)),
        changed_by=row.changed_by,
        may_write=writes,
        values=values,
        linked=linked(register, row.body, titles),
    )


def row_whole(shown: RowShown, changes: Iterable[RegisterChangeRow], local: ZoneInfo) -> RowWhole:
    """A row with its history."""
    found = tuple(
        ChangeShown(
            edition=one.edition,
            at=one.at.astimezone(local),
            account=one.account,
            unit=one.unit,
            what=one.what,
            changes=tuple((name, was, now) for name, was, now in one.changes),
            note=one.note,
        )
        for one in changes
    )
    return RowWhole(**shown.model_dump(), changes=found)


def title_of(register: Register, row: RegisterRow, titles: Titles) -> str:
    """What a row is called; where that names another row, its title."""
    one = register.field(register.title)
    if one is None or one.kind is not Kind.LINK:
        return row.title
    return titles.get(one.to, {}).get(row.title, row.title)


def linked(register: Register, values: Mapping[str, Value], titles: Titles) -> dict[str, str]:
    """Titles of the rows that these values name, by field."""
    return {
        one.name: titles.get(one.to, {}).get(str(values[one.name]), str(values[one.name]))
        for one in register.fields
        if one.kind is Kind.LINK and one.name in values
    }


def in_words(city: City, one: Field, value: Value | None, titles: Titles, *, en: bool = False) -> Value:
    """A value as people read it."""
    if value is None:
        return ""
    match one.kind:
        case Kind.CHOICE:
            label = one.choices.get(str(value), Label(str(value), str(value)))
            return label.en if en else str(label)
        case Kind.COMMUNITY:
            found = city.communities.get(str(value))
            return str(value) if found is None else found.name_en if en else found.name_zh
        case Kind.LINK:
            return titles.get(one.to, {}).get(str(value), str(value))
        case _:
            return value


def workbook(door: Door, register: Register, rows: Iterable[RegisterRow], titles: Titles) -> bytes:
    """All rows but for what is personal, headed as an import reads them; links by their numbers."""
    fields = [one for one in register.fields if not one.personal]
    table: list[list[sheets.Cell]] = [[KEY, *(str(one.label) for one in fields)]]
    for row in rows:
        cells: list[sheets.Cell] = [
            value if one.kind is Kind.LINK else in_words(door.city, one, value, titles)
            for one in fields
            for value in (row.body.get(one.name, ""),)
        ]
        table.append([row.key, *cells])
    return sheets.workbook({str(register.label): ((), table)})


def _field(one: Field) -> FieldShown:
    return FieldShown(
        name=one.name,
        label=one.label,
        label_en=one.label.en,
        kind=one.kind.value,
        required=one.required,
        personal=one.personal,
        by_steps=one.by_steps,
        choices=tuple(
            ChoiceShown(code=code, name=label, name_en=label.en) for code, label in one.choices.items()
        ),
        links_to=one.to or None,
    )


def _zone(door: Door) -> ZoneInfo:
    return zone(door.city.calendar.timezone)
