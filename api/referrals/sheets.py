"""Reads a table that somebody uploads: CSV as Excel or other programs write it, or an Excel workbook's first sheet.

Used by `api.referrals.resources`. Knows nothing of what the cells mean.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from api import errors

MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 1000
MOST_COLUMNS = 60
ENCODINGS = ("utf-8-sig", "gb18030")
"""Of CSV files: what programs write, and what a Chinese Excel writes."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Line:
    """One line of the table: its number in the file, and its cells by position."""

    number: int
    cells: tuple[str, ...]


def lines_of(content: bytes) -> list[Line]:
    """All lines that are not blank, the heading first. Raises 413, and 422 for what is no table."""
    if len(content) > MOST_BYTES:
        raise errors.Problem(413, "too_large", "内容过大", "表格不能超过 4 MB", "A table is at most 4 MB.")
    found = list(_workbook(content) if content.startswith(b"PK") else _csv(content))
    lines = [line for line in found if any(line.cells)]
    if len(lines) < 2:
        raise _no_table("表格里没有数据行", "the table has no lines")
    if len(lines) > MOST_ROWS + 1:
        raise _no_table(f"一次最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} lines at once")
    return lines


def column_name(position: int) -> str:
    """A column as spreadsheets call it: A, B, … Z, AA."""
    name, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _csv(content: bytes) -> Iterator[Line]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            for cells in reader:
                yield Line(reader.line_num, tuple(cell.strip() for cell in cells[:MOST_COLUMNS]))
        except csv.Error as error:
            raise _no_table(
                f"第 {reader.line_num} 行不是有效的 CSV", f"line {reader.line_num} is not valid CSV"
            ) from error
        return
    raise _no_table("请上传 CSV 或 .xlsx 表格", "this is neither CSV nor an .xlsx workbook")


def _workbook(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_UNPACKED:
                raise _no_table("表格内容过大", "the workbook is too large")
            names = sorted(n for n in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
            shared = _shared(book)
            yield from _sheet(fromstring(book.read(names[0])), shared)
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, LookupError, ValueError, EOFError) as error:
        raise _no_table("工作簿无法读取，请另存为 .xlsx 或 CSV", "the workbook cannot be read") from error
    except (
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:  # encrypted, or packed in a way of its own
        raise _no_table("工作簿无法读取，请去掉密码", "the workbook is encrypted or broken") from error


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text(item) for item in fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_MAIN}si")]


def _sheet(sheet: Element, shared: list[str]) -> Iterator[Line]:
    for count, row in enumerate(sheet.iter(f"{_MAIN}row"), 1):
        cells: dict[int, str] = {}
        for at, cell in enumerate(row.iter(f"{_MAIN}c")):
            place = _CELL.fullmatch(cell.get("r", ""))
            position = _position(place[1]) if place else at
            if position < MOST_COLUMNS:
                cells[position] = _value(cell, shared)
        width = max(cells, default=-1) + 1
        yield Line(int(row.get("r") or count), tuple(cells.get(n, "") for n in range(width)))


def _value(cell: Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell).strip()
    value = cell.find(f"{_MAIN}v")
    text = (value.text or "") if value is not None else ""
    return (shared[int(text)] if cell.get("t") == "s" and text else text).strip()


def _text(element: Element) -> str:
    """The words, without the readings that East Asian cells may carry."""
    readings = {id(run) for reading in element.iter(f"{_MAIN}rPh") for run in reading.iter(f"{_MAIN}t")}
    return "".join(run.text or "" for run in element.iter(f"{_MAIN}t") if id(run) not in readings)


def _position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _no_table(zh: str, en: str) -> errors.Problem:
    return errors.malformed("file", zh, en)
