"""The organisation out of a pack: levels, posts, duty lists, relations, powers.

All of it may be missing: `levels.csv`, `posts.csv`, `duties.csv`, `relations.csv`, `powers.csv`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from domain.label import Label
from domain.labels import EVENTS
from domain.organisation import Community, Unit
from domain.organisation_checks import faults as broken
from domain.organisation_structure import (
    EVERY_COMMUNITY,
    FORCES,
    Duty,
    DutyKind,
    Employment,
    Level,
    Per,
    Post,
    Power,
    Relation,
    Side,
    Structure,
)
from infra.pack.faults import Faults
from infra.pack.rows import Row, number_from, one_of, table, unique, yes

MOST_POSTS = 1000
"""Of one line."""
NAMES = ("name_zh", "name_en")
T = TypeVar("T")


def structure(
    folder: Path, units: dict[str, Unit], communities: dict[str, Community], faults: Faults
) -> Structure:
    """All that the pack says of it; what does not hold together is a fault of its file."""

    def lines(
        name: str, columns: tuple[str, ...], made: Callable[[Row], T], key: str = "code"
    ) -> tuple[T, ...]:
        if not (folder / name).exists():
            return ()
        return tuple(made(row) for row in unique(table(folder, name, columns, faults), key))

    found = Structure(
        levels=lines("levels.csv", ("level", *NAMES, "per"), _level, "level"),
        posts=lines(
            "posts.csv",
            ("code", "body", "side", *NAMES, "posts", "holders"),
            lambda row: _post(row, units, communities),
        ),
        duties=lines(
            "duties.csv",
            ("code", "list", "body", "owner", *NAMES),
            lambda row: _duty(row, units, communities),
        ),
        relations=lines(
            "relations.csv",
            ("unit", "owned_by_zh", "owned_by_en", "managed_by", "used_by", "assessed_by"),
            lambda row: _relation(row, units),
            "unit",
        ),
        powers=lines("powers.csv", ("code", *NAMES, "events", "named"), _power),
    )
    for file, what in broken(found, units, communities):
        faults.add(file, None, what)
    for kind in sorted({kind for power in found.powers for kind in power.events}):
        if sum(kind in power.events for power in found.powers) > 1:
            faults.add("powers.csv", None, f"events: {kind} is the use of more than one power")
    return found


def _level(row: Row) -> Level:
    return Level(row.read("level", number_from(1), 1), _name(row), row.read("per", one_of(Per), Per.STREET))


def _post(row: Row, units: dict[str, Unit], communities: dict[str, Community]) -> Post:
    side = row.read("side", one_of(Side), Side.UNIT)
    _known(row, "body", units if side is Side.UNIT else communities)
    posts, holders = row.read("posts", number_from(1), 1), _split(row.text("holders"))
    if posts > MOST_POSTS:
        row.fault(f"posts: {posts} is more than {MOST_POSTS}")
    if len(holders) > posts:
        row.fault(f"holders: {len(holders)} for {posts} posts")
    if len(set(holders)) < len(holders):
        row.fault("holders: somebody stands there twice")
    if not all(_is_code(holder) for holder in holders):
        row.fault("holders: staff codes of letters, figures and hyphens, no names")
    employment = row.optional("employment", one_of(Employment))
    return Post(row.text("code"), row.text("body"), side, _name(row), posts, holders, employment)


def _duty(row: Row, units: dict[str, Unit], communities: dict[str, Community]) -> Duty:
    if row.text("body") != EVERY_COMMUNITY:
        _known(row, "body", units | communities)
    if row.text("owner"):
        _known(row, "owner", units)
    kind = row.read("list", one_of(DutyKind), DutyKind.DUTY)
    return Duty(row.text("code"), kind, row.text("body"), row.text("owner"), _name(row))


def _relation(row: Row, units: dict[str, Unit]) -> Relation:
    unit = units.get(row.text("unit"))
    if unit is None or unit.kind not in FORCES:
        row.fault(f"unit: {row.text('unit')} is no department and no seat of units.csv")
    for column in ("managed_by", "used_by", "assessed_by"):
        _known(row, column, units)
    row.needed("owned_by_zh")
    return Relation(
        unit=row.text("unit"),
        owned_by=row.label("owned_by_zh", "owned_by_en"),
        managed_by=row.text("managed_by"),
        used_by=row.text("used_by"),
        assessed_by=row.text("assessed_by"),
    )


def _power(row: Row) -> Power:
    events = _split(row.text("events"))
    for kind in events:
        if kind not in EVENTS:
            row.fault(f"events: there is no event {kind}")
    return Power(row.text("code"), _name(row), events, row.read("named", yes, False))


def _name(row: Row) -> Label:
    row.needed("name_zh")
    return row.label("name_zh", "name_en")


def _known(
    row: Row, column: str, among: dict[str, Unit] | dict[str, Community] | dict[str, Unit | Community]
) -> None:
    if row.text(column) not in among:
        row.fault(f"{column}: there is no {row.text(column) or 'body'} in units.csv or communities.csv")


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split("|"))))


def _is_code(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()
