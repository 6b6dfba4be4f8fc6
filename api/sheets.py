"""Tables in and out: a workbook or a CSV file as rows of text, rows as a workbook. For imports and exports.

A cell that begins with `=` is a text like any other, both ways: nothing of ours calculates in a workbook.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api import errors

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS, MOST_COLUMNS = 20_000, 100
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of a workbook once its compression is undone."""
Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]


def csv_of(name: str, content: bytes) -> bytes:
    """A table that somebody sent as `.xlsx` or `.csv`, as the pack's own CSV. Raises 422."""
    if not name.endswith(".xlsx"):
        return _utf8(name, content)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(_rows(name, content))
    return text.getvalue().encode()


def rows_of(content: bytes) -> list[list[str]]:
    """A CSV file's rows; none where it is no CSV."""
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []


def workbook(title: str, rows: Rows, above: Rows = ()) -> bytes:
    """One sheet: lines above the table, then the table, whose first row is its head."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    lines, table = list(above), [list(row) for row in rows]
    for number in range(max((len(row) for row in table), default=0)):
        widest = max(_width(row[number]) for row in table if number < len(row))
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(60, widest + 2)
    if not lines:
        sheet.freeze_panes = "A2"

    def cells(row: Sequence[Cell], bold: bool) -> Iterator[WriteOnlyCell]:
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            cell.font = Font(bold=bold)
            yield cell

    for line in lines:
        sheet.append(list(cells(line, False)))
    for number, row in enumerate(table):
        sheet.append(list(cells(row, number == 0)))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _width(value: Cell) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(value or ""))


def _utf8(name: str, content: bytes) -> bytes:
    """UTF-8 stays as it is; what a Chinese Excel saved as CSV is GB 18030."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("gb18030").encode()
        except UnicodeDecodeError as error:
            raise _unreadable(name) from error
    return content


def _rows(name: str, content: bytes) -> Iterator[list[str]]:
    """The first sheet down to its last row that holds anything, as wide as its head."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _unreadable(name)
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        found = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        rows = [[_text(value) for value in row] for row in found]
    except errors.Problem:
        raise
    except Exception as error:  # whatever stands in a file that calls itself a workbook
        raise _unreadable(name) from error
    rows = [row for row in rows if any(row)]
    if len(rows) > MOST_ROWS:
        raise errors.malformed(
            "files", f"{name} 超过 {MOST_ROWS} 行", f"{name} has more than {MOST_ROWS} rows"
        )
    width = max((number for number, text in enumerate(rows[0], 1) if text), default=0) if rows else 0
    return iter(row[:width] + [""] * (width - len(row)) for row in rows)


def _text(value: object) -> str:
    """A cell as the pack writes it: a day as 2026-10-01, a whole number without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _unreadable(name: str) -> errors.Problem:
    return errors.malformed(
        "files",
        f"{name} 无法读取：须为 Excel 工作簿（.xlsx）或 CSV",
        f"{name} can't be read: it must be an Excel workbook (.xlsx) or CSV",
    )
