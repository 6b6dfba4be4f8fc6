"""`/cases/{case_no}/print`: 交办单, 督办单 or 回执单 on paper, in large type, with room for a signature."""

from typing import Annotated, Literal

from fastapi.responses import Response

from api.pages.rendering import PageDep
from api.pages.staff.acting import FRESH
from api.pages.staff.casepage import case_values
from api.pages.staff.menu import CASES, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import Staffer
from api.routing import pages

router = pages()
Sheet = Literal["call", "order", "receipt"]
SHEETS: dict[Sheet, str] = {"call": "民呼我应交办单", "order": "民呼我应督办单", "receipt": "民呼我应回执单"}


@router.get(f"{CASES.path}/{{case_no}}/print")
async def paper(
    page: PageDep, who: Annotated[Staffer, allowed(CASES)], case_no: str, sheet: Sheet = "call"
) -> Response:
    """One sheet of a case, as far as this reader may see it."""
    values = await case_values(page, who, case_no, FRESH, None)
    return show(page, who, "print.html", sheet=sheet, sheets=SHEETS, **values)
