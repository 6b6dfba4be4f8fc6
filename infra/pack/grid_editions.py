"""网格版本 out of `grid_editions.csv`: which may be missing; its last edition is what communities.csv says."""

from datetime import date
from pathlib import Path

from domain.grids import GridEdition
from domain.organisation import Community
from infra.pack.faults import Faults
from infra.pack.rows import number_from, table, written_date

NAME = "grid_editions.csv"
COLUMNS = ("edition", "valid_from", "community", "grids")


def grid_editions(folder: Path, communities: dict[str, Community], faults: Faults) -> tuple[GridEdition, ...]:
    """All editions, oldest first."""
    if not (folder / NAME).exists():
        return ()
    days: dict[str, date | None] = {}
    grids: dict[str, dict[str, int]] = {}
    for row in table(folder, NAME, COLUMNS, faults):
        name, day, code = (
            row.needed("edition"),
            row.read("valid_from", written_date, None),
            row.text("community"),
        )
        if days.setdefault(name, day) != day:
            row.fault(f"valid_from: edition {name} began on {days[name]}")
        if code not in communities:
            row.fault(f"community: unknown community {code}")
        if code in grids.setdefault(name, {}):
            row.fault(f"{code} stands twice in edition {name}")
        grids[name][code] = row.read("grids", number_from(1), 1)
    found = [GridEdition(name, day, grids[name]) for name, day in days.items() if day is not None]
    ordered = tuple(sorted(found, key=lambda one: one.valid_from))
    _cross_check(ordered, communities, faults)
    return ordered


def _cross_check(
    editions: tuple[GridEdition, ...], communities: dict[str, Community], faults: Faults
) -> None:
    if len({edition.valid_from for edition in editions}) < len(editions):
        faults.add(NAME, None, "two editions begin on the same day")
    for edition in editions:
        if missing := sorted(communities.keys() - edition.grids.keys()):
            faults.add(NAME, None, f"edition {edition.name} leaves out {', '.join(missing)}")
    for code, number in editions[-1].grids.items() if editions else ():
        if code in communities and communities[code].grids != number:
            said = f"{number} grids of {code}, communities.csv {communities[code].grids}"
            faults.add(NAME, None, f"the last edition has {said}")
