"""Rows of registers in the reader's language. For the templates of `staff/registers`."""

from collections.abc import Mapping
from itertools import islice

from api.pages.rendering import Page
from api.registers.showing import in_words
from domain.registers.declared import BY_CODE
from domain.registers.register import Field, Kind, Register, Value
from domain.registers.words import CHANGES

SHORT = 6
"""Columns of a list beside the number; all others stand on the row's own page."""


MOST_OPTIONS = 1000
"""Rows that a form offers to be named; of more, one types the number or the name."""
ALWAYS = ("state", "rating")


class RowWords:
    """Labels of registers, fields, values and changes."""

    def __init__(self, page: Page) -> None:
        self._page, self._en, self._city = page, page.language == "en", page.door.city

    def label(self, one: Register | Field) -> str:
        """What a register or a field is called."""
        return self._page.word(one.label)

    def about(self, register: Register) -> str:
        """What a register is for."""
        return self._page.word(register.about)

    def register(self, code: str) -> Register:
        """The register of that code."""
        return BY_CODE[code]

    def value(self, one: Field, values: Mapping[str, Value], linked: Mapping[str, str] | None = None) -> str:
        """A field of a row; nothing where it is empty."""
        if one.kind is Kind.LINK and linked:
            return linked.get(one.name, "")
        return str(in_words(self._city, one, values.get(one.name), {}, en=self._en))

    def said(self, register: Register, name: str, value: Value | None) -> str:
        """One side of a change."""
        one = register.field(name)
        return (
            "—"
            if value is None
            else str(in_words(self._city, one, value, {}, en=self._en))
            if one
            else str(value)
        )

    def named(self, register: Register, name: str) -> str:
        """A field of a change; one that the register has no more stands for itself."""
        one = register.field(name)
        return self.label(one) if one else name

    def change(self, what: str) -> str:
        """What happened to a row."""
        return self._page.word(CHANGES[what]) if what in CHANGES else what

    def options(self, one: Field, choices: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
        """What a field may be, for a choice."""
        match one.kind:
            case Kind.CHOICE:
                return [(code, self._page.word(label)) for code, label in one.choices.items()]
            case Kind.COMMUNITY:
                return [
                    (code, found.name_en if self._en else found.name_zh)
                    for code, found in self._city.communities.items()
                ]
            case _:
                named = choices.get(one.to, {}).items()
                return [(key, f"{title} · {key}") for key, title in islice(named, MOST_OPTIONS)]

    def columns(self, register: Register) -> list[Field]:
        """What a list shows beside the number."""
        found = [one for one in register.fields if not one.personal and one.kind is not Kind.NOTE]
        return [one for n, one in enumerate(found) if n < SHORT or one.name in ALWAYS]
