"""Reads a staffing file, TOML: every fault is one sentence for whoever wrote it. Called by `huying rehearse`."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from domain.calendar import Hours
from domain.catalogue import Grade
from domain.organisation import UnitKind
from domain.policy import City
from rehearsal.chance import Span
from rehearsal.staffing import Staffing, Team

ORDINARY = Path(__file__).with_name("staffing.toml")
MOST_PEOPLE = 10_000
LONGEST = 366 * 24 * 60
"""Minutes that a span's middle may have."""
WIDEST = 3.0
GRADES = frozenset({Grade.A.value, Grade.B.value})
PACES = GRADES | {"urgent"}
KEYS: dict[str, frozenset[str]] = {
    "notice": PACES | {"tasks"},
    "respond": PACES,
    "work": PACES,
    "outside": PACES,
    "tasks": frozenset({"triage", "check", "review", "other"}),
    "rates_after": frozenset({"span"}),
    "shares": frozenset(
        {"without_item", "returned", "return_granted", "extended", "extension_granted", "approved"}
        | {"check_passed", "rated", "late_satisfied", "unsolved", "reworked"}
    ),
    "satisfied": GRADES,
    "results": frozenset({"solved", "explained", "planned", "unfounded", "referred"}),
    "skill": frozenset({"unskilled"}),
    "people": frozenset(UnitKind),
}
SPANS = ("notice", "respond", "work", "outside", "tasks", "rates_after")
SHARES = ("shares", "satisfied")
ReadHours = Callable[[str], Hours]


class StaffingError(ValueError):
    """A staffing file is not written as it must be; its words are for whoever wrote it."""


def load(text: str, city: City, read_hours: ReadHours, ordinary: Staffing | None = None) -> Staffing:
    """A staffing from its TOML, on top of `ordinary`. Raises `StaffingError`, in one sentence."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StaffingError(f"not TOML: {error}") from error
    unknown = sorted(written.keys() - KEYS.keys() - {"teams"})
    if unknown:
        raise StaffingError(f"there is no [{unknown[0]}]; there are {', '.join([*KEYS, 'teams'])}")
    spans = {name: dict(of) for name, of in ordinary.spans.items()} if ordinary else {}
    numbers = {name: dict(of) for name, of in ordinary.numbers.items()} if ordinary else {}
    for table, keys in KEYS.items():
        for key, value in _table(written, table, keys, whole=ordinary is None).items():
            where = f"[{table}] {key}"
            if table in SPANS:
                spans.setdefault(table, {})[key] = _span(where, value)
            else:
                numbers.setdefault(table, {})[key] = _number(where, value, table)
    if not any(numbers["results"].values()):
        raise StaffingError("[results] leaves no result to end with")
    if ordinary and "teams" not in written:
        return Staffing(spans, numbers, ordinary.teams, ordinary.hours)
    rows = written.get("teams", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise StaffingError("teams must be written as [[teams]]")
    teams = tuple(_team(n, row, city) for n, row in enumerate(rows, 1))
    own = {team.hours for team in teams if team.hours} - city.calendar.hours.keys()
    return Staffing(spans, numbers, teams, {hours: _hours(hours, read_hours) for hours in sorted(own)})


def _table(written: dict[str, Any], table: str, keys: frozenset[str], *, whole: bool) -> dict[str, Any]:
    found = written.get(table, {})
    if not isinstance(found, dict):
        raise StaffingError(f"{table} must be a table: [{table}]")
    unknown, missing = sorted(found.keys() - keys), sorted(keys - found.keys())
    if unknown:
        raise StaffingError(f"[{table}] has no {unknown[0]}; it has {', '.join(sorted(keys))}")
    if whole and missing:
        raise StaffingError(f"[{table}] lacks {missing[0]}")
    return found


def _span(where: str, value: Any) -> Span:
    match value:
        case [int() | float() as median, int() | float() as spread] if (
            0 < median <= LONGEST and 0 <= spread <= WIDEST
        ):
            return Span(float(median), float(spread))
    raise StaffingError(f"{where} must be [minutes, spread] with minutes up to {LONGEST} and spread up to 3")


def _number(where: str, value: Any, table: str) -> float:
    if type(value) not in (int, float):
        raise StaffingError(f"{where} must be a number")
    if table in SHARES and not 0 <= value <= 1:
        raise StaffingError(f"{where} must be a share from 0 to 1")
    if table == "people" and not (type(value) is int and 1 <= value <= MOST_PEOPLE):
        raise StaffingError(f"{where} must be a whole number from 1 to {MOST_PEOPLE}")
    if not 0 <= value <= MOST_PEOPLE or (table == "skill" and value < 1):
        raise StaffingError(f"{where} must be a number from {'1' if table == 'skill' else '0'} up")
    return float(value)


def _team(n: int, row: dict[str, Any], city: City) -> Team:
    where = f"[[teams]] {n}"
    unknown = sorted(row.keys() - {"unit", "people", "skills", "hours"})
    if unknown:
        raise StaffingError(f"{where} has no {unknown[0]}; it has unit, people, skills, hours")
    unit, people, skills, hours = (
        row.get("unit"),
        row.get("people", 1),
        row.get("skills", []),
        row.get("hours", ""),
    )
    if unit not in city.units:
        raise StaffingError(f"{where}: the pack has no unit {unit!r}")
    if type(people) is not int or not 1 <= people <= MOST_PEOPLE:
        raise StaffingError(f"{where}: people must be a whole number from 1 to {MOST_PEOPLE}")
    classes = {item.class_zh for item in city.catalogue.items.values()}
    if not isinstance(skills, list) or not classes.issuperset(skills):
        raise StaffingError(f"{where}: skills must be classes of the catalogue: {'、'.join(sorted(classes))}")
    if not isinstance(hours, str):
        raise StaffingError(f"{where}: hours must be text, like 07:00-23:00 daily")
    return Team(str(unit), people, frozenset(skills), hours)


def _hours(written: str, read_hours: ReadHours) -> Hours:
    try:
        return read_hours(written)
    except ValueError as error:
        raise StaffingError(f"[[teams]] hours: {error}") from error
