"""The parts of a city's pack that the story needs, read from its CSV files. Used by `build` and `pace`."""

import csv
from dataclasses import dataclass
from pathlib import Path

ADVICE = "咨询宣传"
GRID_WORKER = "网格员"


@dataclass(frozen=True)
class Item:
    """An item of the catalogue with its limits."""

    code: str
    name: str
    lead: str
    channel: str
    clock: str
    urgent: bool
    respond: str
    resolve: str
    check: str
    auto: bool
    group: str
    b_item: str | None


@dataclass(frozen=True)
class Unit:
    """A unit that can be called."""

    code: str
    name: str
    kind: str
    tier: str
    hours: str


@dataclass(frozen=True)
class Community:
    """A community: its number of grids and its centre, GCJ-02."""

    code: str
    name: str
    grids: int
    lng: float
    lat: float


@dataclass(frozen=True)
class Pack:
    """What `load` found."""

    items: dict[str, Item]
    units: dict[str, Unit]
    communities: dict[str, Community]

    def unit_of(self, code: str) -> Unit:
        """A unit by its code, grids included: a grid has its station's hours."""
        if code in self.units:
            return self.units[code]
        station = self.units[code.partition("-")[0]]
        return Unit(code, f"{code} 网格", "grid", "grid", station.hours)

    def named(self, name: str) -> str | None:
        """The code of the unit that the catalogue calls by its Chinese name."""
        return next((unit.code for unit in self.units.values() if unit.name == name), None)


def load(folder: Path) -> Pack:
    """Read the pack; a missing file or column is an error of the caller's path."""
    items = {
        row["code"]: _item(row)
        for name in ("a_items.csv", "b_items.csv", "response_items.csv")
        for row in _rows(folder / name)
    }
    units = {
        row["code"]: Unit(row["code"], row["name_zh"], row["kind"], row["tier"], row["duty_hours"])
        for row in _rows(folder / "units.csv")
    }
    communities = {
        row["code"]: Community(
            row["code"], row["name_zh"], int(row["grids"]), float(row["lng_gcj02"]), float(row["lat_gcj02"])
        )
        for row in _rows(folder / "communities.csv")
    }
    return Pack(items, units, communities)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _item(row: dict[str, str]) -> Item:
    return Item(
        code=row["code"],
        name=row["item_zh"],
        lead=row["lead"],
        channel=row["channel"],
        clock=row["clock"],
        urgent=row["urgent"] == "yes",
        respond=row["respond"],
        resolve=row["resolve"],
        check=row["check"],
        auto=row["auto"] == "yes",
        group=row["group"],
        b_item=row["b_item"] or None,
    )
