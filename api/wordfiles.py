"""What our Word files have in common: Chinese type, margins, lines of a table. Used by `monthly` and `published`."""

from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Report
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, LETTERS = "宋体", "Times New Roman"


def begun(title: str, author: str, at: datetime) -> Report:
    """A file with its title; `at` is the city's own time."""
    made = Document()
    _styled(made)
    made.core_properties.author, made.core_properties.title = author, title
    made.core_properties.created = made.core_properties.modified = at
    made.add_heading(title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    return made


def table(made: Report, widths: Sequence[float], lines: Sequence[Sequence[str]]) -> None:
    """A table of these lines, the first its head; widths are centimetres."""
    grid = made.add_table(rows=0, cols=len(widths), style="Table Grid")
    grid.autofit = False
    for number, texts in enumerate(lines):
        for cell, text, width in zip(grid.add_row().cells, texts, widths, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = number == 0, Pt(9)


def _styled(made: Report) -> None:
    """Chinese type for every style used, and margins that leave the tables room."""
    for name in ("Normal", "Title", "Heading 1"):
        style = made.styles[name]
        style.font.name = LETTERS
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    for section in made.sections:
        section.left_margin = section.right_margin = Cm(1.6)
