"""党建台账报表: how many, how much, covered on which day, by community and by value. Used by the API and by pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api import sheets
from api.door import Door
from api.reading import read
from api.registers.finding import PATIENCE
from api.registers.showing import in_words
from api.schemas.registers import CountShown, CoverageShown, RegisterReport, RegistersReport
from domain.localtime import zone
from domain.registers.covering import Covered, covered, sums
from domain.registers.declared import REGISTERS
from domain.registers.declared.projects import PROJECTS
from domain.registers.register import Coverage, Register, Values
from domain.registers.steps import RUNNING
from readmodel.registers import bodies

MOST_VALUES = 50
"""Of one field that are counted by themselves, the most frequent first."""


async def report(door: Door, day: date | None, registers: Sequence[Register] = REGISTERS) -> RegistersReport:
    """The figures of these registers; coverage on that day of the city's, else today. Raises 503."""
    today = door.now().astimezone(zone(door.city.calendar.timezone)).date()

    async def query(session: AsyncSession) -> RegistersReport:
        found, late = [], 0
        for one in registers:
            rows: Sequence[Values] = await bodies(session, one.code)
            late += to_follow_up(rows, today) if one is PROJECTS else 0
            found.append(await door.in_thread(figures, door, one, rows, day or today))
        return RegistersReport(day=day or today, to_follow_up=late, items=tuple(found))

    return await read(door, query, PATIENCE)


def figures(door: Door, register: Register, rows: Sequence[Values], day: date) -> RegisterReport:
    """The figures of one register."""
    coverage = register.coverage
    return RegisterReport(
        code=register.code,
        name=register.label,
        name_en=register.label.en,
        rows=len(rows),
        sums=sums(register, rows),
        coverage=_covered(coverage, rows, day) if coverage else None,
        by_value=tuple(_by_value(door, register, rows)),
        communities=_by_community(coverage, rows, day) if coverage else {},
    )


def to_follow_up(projects: Iterable[Values], today: date) -> int:
    """Projects whose next follow-up was to be before today."""
    return sum(
        one.get("state") in RUNNING and str(one.get("next_on", "9999")) < today.isoformat()
        for one in projects
    )


def workbook(door: Door, found: RegistersReport) -> bytes:
    """Two sheets: all registers, and coverage by community; numerator and denominator stand beside every rate."""
    head: list[sheets.Cell] = ["台账", "行数", "覆盖率", "%", "已覆盖", "应覆盖", "合计"]
    table: list[list[sheets.Cell]] = [head]
    places: list[list[sheets.Cell]] = [["台账", "社区", "%", "已覆盖", "应覆盖"]]
    for one in found.items:
        register = next(r for r in REGISTERS if r.code == one.code)
        labels = {field.name: field.label for field in register.fields}
        totals = "；".join(f"{labels[name]} {number}" for name, number in one.sums.items())
        cover = one.coverage
        table.append(
            [
                one.name,
                one.rows,
                *((cover.name, cover.percent, cover.having, cover.all) if cover else [""] * 4),
                totals,
            ]
        )
        for code, own in one.communities.items():
            community = door.city.communities.get(code)
            name = community.name_zh if community else code
            places.append([one.name, name, own.percent, own.having, own.all])
    above = [f"覆盖率截至 {found.day.isoformat()}"]
    return sheets.workbook({"台账": (above, table), "社区覆盖": (above, places)})


def _covered(coverage: Coverage, rows: Iterable[Values], day: date) -> CoverageShown:
    return _shown(coverage, covered(coverage, rows, day))


def _shown(coverage: Coverage, found: Covered) -> CoverageShown:
    return CoverageShown(
        name=coverage.label,
        name_en=coverage.label.en,
        having=found.having,
        all=found.all,
        percent=found.percent,
    )


def _by_community(coverage: Coverage, rows: Iterable[Values], day: date) -> dict[str, CoverageShown]:
    own: dict[str, list[Values]] = {}
    for row in rows:
        own.setdefault(str(row.get("community", "")), []).append(row)
    return {code: _covered(coverage, own[code], day) for code in sorted(own)}


def _by_value(door: Door, register: Register, rows: Sequence[Mapping[str, object]]) -> Iterable[CountShown]:
    for name in register.grouped:
        one = register.field(name)
        assert one is not None, f"{register.code} groups by a field that it has"
        for value, number in Counter(str(row.get(name, "")) for row in rows).most_common(MOST_VALUES):
            said = str(in_words(door.city, one, value, {}))
            yield CountShown(field=name, value=value, name=said, rows=number)
