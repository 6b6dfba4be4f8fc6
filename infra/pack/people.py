"""Units, communities and grids from their tables."""

from pathlib import Path

from domain.calendar import Hours
from domain.organisation import Community, Tier, Unit, UnitKind
from infra.pack.faults import Faults
from infra.pack.hours import parse_hours
from infra.pack.names import Names
from infra.pack.rows import Row, degrees, number_from, one_of, table, unique, written_date

ANSWERS = {"desk": False, "external": True, "desk or external": True}
"""How a unit answers -> whether through its own system."""
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
COMMUNITY_COLUMNS = (
    "code",
    "name_zh",
    "name_en",
    "grids",
    "households_est",
    "lng_wgs84",
    "lat_wgs84",
    "landmark",
)


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
        external=row.read("answers", _external, False),
        stands_in=row.text("stands_in"),
        opened_on=row.optional("opened_on", written_date),
    )


def _external(text: str) -> bool:
    if text not in ANSWERS:
        raise ValueError(f"{text!r} is not one of {', '.join(ANSWERS)}")
    return ANSWERS[text]


def _cross_check(row: Row, units: dict[str, Unit], names: Names) -> None:
    unit = units[row.text("code")]
    if unit.overseen_by and unit.overseen_by not in units:
        row.fault(f"overseen_by: unknown unit {unit.overseen_by}")
    elif _oversees_itself(unit, units):
        row.fault(f"overseen_by goes round in a circle back to {unit.code}")
    if unit.stands_in and unit.stands_in not in names:
        row.fault(f"stands_in: unknown unit {unit.stands_in}")
    elif unit.stands_in and _is_role(names.code(unit.stands_in), units):
        row.fault(f"stands_in: {unit.stands_in} is a role itself, nobody would be called")
    if names.codes.get(unit.name_zh) != unit.code:
        row.fault(f"name_zh: {unit.name_zh} means another unit in the catalogues")


def _oversees_itself(unit: Unit, units: dict[str, Unit]) -> bool:
    seen: set[str] = set()
    over = unit.overseen_by
    while over in units and over not in seen and over != unit.code:
        seen.add(over)
        over = units[over].overseen_by
    return over == unit.code


def _is_role(code: str, units: dict[str, Unit]) -> bool:
    return code in units and units[code].kind is UnitKind.ROLE


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
        lng=row.read("lng_wgs84", degrees, 0.0),
        lat=row.read("lat_wgs84", degrees, 0.0),
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
