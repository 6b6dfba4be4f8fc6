"""What the columns of a table of referrals are called, and how a line becomes one.

Used by `api.referrals.taking`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api import errors
from api.referrals.sheets import Line, column_name
from api.schemas.referrals import ReferralFault


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
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the city's own time
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_END_OF_DAY = timedelta(hours=23, minutes=59, seconds=59)


def rows_of(lines: list[Line], zone: ZoneInfo, names: dict[str, str]) -> Iterator[Row]:
    """The rows under the heading; `names` gives the codes of communities and items called by name.

    Raises 422 for a heading that lacks a column.
    """
    places = _places(lines[0])
    for line in lines[1:]:
        cells = {field: line.cells[at] for field, at in places.items() if at < len(line.cells)}
        sent: dict[str, object] = {field: text for field, text in cells.items() if text}
        for name in ("item", "community"):
            if name in sent:
                sent[name] = names.get(str(sent[name]), sent[name])
        if "due" in sent:
            sent["due"] = _moment(str(sent["due"]), zone)
        shown = {field: f"{column_name(at)}{line.number}" for field, at in places.items()}
        yield Row(line.number, sent, {f: lines[0].cells[at] for f, at in places.items()}, shown)


def _places(heading: Line) -> dict[str, int]:
    called = {name: field for field, others in COLUMNS.items() for name in (field, *others)}
    places: dict[str, int] = {}
    for at, name in enumerate(heading.cells):
        field = called.get(name.strip().strip("*＊"))
        if field is not None and field not in places:
            places[field] = at
    missing = [COLUMNS[field][0] for field in NEEDED if field not in places]
    if missing:
        raise errors.malformed(
            "file", f"第一行缺少列：{'、'.join(missing)}", f"the first line lacks: {', '.join(missing)}"
        )
    return places


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
