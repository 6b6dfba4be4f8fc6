"""`GET /cases/{case_no}/suggestions`: which item a case without one may be about, for who grades it, with reasons.

Asked by the command centre's pages too. The reason names words of the report: it goes to who may read them.
"""

from typing import Annotated

from fastapi import Depends

from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import may_read_words, told_of
from api.routing import resource
from api.schemas.suggest import Suggestion, Suggestions
from api.staff import one_of
from api.staff_cases import GRADING, seen
from api.suggest import suggested
from domain.case import Case
from domain.people import Actor

router = resource(prefix="/cases/{case_no}", tags=["command centre"])
Grader = Annotated[Actor, Depends(one_of(*GRADING))]
MOST = 3


@router.get("/suggestions", summary="像是哪一项 · which item is it", responses=refusals(401, 403, 404, 503))
async def suggestions(case_no: str, door: DoorDep, by: Grader) -> Suggestions:
    """Three at most; none where it has an item. Nothing is graded by this."""
    found = await seen(door, by, case_no)
    return Suggestions(items=await guessed(door, by, found.case))


async def guessed(door: Door, by: Actor, case: Case) -> tuple[Suggestion, ...]:
    """Items that the reporter's words suggest, for a case that has none, to a reader of those words."""
    if case.item is not None or case.report.item is not None or not may_read_words(door, by, case):
        return ()
    words = (await told_of(door, case)).get("description")
    return (await suggested(door, words, MOST)).items if words else ()
