"""What every staff page is given: who looks, the navigation, and our codes in words. Used by all of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi.responses import Response

from api.kept_photos import link
from api.pages.rendering import Page
from api.pages.staff.acting import once
from api.pages.staff.menu import open_to
from api.pages.staff.signing import Staffer
from contracts.photolinks import Size
from domain import labels, message_words
from domain.catalogue import Item
from domain.label import Label
from domain.operations import OPERATIONS
from domain.organisation import UnitKind


class Words:
    """Labels, units, communities and items in the reader's language."""

    def __init__(self, page: Page) -> None:
        self._en, self._city, self._door = page.language == "en", page.door.city, page.door
        self.colon, self.comma = self.either("：", ": "), self.either("，", ", ")
        self.list_comma, self.space = self.either("、", ", "), self.either("　", " · ")

    def of(self, table: Mapping[Any, Label], code: object) -> str:
        """The label of a code; an unknown code stands for itself."""
        label = table.get(code)
        if label is None:
            return str(code)
        return label.en if self._en else label

    def pairs(self, table: Mapping[Any, Label]) -> list[tuple[str, str]]:
        """All codes of a table with their labels, for a choice."""
        return [(str(code), self.of(table, code)) for code in table]

    def operations(self, names: Sequence[str]) -> str:
        """What would be allowed, in words: operations, roles or codes, as a refusal names them."""
        if self._en:
            return self.list_comma.join(names)
        known = {operation.name: operation.zh for operation in OPERATIONS} | dict(labels.ROLES)
        return self.list_comma.join(known.get(name, name) for name in names)

    def unit(self, code: str | None) -> str:
        """A unit's name."""
        unit = self._city.units.get(code or "")
        return code or "" if unit is None else unit.name_en if self._en else unit.name_zh

    def unit_named(self, name_zh: str) -> str:
        """A unit's name from its Chinese one, which is all that a call keeps of who comes next."""
        found = (unit.name_en for unit in self._city.units.values() if unit.name_zh == name_zh)
        return next(found, name_zh) if self._en else name_zh

    def units(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Units with their names, for a choice."""
        return [(code, self.unit(code)) for code in codes]

    def callable_units(self) -> list[tuple[str, str]]:
        """Units that a desk may call, for a choice: all but the grids, which are called by place."""
        return self.units(unit.code for unit in self._city.units.values() if unit.kind is not UnitKind.GRID)

    def place(self, community: str | None, grid: str | None) -> str:
        """The community, and the grid's number in it."""
        found = self._city.communities.get(community or "")
        name = "" if found is None else found.name_en if self._en else found.name_zh
        number = grid.partition("-")[2] if grid else ""
        return " ".join(part for part in (name, number) if part)

    def item(self, code: str | None, otherwise: str) -> str:
        """An item's name; `otherwise` where the code is unknown or hidden."""
        item = self._city.catalogue.items.get(code or "")
        return self.of(labels.NAMELESS, otherwise) if item is None or not self._en else item.name_en

    def items(self, items: Iterable[Item]) -> list[tuple[str, str]]:
        """Items with their names, for a choice."""
        return [(item.code, self.either(item.name_zh, item.name_en)) for item in items]

    def event(self, kind: str) -> str:
        """What happened."""
        return self.of(labels.EVENTS, kind)

    def happened(self, kind: str, body: Mapping[str, Any]) -> str:
        """What happened that the reporter is told nothing of; of a task also which."""
        task = (
            (body.get("task") or {}).get("kind")
            if isinstance(body.get("task"), dict)
            else body.get("task_kind")
        )
        said = self.event(kind)
        return f"{said}{self.colon}{self.of(labels.TASKS, task)}" if task else said

    def reason(self, text: str) -> str:
        """A listed reason or a missed clock in words, a person's own text as it is, nothing for another code."""
        if text in labels.BREACHES:
            return self.of(labels.BREACHES, text)
        own = "" if text.isascii() and text.replace("_", "").isalpha() and text.islower() else text
        listed = (reasons for reasons in self._city.reasons.values() if text in reasons)
        return next((self.of(reasons, text) for reasons in listed), own)

    def reasons(self, operation: str) -> list[tuple[str, str]]:
        """The listed reasons of an operation, for a choice."""
        return self.pairs(self._city.reasons.get(operation, {}))

    def account(self, name: str) -> str:
        """Who did it: the reporter and the clock have names of their own."""
        return self.of(labels.ROLES, name)

    def either(self, zh: str, en: str) -> str:
        """One of two texts that mean the same."""
        return en if self._en else zh

    def photo(self, case_no: str, name: str, size: Size) -> str:
        """The address of a case's photo, for as long as a session lasts."""
        return link(self._door, case_no, name, size)

    @property
    def messages(self) -> Any:
        """All tables of labels of messages."""
        return message_words

    @property
    def labels(self) -> Any:
        """All tables of labels."""
        return labels


def show(page: Page, who: Staffer, template: str, status: int = 200, **values: Any) -> Response:
    """A staff page."""
    menu = [entry for entry in open_to(page.door, who.actor) if entry.in_menu]
    return page.html(f"staff/{template}", status, who=who, menu=menu, key=once(), words=Words(page), **values)
