"""`published.csv` of a pack: figures that the street has published of itself. It may be missing."""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from domain.published import Figure, Published
from infra.pack.faults import Faults
from infra.pack.rows import one_of, table, unique

COLUMNS = (
    "figure",
    "line",
    "part_zh",
    "part_en",
    "name_zh",
    "name_en",
    "number",
    "percent",
    "since",
    "items",
)


def published(folder: Path, items: Collection[str], faults: Faults) -> tuple[Published, ...]:
    """The figures in their order; a line with neither a number nor a share is measured and was not published."""
    if not (folder / "published.csv").exists():
        return ()
    return tuple(
        Published(
            figure=row.read("figure", one_of(Figure), Figure.A_CASES),
            name=row.label("name_zh", "name_en"),
            part=row.label("part_zh", "part_en"),
            line=row.text("line"),
            number=row.read("number", _number, None),
            percent=row.read("percent", _percent, None),
            since=row.read("since", _since, None),
            items=row.read("items", _items_of(items), ()),
        )
        for row in unique(table(folder, "published.csv", COLUMNS, faults), "figure")
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _percent(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a number of percent") from error
    if not 0 <= found <= 100:
        raise ValueError(f"{text!r} is not between 0 and 100")
    return found


def _items_of(known: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        found = tuple(filter(None, text.split("|")))
        if strange := [code for code in found if code not in known]:
            raise ValueError(f"there is no item {strange[0]}")
        return found

    return read


def _since(text: str) -> tuple[int, int] | None:
    """A day of every year, `04-01`."""
    if not text:
        return None
    try:
        found = date.fromisoformat(f"2001-{text}")
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day like 04-01") from error
    return found.month, found.day
