"""Catalogues from their tables: A items, B items, response items, and the listed reasons."""

from pathlib import Path

from domain.budget import parsed
from domain.catalogue import Channel, CheckKind, Clock, Exposure, Grade, Item, Limits
from infra.pack.faults import Faults
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


def items(folder: Path, file: str, grade: Grade, names: Names, faults: Faults) -> dict[str, Item]:
    """The items of one table, by code."""
    rows = unique(table(folder, file, COLUMNS, faults))
    return {row.text("code"): _item(row, grade, names) for row in rows}


def check_b_items(found: dict[str, Item], b_items: dict[str, Item], file: str, folder: Path, faults: Faults) -> None:
    """Every `b_item` must be there."""
    for row in table(folder, file, COLUMNS, Faults()):
        wanted = row.text("b_item")
        if row.text("code") in found and wanted and wanted not in b_items:
            faults.add(file, row.line, f"b_item: there is no B item {wanted}")


def _item(row: Row, grade: Grade, names: Names) -> Item:
    co = [name.strip() for name in row.text("co").split("|") if name.strip()]
    return Item(
        code=row.text("code"),
        grade=grade,
        class_zh=row.needed("class_zh"),
        class_en=row.needed("class_en"),
        name_zh=row.needed("item_zh"),
        name_en=row.needed("item_en"),
        lead=row.read("lead", names.code, ""),
        co=_codes(row, [name.removesuffix(BY_ITSELF) for name in co], names),
        co_auto=_codes(row, [name.removesuffix(BY_ITSELF) for name in co if name.endswith(BY_ITSELF)], names),
        channel=row.read("channel", _channel, Channel.INTERNAL),
        limits=_limits(row),
        urgent=row.read("urgent", yes, False),
        check=row.read("check", one_of(CheckKind), CheckKind.PHONE),
        auto=row.read("auto", yes, False),
        exposure=row.read("exposure", one_of(Exposure), Exposure.CASE),
        counted_apart=row.text("group") == COUNTED_APART,
        statutory=row.text("remark").startswith(STATUTORY),
        b_item=row.text("b_item") or None,
    )


def _codes(row: Row, names_written: list[str], names: Names) -> tuple[str, ...]:
    codes = []
    for name in names_written:
        try:
            codes.append(names.code(name))
        except ValueError as error:
            row.fault(f"co: {error}")
    return tuple(codes)


def _channel(text: str) -> Channel:
    if text not in CHANNELS:
        raise ValueError(f"{text!r} is not one of {', '.join(CHANNELS)}")
    return CHANNELS[text]


def _limits(row: Row) -> Limits:
    return Limits(
        row.read("clock", one_of(Clock), Clock.WORKING),
        row.read("respond", _budget, "1d"),
        row.read("resolve", _budget, "1d"),
    )


def _budget(text: str) -> str:
    parsed(text)
    return text


def reasons(folder: Path, faults: Faults) -> dict[str, dict[str, str]]:
    """Listed reasons by operation and code, in Chinese."""
    listed: dict[str, dict[str, str]] = {}
    for row in table(folder, "reasons.csv", ("op", "code", "zh", "en"), faults):
        codes = listed.setdefault(row.needed("op"), {})
        if row.text("code") in codes:
            row.fault(f"duplicate code {row.text('code')}")
        codes[row.needed("code")] = row.needed("zh")
    return listed
