"""台账: the list of registers, their rows with search and filters, the report, tables to take away.

Rows and forms are `api.pages.staff.registering`. All of it is made from declarations.
"""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import Response

from api.door import DoorDep
from api.pages.rendering import PageDep
from api.pages.staff.menu import REGISTERS, allowed
from api.pages.staff.registerwords import RowWords
from api.pages.staff.showing import show
from api.pages.staff.signing import Staffer
from api.registers import finding, reporting
from api.registers.entitled import may_add, register_of
from api.registers.finding import Search, choices
from api.registers.resources import Code, empty, export, file
from api.routing import pages

router = pages()
Clerk = Annotated[Staffer, allowed(REGISTERS)]
AT = REGISTERS.path


@router.get(AT)
async def overview(page: PageDep, door: DoorDep, who: Clerk) -> Response:
    """All registers, with what covers what today."""
    found = await reporting.report(door, None)
    return show(page, who, "registers/overview.html", report=found, rw=RowWords(page))


@router.get(f"{AT}/report")
async def report(page: PageDep, door: DoorDep, who: Clerk, day: str = "") -> Response:
    """The report as of a day."""
    found = await reporting.report(door, day_of(day))
    return show(page, who, "registers/report.html", report=found, rw=RowWords(page))


@router.get(f"{AT}/report.xlsx")
async def report_table(door: DoorDep, who: Clerk, day: str = "") -> Response:
    """The same as a workbook."""
    found = await reporting.report(door, day_of(day))
    return file(await door.in_thread(reporting.workbook, door, found), "registers-report.xlsx")


@router.get(f"{AT}/{{code}}")
async def rows(
    page: PageDep,
    door: DoorDep,
    who: Clerk,
    code: Code,
    q: Annotated[str, Query(max_length=100)] = "",
    where: Annotated[list[str] | None, Query(max_length=10)] = None,
    cursor: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """Rows by number, searched through and narrowed down."""
    register = register_of(code)
    chosen = dict(one.partition(":")[::2] for one in where or [] if one)
    found = await finding.listed(door, who.actor, register, Search(q.strip(), chosen, cursor))
    more = [("q", q), *(("where", one) for one in where or [] if one), ("cursor", found.next_cursor or "")]
    return show(
        page,
        who,
        "registers/rows.html",
        register=register,
        found=found,
        q=q,
        chosen=chosen,
        more=urlencode(more),
        choices=await choices(door, register),
        may_add=may_add(door, who.actor, register),
        rw=RowWords(page),
    )


@router.get(f"{AT}/{{code}}/table.xlsx")
async def table(door: DoorDep, who: Clerk, code: Code) -> Response:
    """The whole register, but for what is personal."""
    return await export(door, who.actor, code)


@router.get(f"{AT}/{{code}}/template.xlsx")
async def template(door: DoorDep, who: Clerk, code: Code) -> Response:
    """An empty table to be filled in."""
    return await empty(door, who.actor, code)


def day_of(text: str) -> date | None:
    """The day of a form; none where it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
