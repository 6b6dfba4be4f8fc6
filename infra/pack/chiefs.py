"""四长 out of a pack: `chiefs.csv`, `chief_duties.csv`, the roads and waters, and `[patrols]` of policy.toml.

All of it may be missing: a town without chiefs has none. Every grid has a chief, its worker, without a line.
"""

from pathlib import Path

from domain.chiefs import Beat, Chief, ChiefKind, Chiefs, Duty, Territory
from domain.label import Label
from domain.organisation import Community, Unit
from domain.place import to_wgs84
from infra.pack.faults import Faults
from infra.pack.limits import budget
from infra.pack.names import Names
from infra.pack.policy_file import PolicyFile
from infra.pack.rows import Row, degrees, one_of, table, unique

COLUMNS = ("code", "kind", "post_zh", "post_en", "places", "reports_to")
MOST_WEEKS = 52


def chiefs(
    folder: Path,
    file: PolicyFile,
    communities: dict[str, Community],
    grids: dict[str, Unit],
    names: Names,
    faults: Faults,
) -> Chiefs:
    """All of it; whatever can't be read is a fault of its line."""
    if not (folder / "chiefs.csv").exists():
        return Chiefs()
    roads, waters = _territories(folder, "roads.csv", faults), _territories(folder, "waters.csv", faults)
    known = {ChiefKind.AREA: set(communities), ChiefKind.ROAD: set(roads), ChiefKind.WATER: set(waters)}
    posts: dict[str, Chief] = {}
    taken: dict[str, str] = {}
    for row in unique(table(folder, "chiefs.csv", COLUMNS, faults)):
        chief = _chief(row, names)
        posts[chief.code] = chief
        _cross_check(row, chief, known.get(chief.kind, set()), taken)
    for kind, places in known.items():
        if left := sorted(places - taken.keys()):
            faults.add("chiefs.csv", None, f"no {kind} chief for {', '.join(left)}")
    for code, grid in grids.items():
        post = Label(f"{grid.name_zh}网格长", f"Chief of {grid.name_en}")
        posts[code] = Chief(code, ChiefKind.GRID, post, (code,), grid.overseen_by or "")
    return Chiefs(posts, _duties(folder, faults), _beats(file), roads, waters)


def _territories(folder: Path, name: str, faults: Faults) -> dict[str, Territory]:
    if not (folder / name).exists():
        return {}
    rows = unique(table(folder, name, ("code", "name_zh"), faults))
    return {row.text("code"): _territory(row) for row in rows}


def _territory(row: Row) -> Territory:
    point = None
    if row.cells.get("lng_gcj02"):
        lng, lat = row.read("lng_gcj02", degrees, 0.0), row.read("lat_gcj02", degrees, 0.0)
        point = to_wgs84(lng, lat, "gcj02")
    return Territory(row.text("code"), row.label("name_zh", "name_en"), point)


def _chief(row: Row, names: Names) -> Chief:
    return Chief(
        row.text("code"),
        row.read("kind", one_of(ChiefKind), ChiefKind.AREA),
        row.label("post_zh", "post_en"),
        tuple(filter(None, (place.strip() for place in row.needed("places").split("|")))),
        row.read("reports_to", names.code, ""),
    )


def _cross_check(row: Row, chief: Chief, known: set[str], taken: dict[str, str]) -> None:
    if chief.kind is ChiefKind.GRID:
        row.fault("kind: every grid has its chief without a line")
        return
    for place in chief.places:
        if place not in known:
            row.fault(f"places: unknown {chief.kind} place {place}")
        elif place in taken:
            row.fault(f"places: {place} is {taken[place]}'s already")
        taken[place] = chief.code


def _duties(folder: Path, faults: Faults) -> tuple[Duty, ...]:
    return tuple(
        Duty(row.read("kind", one_of(ChiefKind), ChiefKind.AREA), row.label("zh", "en"))
        for row in table(folder, "chief_duties.csv", ("kind", "zh", "en"), faults)
    )


def _beats(file: PolicyFile) -> dict[ChiefKind, Beat]:
    written = file.top("patrols", dict, {}) if "patrols" in file.content else {}
    file.only(written, set(ChiefKind), "patrols.")
    return {
        ChiefKind(kind): _beat(file, kind, cells)
        for kind, cells in written.items()
        if kind in list(ChiefKind) and isinstance(cells, dict)
    }


def _beat(file: PolicyFile, kind: str, cells: dict[str, object]) -> Beat:
    key = f"patrols.{kind}"
    file.only(cells, {"weeks", "due"}, f"{key}.")
    weeks = file.value(cells, f"{key}.weeks", int, 1)
    if not 1 <= weeks <= MOST_WEEKS:
        file.fault(key, f"must be from 1 to {MOST_WEEKS} weeks, not {weeks}")
        weeks = 1
    due = file.value(cells, f"{key}.due", str, "5d")
    try:
        return Beat(weeks, budget(due))
    except ValueError as error:
        file.fault(key, f"is wrong: {error}")
        return Beat(weeks, "5d")
