"""办事 out of a pack: services with their checklists and rules, offices with their seats, and limits.

All of it may be missing: `services.csv`, `service_papers.csv`, `service_offices.csv`, `service_rules.csv`, and
`[matters]` of policy.toml.
"""

from dataclasses import fields
from pathlib import Path

from domain.label import Label
from domain.offering import Mode, Offering, Office, Paper, Rule, Service, Times
from infra.pack.faults import Faults
from infra.pack.limits import budget
from infra.pack.names import Names
from infra.pack.policy_file import PolicyFile
from infra.pack.rows import Row, number_from, one_of, table, unique, yes

SERVICES = ("code", "name_zh", "name_en", "mode", "category", "time_limit_working_days", "office")
LIMITS = tuple(field.name for field in fields(Times))
SETTINGS = {"slot_minutes", "days_ahead"}
MOST_DAYS = 250
"""Working days of the longest legal limit: about a year, as every budget."""


def services(folder: Path, faults: Faults) -> tuple[Service, ...]:
    """The list, each with what it takes and who may have it unasked."""
    if not (folder / "services.csv").exists():
        return ()
    rows = unique(table(folder, "services.csv", SERVICES, faults))
    known = {row.text("code") for row in rows}
    papers, rules = _papers(folder, known, faults), _rules(folder, known, faults)
    return tuple(_service(row, papers, rules) for row in rows)


def _service(row: Row, papers: dict[str, list[Paper]], rules: dict[str, Rule]) -> Service:
    code, days = row.text("code"), row.read("time_limit_working_days", number_from(0), 0)
    if days > MOST_DAYS:
        row.fault(f"time_limit_working_days: {days} is more than {MOST_DAYS}")
    row.needed("category")
    mode = row.read("mode", one_of(Mode), Mode.ONSITE)
    if code in rules and mode is not Mode.UNASKED:
        row.fault(f"mode: {code} has a rule in service_rules.csv, and is not {Mode.UNASKED}")
    return Service(
        code=code,
        name_zh=row.needed("name_zh"),
        name_en=row.text("name_en"),
        mode=Label(mode.value, row.label("mode", "mode_en").en),
        category=row.label("category", "category_en"),
        days=min(days, MOST_DAYS),
        office=row.label("office", "office_en"),
        papers=tuple(papers.get(code, ())),
        rule=rules.get(code),
    )


def _papers(folder: Path, known: set[str], faults: Faults) -> dict[str, list[Paper]]:
    if not (folder / "service_papers.csv").exists():
        return {}
    found: dict[str, list[Paper]] = {}
    for row in table(folder, "service_papers.csv", ("code", "name_zh", "name_en", "needed", "ours"), faults):
        _of_a_service(row, known)
        paper = Paper(
            row.needed("name_zh"),
            row.text("name_en"),
            row.read("needed", yes, True),
            row.read("ours", yes, False),
        )
        own = found.setdefault(row.text("code"), [])
        if paper.name_zh in (other.name_zh for other in own):
            row.fault(f"name_zh: {paper.name_zh} stands twice on this list")
        own.append(paper)
    return found


def _rules(folder: Path, known: set[str], faults: Faults) -> dict[str, Rule]:
    if not (folder / "service_rules.csv").exists():
        return {}
    found = {}
    for row in unique(table(folder, "service_rules.csv", ("code", "min_age", "max_age", "groups"), faults)):
        _of_a_service(row, known)
        rule = Rule(
            row.read("min_age", _age, None) or 0,
            row.read("max_age", _age, None),
            tuple(filter(None, (group.strip() for group in row.text("groups").split("|")))),
        )
        if rule == Rule():
            row.fault("a rule without an age and without groups would be for everybody")
        found[row.text("code")] = rule
    return found


def _of_a_service(row: Row, known: set[str]) -> None:
    if row.text("code") not in known:
        row.fault(f"there is no service {row.text('code')}")


def _age(text: str) -> int | None:
    return number_from(0)(text) if text else None


def offering(
    folder: Path, file: PolicyFile, names: Names, listed: tuple[Service, ...], faults: Faults
) -> Offering:
    """The offices and the limits. Where the pack lists offices, every service's must be among them."""
    written = file.top("matters", dict, {}) if "matters" in file.content else {}
    file.only(written, {*LIMITS, *SETTINGS}, "matters.")
    offices = _offices(folder, names, faults)
    for service in listed if offices else ():
        if service.office not in offices:
            faults.add("services.csv", None, f"office: {service.office} is not in service_offices.csv")
    plain = Offering()
    return Offering(
        offices,
        _number(file, written, "slot_minutes", plain.slot_minutes, 5, 240),
        _number(file, written, "days_ahead", plain.days_ahead, 1, 60),
        Times(**{name: _limit(file, written, name) for name in LIMITS}),
    )


def _offices(folder: Path, names: Names, faults: Faults) -> dict[str, Office]:
    if not (folder / "service_offices.csv").exists():
        return {}
    columns = ("office", "unit", "seats", "where_zh", "where_en")
    return {
        row.text("office"): Office(
            row.text("office"),
            row.read("unit", names.code, ""),
            row.read("seats", number_from(1), 1),
            row.text("where_zh"),
            row.text("where_en"),
        )
        for row in unique(table(folder, "service_offices.csv", columns, faults), "office")
    }


def _number(
    file: PolicyFile, written: dict[str, object], name: str, otherwise: int, least: int, most: int
) -> int:
    if name not in written:
        return otherwise
    number = file.value(written, f"matters.{name}", int, otherwise)
    if not least <= number <= most:
        file.fault(f"matters.{name}", f"must be from {least} to {most}, not {number}")
        return otherwise
    return number


def _limit(file: PolicyFile, written: dict[str, object], name: str) -> str:
    plain: str = getattr(Times(), name)
    if name not in written:
        return plain
    text = file.value(written, f"matters.{name}", str, plain)
    try:
        return budget(text)
    except ValueError as error:
        file.fault(f"matters.{name}", f"is wrong: {error}")
        return plain
