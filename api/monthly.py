"""月度通报: a month's three rates as a Word file that a street office would send round. Used by `api.exporting`."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from docx.document import Document as Report

from api import wordfiles
from api.schemas.rates import RatesPage, RatesRow, ShareShown

HEAD = ("名称", "得分", "响应率", "办结率", "满意率", "评价率", "超期办结")
WIDTHS = (4.2, 1.6, 2.6, 2.6, 2.6, 2.4, 1.8)  # cm
A_HEAD = ("名称", *(f"{rate}（{how}）" for rate in ("响应率", "办结率", "满意率") for how in ("含", "不含")))
A_WIDTHS = (3.6, *(2.35,) * 6)  # cm


@dataclass(frozen=True)
class Month:
    """What the report tells. Moments are the city's own time."""

    name: str  # of the city
    first: datetime
    as_of: datetime
    whole: RatesPage
    whole_without: RatesPage  # without 咨询宣传
    tiers: RatesPage
    units: RatesPage
    units_without: RatesPage
    whole_of_a: RatesPage  # A cases with and without 咨询宣传
    of_a: RatesPage  # the same by unit
    communities: RatesPage
    small_sample: int
    weights: tuple[int, int, int]


def report(told: Month) -> bytes:
    """The file."""
    month = f"{told.first:%Y} 年 {told.first.month} 月"
    title = f"{told.name}民呼我应{month}通报"
    made = wordfiles.begun(title, told.name, told.as_of)
    made.add_paragraph(f"统计口径：时限落在{month}的交办，截至 {told.as_of:%Y-%m-%d %H:%M}；法定信访不计入。")
    made.add_heading("一、总体情况", 1)
    for text in _whole(told):
        made.add_paragraph(text)
    made.add_heading("二、各层级", 1)
    _table(made, told.tiers.items)
    made.add_heading("三、各单位（按得分）", 1)
    _table(made, _ranked(told.units))
    made.add_heading("四、各单位（不含咨询宣传，按得分）", 1)
    _table(made, _ranked(told.units_without))
    made.add_heading("五、A类事件（含与不含咨询宣传）", 1)
    for text in _whole_of_a(told):
        made.add_paragraph(text)
    _table_of_a(made, told.of_a.items)
    made.add_heading("六、各社区（按得分）", 1)
    _table(made, _ranked(told.communities))
    made.add_heading("说明", 1)
    response, completion, satisfaction = told.weights
    made.add_paragraph(
        f"得分＝响应率×{response}%＋办结率×{completion}%＋满意率×{satisfaction}%。括号内为分子和分母。"
        f"有效评价少于 {told.small_sample} 个的，不算满意率，也不排名；超期后办结的不计入按时办结，另列。"
    )
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _whole(told: Month) -> Iterable[str]:
    for said, page in (("全部交办", told.whole), ("不含咨询宣传", told.whole_without)):
        row = next(iter(page.items), None)
        if row is None:
            yield f"{said}：本月没有到期的交办。"
            continue
        yield (
            f"{said}：响应率 {_share(row.response)}，办结率 {_share(row.completion)}，"
            f"满意率 {_share(row.satisfaction)}，评价率 {_share(row.coverage)}，"
            f"综合得分 {row.score or '—'}。超期办结 {row.late} 件，解释说明 {row.explained} 件，"
            f"列入计划 {row.planned} 件，不属实 {row.unfounded} 件。"
        )


def _whole_of_a(told: Month) -> Iterable[str]:
    for row in told.whole_of_a.items:
        for said, found in (("含咨询宣传", row), ("不含咨询宣传", row.without)):
            if found is not None:
                yield (
                    f"{said}：响应率 {_share(found.response)}，办结率 {_share(found.completion)}，"
                    f"满意率 {_share(found.satisfaction)}，综合得分 {found.score or '—'}。"
                )


def _ranked(page: RatesPage) -> list[RatesRow]:
    """The best first; who has no score stands behind, unranked."""
    return sorted(page.items, key=lambda row: (row.score is None, -Decimal(row.score or 0), row.key))


def _share(share: ShareShown) -> str:
    """98.51%（66/67）; what is undefined says why."""
    rate = f"{share.rate}%" if share.rate is not None else "样本不足" if share.denominator else "—"
    return f"{rate}（{share.numerator}/{share.denominator}）" if share.denominator else rate


def _table(made: Report, rows: Sequence[RatesRow]) -> None:
    if not rows:
        made.add_paragraph("本月没有到期的交办。")
        return
    lines: list[Sequence[str]] = [HEAD]
    for row in rows:
        shares = (row.response, row.completion, row.satisfaction, row.coverage)
        lines.append((row.name, row.score or "—", *map(_share, shares), str(row.late)))
    wordfiles.table(made, WIDTHS, lines)


def _table_of_a(made: Report, rows: Sequence[RatesRow]) -> None:
    """Both numbers of every rate in one line; what is with 咨询宣传 stands first."""
    if not rows:
        made.add_paragraph("本月没有到期的 A类交办。")
        return
    lines: list[Sequence[str]] = [A_HEAD]
    for row in rows:
        pairs = [
            (_share(getattr(row, rate)), _share(getattr(row.without, rate)))
            for rate in ("response", "completion", "satisfaction")
            if row.without is not None
        ]
        lines.append((row.name, *(text for pair in pairs for text in pair)))
    wordfiles.table(made, A_WIDTHS, lines)
