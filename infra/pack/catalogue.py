"""Catalogues from their tables: A items, B items, response items, and the listed reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.catalogue import Channel, CheckKind, Clock, Exposure, Grade, Item, Limits
from domain.label import Label
from infra.pack.faults import Faults
from infra.pack.limits import budget
from infra.pack.names import Names
from infra.pack.rows import Row, one_of, table, unique, yes

COLUMNS = (
    "code",
    "class_zh",
    "item_zh",
    "class_en",
    "item_en",
    "lead",
    "co",
    "channel",
    "clock",
    "urgent",
    "respond",
    "resolve",
    "check",
    "auto",
    "exposure",
    "group",
    "b_item",
    "remark",
)
CHANNELS = {
    "自办": Channel.SELF,
    "联办": Channel.JOINT,
    "内呼": Channel.INTERNAL,
    "外呼": Channel.EXTERNAL,
}
COUNTED_APART = "咨询宣传"
STATUTORY = "statutory"
BY_ITSELF = "!"
"""Behind a co unit: it is called without being asked for."""


@dataclass(frozen=True)
class Sheet:
    """One catalogue, and the row that each of its items stands on."""

    file: str
    rows: dict[str, Row]
    items: dict[str, Item]


def sheet(folder: Path, file: str, grade: Grade, names: Names, faults: Faults) -> Sheet:
    """The items of one table, by code."""
    rows = {row.text("code"): row for row in unique(table(folder, file, COLUMNS, faults))}
    return Sheet(file, rows, {code: _item(row, grade, names) for code, row in rows.items()})


def cross_check(sheets: Iterable[Sheet], b_items: Sheet) -> None:
    """Every `b_item` must be there and no less guarded, and no code may stand in two catalogues."""
    first: dict[str, Sheet] = {}
    for each in sheets:
        for code, row in each.rows.items():
            wanted = row.text("b_item")
            if wanted and wanted not in b_items.items:
                row.fault(f"b_item: there is no B item {wanted}")
            elif wanted and _wider(each.items[code], b_items.items[wanted]):
                row.fault(f"exposure: wider than that of {wanted}, whose matter it is")
            if code in first:
                other = first[code]
                row.fault(f"duplicate code {code} (first in {other.file} on line {other.rows[code].line})")
            first.setdefault(code, each)


def _wider(item: Item, than: Item) -> bool:
    """Whether more people may see the item than the other: a detail must not give its matter away."""
    order = list(Exposure)
    return order.index(item.exposure) < order.index(than.exposure)


def _item(row: Row, grade: Grade, names: Names) -> Item:
    co = _co(row, names)
    return Item(
        code=row.text("code"),
        grade=grade,
        class_zh=row.needed("class_zh"),
        class_en=row.needed("class_en"),
        name_zh=row.needed("item_zh"),
        name_en=row.needed("item_en"),
        lead=row.read("lead", names.code, ""),
        co=tuple(code for code, _ in co),
        co_auto=tuple(code for code, by_itself in co if by_itself),
        channel=row.read("channel", _channel, Channel.INTERNAL),
        limits=_limits(row),
        urgent=row.read("urgent", yes, False),
        check=row.read("check", one_of(CheckKind), CheckKind.PHONE),
        auto=row.read("auto", yes, False),
        exposure=row.read("exposure", one_of(Exposure), Exposure.CASE),
        counted_apart=row.read("group", _group, False),
        statutory=row.text("remark").startswith(STATUTORY),
        b_item=row.text("b_item") or None,
    )


def _co(row: Row, names: Names) -> list[tuple[str, bool]]:
    """Co units, and whether each is called by itself. All are offered to the dispatcher."""
    units = []
    for name in filter(None, (name.strip() for name in row.text("co").split("|"))):
        try:
            units.append((names.code(name.removesuffix(BY_ITSELF)), name.endswith(BY_ITSELF)))
        except ValueError as error:
            row.fault(f"co: {error}")
    return units


def _group(text: str) -> bool:
    if text not in (COUNTED_APART, ""):
        raise ValueError(f"{text!r} is not {COUNTED_APART} or empty")
    return text == COUNTED_APART


def _channel(text: str) -> Channel:
    if text not in CHANNELS:
        raise ValueError(f"{text!r} is not one of {', '.join(CHANNELS)}")
    return CHANNELS[text]


def _limits(row: Row) -> Limits:
    return Limits(
        row.read("clock", one_of(Clock), Clock.WORKING),
        row.read("respond", budget, "1d"),
        row.read("resolve", budget, "1d"),
    )


def reasons(folder: Path, faults: Faults) -> dict[str, dict[str, Label]]:
    """Listed reasons by operation and code, in both languages; one without English is said in Chinese."""
    listed: dict[str, dict[str, Label]] = {}
    for row in table(folder, "reasons.csv", ("op", "code", "zh", "en"), faults):
        codes = listed.setdefault(row.needed("op"), {})
        if row.text("code") in codes:
            row.fault(f"duplicate code {row.text('code')}")
        row.needed("zh")
        codes[row.needed("code")] = row.label("zh", "en")
    return listed
