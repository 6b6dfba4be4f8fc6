"""The three rates: all of them by any key for who may compare, one's own unit's for everybody else.

Every figure opens the cases behind it. The same functions as `GET /rates`.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import Response
from markupsafe import Markup, escape

from api import exporting, rates
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.appeals import missed
from api.pages.staff.menu import FIGURES, RATES, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import Staffer
from api.rates import By, Keys, Month, month, month_of
from api.reading import Cursor
from api.routing import pages
from api.schemas.rates import ShareShown
from domain.catalogue import Grade

router = pages()
Figure = Literal["response", "completion", "satisfaction"]
BY = {
    "unit": "按单位",
    "tier": "按层级",
    "community": "按社区",
    "grid": "按网格",
    "item": "按事项",
    "reporter_kind": "按诉求人",
    "month": "按月",
}
GRADES = {"": "各级", "A": "A类", "B": "B类", "C": "C类", "D": "D类"}
APART = {"": "全部", "no": "不含咨询宣传", "only": "只看咨询宣传"}
Which = Annotated[str, Query(pattern="^(|no|only)$")]
OfGrade = Annotated[str, Query(pattern="^[A-D]?$")]
After = Annotated[str | None, Query(max_length=64)]
LINES = 100
"""Of a table at a time; a workbook has them all."""
BACK = 12
"""Months that the page offers."""


@router.get(RATES.path)
async def table(
    page: PageDep,
    who: Annotated[Staffer, allowed(RATES)],
    by: By = "unit",
    of: Annotated[Month, Query(alias="month")] = "",
    apart: Which = "",
    grade: OfGrade = "",
    after: After = None,
) -> Response:
    """The table of a month by one key, so many lines at a time; A cases with and without 咨询宣传 below it."""
    asked = (page.door, who.actor, month_of(page.door, of), by)
    found = await rates.table(*asked, _apart(apart), _grade(grade), Keys(after, most=LINES + 1))
    lines = found.items[:LINES]
    last = lines[-1].key if len(found.items) > LINES else None
    return show(
        page,
        who,
        "rates.html",
        **_asked(page, by, of, apart, grade),
        found=found.model_copy(update={"items": lines}),
        of_a=(await rates.table(*asked, grade=Grade.A, keys=Keys(after, last))).items,
        last=last,
        own=False,
        here=RATES.path,
        missed=(),
    )


@router.get(FIGURES.path)
async def own(
    page: PageDep,
    who: Annotated[Staffer, allowed(FIGURES)],
    of: Annotated[Month, Query(alias="month")] = "",
    apart: Which = "",
    grade: OfGrade = "",
) -> Response:
    """This unit's own figures of a month."""
    period = month_of(page.door, of)
    found = await rates.table(page.door, who.actor, period, "unit", _apart(apart), _grade(grade))
    mine = found.model_copy(update={"items": tuple(row for row in found.items if row.key == who.actor.unit)})
    of_a = (await rates.table(page.door, who.actor, period, "unit", grade=Grade.A)).items
    return show(
        page,
        who,
        "rates.html",
        **_asked(page, "unit", of, apart, grade),
        found=mine,
        of_a=[row for row in of_a if row.key == who.actor.unit],
        last=None,
        own=True,
        here=FIGURES.path,
        missed=await missed(page, who.actor),
    )


@router.get(f"{RATES.path}.xlsx")
async def as_workbook(
    door: DoorDep,
    who: Annotated[Staffer, allowed(FIGURES, RATES)],
    by: By = "unit",
    of: Annotated[Month, Query(alias="month")] = "",
) -> Response:
    """The table of a month to take away."""
    return await exporting.workbook(door, who.actor, month_of(door, of), by)


@router.get(f"{RATES.path}.docx")
async def as_report(
    door: DoorDep, who: Annotated[Staffer, allowed(RATES)], of: Annotated[Month, Query(alias="month")] = ""
) -> Response:
    """月度通报 to take away."""
    return await exporting.monthly(door, who.actor, of)


@router.get(f"{RATES.path}/cases")
async def behind(
    page: PageDep,
    who: Annotated[Staffer, allowed(FIGURES, RATES)],
    key: Annotated[str, Query(max_length=64)],
    by: By = "unit",
    rate: Figure = "completion",
    of: Annotated[Month, Query(alias="month")] = "",
    apart: Which = "",
    grade: OfGrade = "",
    met: Annotated[str, Query(pattern="^(|yes|no)$")] = "",
    cursor: Cursor = None,
) -> Response:
    """The calls below the line of one figure."""
    wanted = {"": None, "yes": True, "no": False}[met]
    choice = (wanted, _apart(apart), _grade(grade))
    period = month_of(page.door, of)
    found = await rates.behind(page.door, who.actor, period, key, by, rate, *choice, cursor, 100)
    return show(
        page,
        who,
        "behind.html",
        **_asked(page, by, of, apart, grade),
        found=found,
        key_of=key,
        name=rates.name_of(page.door.city, by, key),
        rate=rate,
        met=met,
    )


def cell(link: str, rate: str, share: ShareShown, few: str) -> Markup:
    """One figure of the table, which leads to its cases; `link` is escaped, `few` is said where too few have rated.

    Written here, not by a macro: a page has two thousand.
    """
    shown = f"{share.rate}%" if share.rate is not None else escape(few) if share.denominator else "—"
    return Markup(
        f'<td class="number"><a href="{link}&amp;rate={rate}"><b>{shown}</b>'
        f" <small>{share.numerator}/{share.denominator}</small></a></td>"
    )


def _apart(which: str) -> bool | None:
    return {"no": False, "only": True}.get(which)


def _grade(named: str) -> Grade | None:
    return Grade(named) if named else None


def _asked(page: Page, by: str, of: str, apart: str, grade: str) -> dict[str, Any]:
    choices = {"keys": BY, "grades": GRADES, "aparts": APART, "months": _months(page)}
    return {"by": by, "month": of, "apart": apart, "grade": grade, "cell": cell, **choices}


def _months(page: Page) -> list[str]:
    first, _ = month(page.door.now(), page.door.city)
    found = []
    for _ in range(BACK):
        found.append(f"{first:%Y-%m}")
        first, _ = month(first - timedelta(days=1), page.door.city)
    return found
