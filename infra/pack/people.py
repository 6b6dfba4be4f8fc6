"""Units, communities and grids from their tables."""

from pathlib import Path

from domain.calendar import Hours
from domain.organisation import Community, Tier, Unit, UnitKind
from infra.pack.faults import Faults
from infra.pack.hours import parse_hours
from infra.pack.names import Names
from infra.pack.rows import Row, number_from, one_of, table, unique

UNIT_COLUMNS = (
    "code",
    "name_zh",
    "name_en",
    "kind",
    "tier",
    "overseen_by",
    "answers",
    "duty_hours",
    "stands_in",
)
COMMUNITY_COLUMNS = ("code", "name_zh", "name_en", "grids", "households_est", "lng_wgs84", "lat_wgs84", "landmark")


def units(folder: Path, hours: dict[str, Hours], faults: Faults) -> tuple[dict[str, Unit], Names]:
    """All units of units.csv (grids are made later), and the names that catalogues use for them."""
    rows = unique(table(folder, "units.csv", UNIT_COLUMNS, faults))
    found = {row.text("code"): _unit(row, hours) for row in rows}
    names = Names.of(found)
    for row in rows:
        _cross_check(row, found, names)
    return {code: names.bound(unit) for code, unit in found.items()}, names


def _unit(row: Row, hours: dict[str, Hours]) -> Unit:
    written = row.needed("duty_hours")
    if written not in hours:
        read = row.read("duty_hours", parse_hours, None)
        if read is not None:
            hours[written] = read
    return Unit(
        code=row.text("code"),
        name_zh=row.needed("name_zh"),
        name_en=row.needed("name_en"),
        kind=row.read("kind", one_of(UnitKind), UnitKind.OFFICE),
        tier=row.read("tier", one_of(Tier), Tier.STREET),
        overseen_by=row.text("overseen_by") or None,
        hours=written,
        external="external" in row.text("answers"),
        stands_in=row.text("stands_in"),
    )


def _cross_check(row: Row, units: dict[str, Unit], names: Names) -> None:
    over = row.text("overseen_by")
    if over and over not in units:
        row.fault(f"overseen_by: unknown unit {over}")
    if row.text("stands_in") and row.text("stands_in") not in names:
        row.fault(f"stands_in: unknown unit {row.text('stands_in')}")
    seen, code = set(), row.text("code")
    while code in units and units[code].overseen_by:
        if code in seen:
            row.fault(f"overseen_by goes round in a circle at {code}")
            return
        seen.add(code)
        code = units[code].overseen_by or ""


def communities(folder: Path, units: dict[str, Unit], faults: Faults) -> dict[str, Community]:
    """All communities; each needs a station of the same code, and gives that station its grids."""
    rows = unique(table(folder, "communities.csv", COMMUNITY_COLUMNS, faults))
    found = {row.text("code"): _community(row) for row in rows}
    for row in rows:
        station = units.get(row.text("code"))
        if station is None or station.kind is not UnitKind.STATION:
            row.fault(f"no grid station {row.text('code')} in units.csv")
    return found


def _community(row: Row) -> Community:
    return Community(
        code=row.text("code"),
        name_zh=row.needed("name_zh"),
        name_en=row.needed("name_en"),
        grids=row.read("grids", number_from(1), 1),
        households=row.read("households_est", number_from(0), 0),
        lng=row.read("lng_wgs84", float, 0.0),
        lat=row.read("lat_wgs84", float, 0.0),
        landmark=row.text("landmark"),
    )


def grids(communities: dict[str, Community], units: dict[str, Unit]) -> dict[str, Unit]:
    """A unit for every grid, `SQ07-G03`, overseen by its community's station and on duty with it."""
    made = {}
    for community in communities.values():
        station = units.get(community.code)
        for number in range(1, community.grids + 1) if station else ():
            code = f"{community.code}-G{number:02d}"
            name_zh, name_en = f"{community.name_zh}第{number}网格", f"{community.name_en} grid {number}"
            hours = station.hours if station else ""
            made[code] = Unit(code, name_zh, name_en, UnitKind.GRID, Tier.GRID, community.code, hours, False)
    return made
