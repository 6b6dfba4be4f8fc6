"""What the system shows at the end: every case by its number, and the figures that supervisors read."""

from dataclasses import dataclass
from typing import Any

from halfyear.staff import SUPERVISOR, Staff

PAGE = 200
ALWAYS = {"from": "2020-01-01T00:00:00Z", "to": "2040-01-01T00:00:00Z"}
"""The whole of the run, whatever its story clock says."""


@dataclass(frozen=True)
class Share:
    """Above and below a line."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        """In percent, two places, half up."""
        if not self.denominator:
            return "–"
        hundredths = (20_000 * self.numerator + self.denominator) // (2 * self.denominator)
        return f"{hundredths // 100}.{hundredths % 100:02}%"


@dataclass(frozen=True)
class Shown:
    """What the system says of one grade."""

    cases: int
    closed: int
    rates: dict[str, Share]  # response, completion, satisfaction, coverage
    without: Share | None = None  # satisfaction without 咨询宣传


async def listed(staff: Staff) -> dict[str, tuple[str, str | None]]:
    """Every case that the supervisor sees: number -> state and grade."""
    found: dict[str, tuple[str, str | None]] = {}
    cursor: str | None = None
    while True:
        page = await staff.get(SUPERVISOR, "/cases", limit=PAGE, **({"cursor": cursor} if cursor else {}))
        found |= {row["case_no"]: (row["state"], row["grade"]) for row in page["items"]}
        cursor = page["next_cursor"]
        if not cursor:
            return found


async def shown(staff: Staff, cases: dict[str, tuple[str, str | None]], grade: str) -> Shown:
    """The figures of one grade."""
    own = [state for state, of in cases.values() if of == grade]
    page = await staff.get(SUPERVISOR, "/rates", by="unit", grade=grade, **ALWAYS)
    rows: list[dict[str, Any]] = page["items"]
    rates = {name: _sum(rows, name) for name in ("response", "completion", "satisfaction", "coverage")}
    without = [row["without"] for row in rows if row.get("without")]
    return Shown(len(own), own.count("closed"), rates, _sum(without, "satisfaction") if without else None)


def _sum(rows: list[dict[str, Any]], name: str) -> Share:
    return Share(sum(row[name]["numerator"] for row in rows), sum(row[name]["denominator"] for row in rows))
