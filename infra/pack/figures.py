"""Holds a pack against the figures it declares: a line lost in a spreadsheet must not go unseen."""

from collections import Counter
from pathlib import Path
from typing import Any

from domain.catalogue import Item
from domain.chiefs import ChiefKind, Chiefs
from domain.grids import GridEdition
from domain.organisation import Community, Unit, UnitKind
from domain.organisation_structure import Employment, Side, Structure
from infra.pack.faults import Faults
from infra.pack.policy_file import PolicyFile
from infra.pack.rows import table, unique

KINDS = {
    "offices": UnitKind.OFFICE,
    "centres": UnitKind.CENTRE,
    "departments": UnitKind.DEPARTMENT,
    "seats": UnitKind.SEAT,
}
"""1+6+6 and 1+5+N: figures of units by their kind."""


def check(
    folder: Path, file: PolicyFile, items: dict[str, dict[str, Item]], places: dict[str, int], faults: Faults
) -> None:
    """Every declared figure against what the tables hold.

    Args:
        folder: the pack, for the registers that only figures ask for.
        file: the declared figures are its table `[figures]`.
        items: the three catalogues by the first word of their figures: `a`, `b`, `response`.
        places: how many there are of what `bodies` and `of_places` count.
        faults: where a difference goes.
    """
    declared = file.top("figures", dict, {})
    counted: dict[str, Any] = dict(places)
    for name, found in items.items():
        counted[f"{name}_items"] = len(found)
        counted[f"{name}_classes"] = len({item.class_zh for item in found.values()})
    counted |= _registers(folder, declared, faults)
    file.only(declared, set(counted), "figures.")
    for name in declared.keys() & counted.keys():
        if counted[name] != declared[name]:
            file.fault(f"figures.{name}", f"says {declared[name]}, the pack has {counted[name]}")


def bodies(units: dict[str, Unit], structure: Structure) -> dict[str, int]:
    """How many there are of each sort of body, level and power."""
    kinds = Counter(unit.kind for unit in units.values())
    return {
        **{name: kinds[kind] for name, kind in KINDS.items()},
        "levels": len(structure.levels),
        "powers": len(structure.powers),
        "full_time_grid_workers": structure.employed(Employment.FULL_TIME, Side.STATION),
    }


def _registers(folder: Path, declared: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """Counts of the registers that this pack declares; without such a figure it needs no such table."""
    counted: dict[str, Any] = {}
    if declared.keys() & {"services", "services_by_mode"}:
        rows = unique(table(folder, "services.csv", ("code", "name_zh", "mode"), faults))
        modes = Counter(row.needed("mode") for row in rows)
        counted |= {"services": modes.total(), "services_by_mode": dict(modes)}
    return counted


def of_places(
    communities: dict[str, Community],
    grids: dict[str, Unit],
    chiefs: Chiefs,
    editions: tuple[GridEdition, ...],
) -> dict[str, int]:
    """How many of each there are."""
    before = {"grids_before": editions[-2].total} if len(editions) > 1 else {}
    kinds = {f"{kind}_chiefs": len(chiefs.of_kind(kind)) for kind in ChiefKind}
    return {"communities": len(communities), "grids": len(grids), **kinds, **before}
