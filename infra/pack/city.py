"""Puts one city together, and holds it against its own declared figures."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from domain.calendar import Calendar, Hours
from domain.catalogue import Catalogue, Grade, Item
from domain.policy import City
from infra.pack import items as catalogue
from infra.pack import people, policy
from infra.pack.faults import Faults, PackError
from infra.pack.hours import office_hours
from infra.pack.rows import table

A_ITEMS, B_ITEMS, RESPONSE_ITEMS = "a_items.csv", "b_items.csv", "response_items.csv"


def load_city(folder: Path) -> City:
    """The city of that folder. Raises `PackError` listing every fault with file and line."""
    faults = Faults()
    if not folder.is_dir():
        raise PackError(f"there is no pack folder {folder} (HUYING_PACK names it)")
    content = policy.read(folder, faults)
    faults.raise_any(str(folder)) if content is None else None
    city = _city(folder, content or {}, faults)
    faults.raise_any(str(folder))
    return city


def _city(folder: Path, content: dict[str, Any], faults: Faults) -> City:
    hours: dict[str, Hours] = {}
    hours["office"] = faults.take(policy.FILE, 1, "hours.office", "", lambda _: _office(content), Hours((), True))
    units, names = people.units(folder, hours, faults)
    communities = people.communities(folder, units, faults)
    items = {
        file: catalogue.items(folder, file, grade, names, faults)
        for file, grade in ((A_ITEMS, Grade.A), (B_ITEMS, Grade.B), (RESPONSE_ITEMS, Grade.B))
    }
    for file, found in items.items():
        catalogue.check_b_items(found, items[B_ITEMS], file, folder, faults)
    for code in items[A_ITEMS].keys() & items[B_ITEMS].keys():
        faults.add(B_ITEMS, None, f"duplicate code {code} (also in {A_ITEMS})")
    grids = people.grids(communities, units)
    _figures(folder, content["figures"], items, len(communities), len(grids), faults)
    return City(
        policy=policy.policy(content, units, faults),
        units=units | grids,
        communities=communities,
        catalogue=Catalogue(items[A_ITEMS] | items[B_ITEMS], items[RESPONSE_ITEMS]),
        calendar=_calendar(folder, content, hours, faults),
        reasons=catalogue.reasons(folder, faults),
        area=_area(content["area"], faults),
    )


def _office(content: dict[str, Any]) -> Hours:
    return office_hours(content["hours"].get("office", ()))


def _calendar(folder: Path, content: dict[str, Any], hours: dict[str, Hours], faults: Faults) -> Calendar:
    days: dict[str, dict[date, str]] = {"holiday": {}, "workday": {}}
    for row in table(folder, "calendar.csv", ("date", "kind", "name"), faults):
        day = row.read("date", date.fromisoformat, date.min)
        if row.text("kind") not in days:
            row.fault(f"kind {row.text('kind')!r} is not holiday or workday")
            continue
        if any(day in known for known in days.values()):
            row.fault(f"{day} stands here twice")
        days[row.text("kind")][day] = row.text("name")
    return Calendar(content["timezone"], days["holiday"], days["workday"], content["official_until"], hours)


def _area(written: list[Any], faults: Faults) -> tuple[float, float, float, float]:
    if len(written) != 4 or not (written[0] < written[2] and written[1] < written[3]):
        faults.add(policy.FILE, None, "area must be west, south, east, north in degrees")
        return 0.0, 0.0, 0.0, 0.0
    return float(written[0]), float(written[1]), float(written[2]), float(written[3])


def _figures(
    folder: Path,
    declared: dict[str, Any],
    items: dict[str, dict[str, Item]],
    communities: int,
    grids: int,
    faults: Faults,
) -> None:
    counted: dict[str, Any] = {"communities": communities, "grids": grids}
    for name, file in (("a", A_ITEMS), ("b", B_ITEMS), ("response", RESPONSE_ITEMS)):
        counted[f"{name}_items"] = len(items[file])
        counted[f"{name}_classes"] = len({item.class_zh for item in items[file].values()})
    counted |= _registers(folder, declared, faults)
    for name, figure in declared.items():
        if name in counted and counted[name] != figure:
            faults.add(policy.FILE, None, f"figures.{name} says {figure}, the pack has {counted[name]}")
        elif name not in counted and name not in NOT_COUNTED:
            faults.add(policy.FILE, None, f"figures.{name} is not a figure of a pack")


NOT_COUNTED = {"area_chiefs"}
"""Declared by the source and held by no table of the pack: persons are appointed in the system."""


def _registers(folder: Path, declared: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """Figures of the registers that this pack declares."""
    counted: dict[str, Any] = {}
    if "services" in declared:
        modes = Counter(row.needed("mode") for row in table(folder, "services.csv", ("code", "mode"), faults))
        counted |= {"services": modes.total(), "services_by_mode": dict(modes)}
    for name, file in (("road_chiefs", "roads.csv"), ("water_chiefs", "waters.csv")):
        if name in declared:
            counted[name] = len(table(folder, file, ("code", "name_zh"), faults))
    return counted
