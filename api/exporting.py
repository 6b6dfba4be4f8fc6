"""`/rates.xlsx` and `/rates.docx`: the figures of `/rates` to take away. Used by the API and by the rates pages.

Nothing is counted here: every number is a line of `api.rates`.
"""

from typing import Annotated, Literal

from fastapi import Depends
from fastapi.responses import Response

from api import rates, sheets
from api.door import Door, DoorDep
from api.downloads import described, download
from api.monthly import Month, report
from api.rates import ALL, By, Period
from api.routing import resource
from api.schemas.rates import Figures, RatesPage, RatesRow, ShareShown
from api.staff import Staff, need
from api.wordfiles import WORD
from domain.catalogue import Grade
from domain.localtime import zone
from domain.people import Actor

router = resource(tags=["rates"])
HEAD = (
    "代码", "名称", "得分",
    "响应率 %", "按时响应", "应响应",
    "办结率 %", "按时办结", "应办结",
    "满意率 %", "满意", "有效评价",
    "评价率 %", "已评价", "可评价",
    "代记满意", "代记评价",
    "超期办结", "解释说明", "列入计划", "不属实", "不计入",
)  # fmt: skip
SHARES = ("响应率 %", "按时响应", "应响应", "办结率 %", "按时办结", "应办结", "满意率 %", "满意", "有效评价")
OF_A = "A类事件"
A_HEAD = ("代码", "名称", *(f"{name}（{how}）" for how in ("含", "不含") for name in ("得分", *SHARES)))
"""Of the sheet that holds A cases with and without 咨询宣传 side by side."""
PARTS: dict[str, bool | None] = {"全部": None, "不含咨询宣传": False, "只看咨询宣传": True}


@router.get(
    "/rates.xlsx",
    summary="三率（Excel）· the three rates as a workbook",
    response_class=Response,
    responses=described(sheets.XLSX, 401, 403, 422, 503),
)
async def as_workbook(
    door: DoorDep, by_whom: Staff, period: Annotated[Period, Depends()], by: By = "unit"
) -> Response:
    """Four sheets: all, without 咨询宣传, 咨询宣传 alone, and A cases with and without it side by side.

    Numerator and denominator stand beside every rate.
    """
    return await workbook(door, by_whom, period, by)


@router.get(
    "/rates.docx",
    summary="月度通报（Word）· the monthly report",
    response_class=Response,
    responses=described(WORD, 401, 403, 422, 503),
)
async def as_report(door: DoorDep, by_whom: Staff, month: rates.Month = "") -> Response:
    """A month's rates as a report: the whole, by tier, by unit, A cases with and without 咨询宣传, by community."""
    return await monthly(door, by_whom, month)


async def workbook(door: Door, by_whom: Actor, period: Period, by: By) -> Response:
    """The table of a period. Raises 403 where somebody asks for more than their own unit."""
    found = {name: await rates.rates(door, by_whom, period, by, apart) for name, apart in PARTS.items()}
    local = zone(door.city.calendar.timezone)
    start, end = (moment.astimezone(local) for moment in (period.start, period.end))
    above = f"{door.city.policy.name_zh} {start:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}（不含）"
    tables = {name: ([above + f" {name}"], _table(page)) for name, page in found.items()}
    of_a = await rates.rates(door, by_whom, period, by, grade=Grade.A)
    tables[OF_A] = ([f"{above} {OF_A}：含与不含咨询宣传"], _paired(of_a))
    made = await door.in_thread(sheets.workbook, tables)
    return download(made, sheets.XLSX, f"rates-{by}-{start:%Y%m%d}.xlsx")


async def monthly(door: Door, by_whom: Actor, month: str) -> Response:
    """月度通报 of that month. Raises 403, 422."""
    need(by_whom, *ALL)
    period = rates.month_of(door, month)

    async def page(by: Literal["month", "tier", "unit", "community"], apart: bool | None) -> RatesPage:
        return await rates.rates(door, by_whom, period, by, apart)

    first = period.start.astimezone(zone(door.city.calendar.timezone))
    told = Month(
        name=door.city.policy.name_zh,
        first=first,
        as_of=period.as_of.astimezone(first.tzinfo),
        whole=await page("month", None),
        whole_without=await page("month", False),
        tiers=await page("tier", None),
        units=await page("unit", None),
        units_without=await page("unit", False),
        of_a=await rates.rates(door, by_whom, period, "unit", grade=Grade.A),
        whole_of_a=await rates.rates(door, by_whom, period, "month", grade=Grade.A),
        communities=await page("community", None),
        small_sample=door.city.policy.small_sample,
        weights=door.city.policy.weights,
    )
    return download(await door.in_thread(report, told), WORD, f"monthly-{first:%Y-%m}.docx")


def _table(page: RatesPage) -> list[list[sheets.Cell]]:
    return [list(HEAD), *([*_named(row), *_numbers(row)] for row in page.items)]


def _paired(page: RatesPage) -> list[list[sheets.Cell]]:
    return [list(A_HEAD), *([row.key, row.name, *_three(row), *_three(row.without)] for row in page.items)]


def _three(found: Figures | None) -> list[sheets.Cell]:
    if found is None:
        return []
    shares = (found.response, found.completion, found.satisfaction)
    return [_number(found.score), *(cell for share in shares for cell in _share(share))]


def _named(row: RatesRow) -> list[sheets.Cell]:
    return [row.key, row.name, _number(row.score)]


def _numbers(row: RatesRow) -> list[sheets.Cell]:
    shares = (row.response, row.completion, row.satisfaction, row.coverage)
    beside = (row.late, row.explained, row.planned, row.unfounded, row.left_out)
    staff = (row.staff_ratings.numerator, row.staff_ratings.denominator)
    return [*(cell for share in shares for cell in _share(share)), *staff, *beside]


def _share(share: ShareShown) -> list[sheets.Cell]:
    return [_number(share.rate), share.numerator, share.denominator]


def _number(text: str | None) -> float | None:
    """As shown, rounded already; a spreadsheet sorts numbers, not texts."""
    return None if text is None else float(text)
