"""The calendar of a pack: time zone, office hours, holidays, make-up workdays, last official day."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, Hours
from infra.pack.faults import Faults
from infra.pack.hours import office_hours
from infra.pack.policy_file import PolicyFile
from infra.pack.rows import table, written_date

CALENDAR = "calendar.csv"
OFFICE = "office"


def office(file: PolicyFile) -> Hours:
    """Office hours out of `[hours]`."""
    hours = file.top("hours", dict, {})
    file.only(hours, {OFFICE}, "hours.")
    written = file.value(hours, f"hours.{OFFICE}", list, [])
    try:
        return office_hours(str(period) for period in written)
    except ValueError as error:
        file.fault(f"hours.{OFFICE}", f"is wrong: {error}")
        return Hours((), working_days_only=True)


def calendar(folder: Path, file: PolicyFile, hours: dict[str, Hours], faults: Faults) -> Calendar:
    """The calendar. `hours` are those that units.csv names, and the office's."""
    days: dict[str, dict[date, str]] = {"holiday": {}, "workday": {}}
    for row in table(folder, CALENDAR, ("date", "kind", "name_zh"), faults):
        day = row.read("date", written_date, None)
        kind = row.text("kind")
        if kind not in days:
            row.fault(f"kind: {kind!r} is not holiday or workday")
        elif day is not None:
            if any(day in known for known in days.values()):
                row.fault(f"{day} stands here twice: a day is a holiday or a workday, once")
            days[kind][day] = row.needed("name_zh")
    until = file.top("official_until", date, date.min)
    return Calendar(_timezone(file), days["holiday"], days["workday"], until, hours)


def _timezone(file: PolicyFile) -> str:
    name = file.top("timezone", str, "UTC")
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        file.fault("timezone", f"{name!r} is not a time zone like Asia/Shanghai")
        return "UTC"
