"""`/cases/{case_no}/print`: 交办单, on paper: large type, what to do by when, room for a signature."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.rendering import PageDep
from api.pages.staff.acting import FRESH
from api.pages.staff.casepage import case_values
from api.pages.staff.menu import CASES, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import Staffer

router = APIRouter()


@router.get(f"{CASES.path}/{{case_no}}/print")
async def paper(page: PageDep, who: Annotated[Staffer, allowed(CASES)], case_no: str) -> Response:
    """The sheet of one case, as far as this reader may see it."""
    return show(page, who, "print.html", **await case_values(page, who, case_no, FRESH, None))
