"""What the columns of a table of referrals are called, and how a line becomes one.

Used by `api.referrals.taking`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api import errors
from api.referrals.sheets import Line, column_name
from api.schemas.referrals import ReferralFault
from domain.labels_rating import RATINGS, WHYS


@dataclass(frozen=True)
class Row:
    """One line as it came: its number, its fields, and what the table calls their columns and cells."""

    line: int
    sent: dict[str, object]
    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def fault(self, problem: errors.Problem) -> ReferralFault:
        """What is wrong with it, and where."""
        where = problem.errors[0] if problem.errors else {}
        name = where.get("where", "row").split(".")[-1]
        number = self.sent.get("outside_no")
        return ReferralFault(
            line=self.line,
            outside_no=str(number)[:64] if number is not None else None,
            column=self.columns.get(name, name),
            cell=self.cells.get(name),
            what=where.get("what", str(problem.detail)),
            what_en=where.get("what_en", problem.detail_en),
        )


COLUMNS = {
    "outside_no": ("编号", "工单编号", "工单号", "转办编号", "留言编号"),
    "description": ("内容", "诉求内容", "反映内容", "留言内容", "问题描述"),
    "item": ("事项", "事项编码", "事项代码"),
    "community": ("社区", "社区编码"),
    "grid": ("网格", "网格编码"),
    "address": ("地址", "地点", "事发地址", "事发地点"),
    "name": ("姓名", "来电人", "诉求人", "留言人"),
    "phone": ("电话", "联系电话", "来电号码", "手机"),
    "due": ("办理期限", "办结期限", "截止时间", "要求办结时间"),
}
"""Headings by field; the field's own name will do too, and other columns are passed over."""
NEEDED = ("outside_no", "description")
RATING_COLUMNS = {
    "outside_no": COLUMNS["outside_no"],
    "result": ("满意度", "评价", "回访评价", "满意情况"),
    "why": ("不满意原因", "原因"),
    "comment": ("评价说明", "回访意见", "意见"),
}


@dataclass(frozen=True)
class Table:
    """Which columns a table may have, and which it must."""

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


REFERRALS_TABLE = Table(COLUMNS, NEEDED)
RATINGS_TABLE = Table(RATING_COLUMNS, ("outside_no", "result"))
_POINTS: dict[str, int] = {label: points for points, label in RATINGS.items()}
_WHYS: dict[str, str] = {label: code for code, label in WHYS.items()}
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the city's own time
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_END_OF_DAY = timedelta(hours=23, minutes=59, seconds=59)


def rows_of(
    lines: list[Line], zone: ZoneInfo, names: dict[str, str], table: Table = REFERRALS_TABLE
) -> Iterator[Row]:
    """The rows under the heading; `names` gives the codes of communities and items called by name.

    Raises 422 for a heading that lacks a column.
    """
    places = _places(lines[0], table)
    for line in lines[1:]:
        cells = {field: line.cells[at] for field, at in places.items() if at < len(line.cells)}
        sent: dict[str, object] = {field: text for field, text in cells.items() if text}
        for name in ("item", "community"):
            if name in sent:
                sent[name] = names.get(str(sent[name]), sent[name])
        if "due" in sent:
            sent["due"] = _moment(str(sent["due"]), zone)
        if "result" in sent:
            sent["result"] = _points(str(sent["result"]))
        if "why" in sent:
            sent["why"] = _WHYS.get(str(sent["why"]), str(sent["why"]))
        shown = {field: f"{column_name(at)}{line.number}" for field, at in places.items()}
        yield Row(line.number, sent, {f: lines[0].cells[at] for f, at in places.items()}, shown)


def _places(heading: Line, table: Table) -> dict[str, int]:
    called = {name: field for field, others in table.columns.items() for name in (field, *others)}
    places: dict[str, int] = {}
    for at, name in enumerate(heading.cells):
        field = called.get(name.strip().strip("*＊"))
        if field is not None and field not in places:
            places[field] = at
    missing = [table.columns[field][0] for field in table.needed if field not in places]
    if missing:
        raise errors.malformed(
            "file", f"第一行缺少列：{'、'.join(missing)}", f"the first line lacks: {', '.join(missing)}"
        )
    return places


def _points(text: str) -> object:
    """5 or 非常满意; what is neither stays as it is."""
    plain = text.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() else _POINTS.get(text, text)


def _moment(text: str, zone: ZoneInfo) -> str:
    """As ISO 8601, from what people and Excel write; a day alone means its end. What can't be read stays as it is."""
    plain = text.replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "").strip()
    try:
        if plain.replace(".", "", 1).isdigit():
            at = _EXCEL_DAY_ZERO + timedelta(days=float(plain))
            at = at + _END_OF_DAY if at == at.replace(hour=0, minute=0, second=0, microsecond=0) else at
            return at.replace(microsecond=0, tzinfo=zone).isoformat()
    except OverflowError:
        return text
    for form in _FORMATS:
        try:
            at = datetime.strptime(plain, form)  # noqa: DTZ007 - the city's own time
        except ValueError:
            continue
        return (at + _END_OF_DAY if form == _FORMATS[-1] else at).replace(tzinfo=zone).isoformat()
    return text
