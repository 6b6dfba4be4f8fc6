"""`POST /cases/{case_no}/summarise`: 摘要, what departments and co units read of the matter; and photos for them.

The text is held against what the reporter told before it goes anywhere; what is found in it cannot be sent all the
same. The dispatch takes one along by the same door.
"""

from typing import Annotated

from fastapi import Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.entitled import may_see, told_of
from api.facts import command
from api.reading import Recorded, recorded
from api.routing import resource
from api.schemas.staff import SummariseIn
from api.schemas.text import Done
from api.staff import one_of
from domain import events as e
from domain.anonymous import personal
from domain.case import Case
from domain.facts import Summarise
from domain.people import Actor, Role

router = resource(prefix="/cases/{case_no}", tags=["command centre"])
WRITING = (Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
MOST_OTHERS = 20
"""Cases merged into this one whose reporters' words a summary is held against too."""
Writer = Annotated[Actor, Depends(one_of(*WRITING))]


@router.post(
    "/summarise", summary="写摘要 · write the summary", responses=refusals(401, 403, 404, 409, 422, 503)
)
async def summarise(
    case_no: str, door: DoorDep, by: Writer, body: SummariseIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """In the place of what was written and released before; units that have it are told at once."""
    number, text, photos = door.case_no(case_no), body.text or "", tuple(dict.fromkeys(body.photos))
    await checked(door, by, number, text, photos)
    return await command(door, number, by, Summarise(text, photos), idempotency_key)


async def checked(
    door: Door, by: Actor, case_no: str, text: str | None, photos: tuple[str, ...] | None
) -> None:
    """Raise 422 where the text holds what no unit may read, or a photo is none of the reporter's.

    Raises 404 for a case that this reader may not know of, or that is not recorded yet: against what would it be held?
    """
    if not text and not photos:
        return
    found = await recorded(door, case_no)
    if found is None or not may_see(door, by, found.case):
        raise errors.no_case()
    told = [await _told(door, case) for case in (found.case, *await _ended_in(door, found.case))]
    wrong = dict.fromkeys(reason for name, words in told for reason in personal(text or "", name, words))
    if wrong:
        raise errors.malformed(
            "text",
            f"摘要不能这样发出：{'、'.join(zh for zh, _ in wrong)}。请改写，只写事情和地点",
            f"it can't go out: {', '.join(en for _, en in wrong)}. Rewrite it: the matter and the place alone",
        )
    if not set(photos or ()) <= set(of_reporter(found)):
        raise errors.malformed(
            "photos", "只能转诉求人在本件中发来的照片", "only photos that the reporter of this case sent"
        )


async def _told(door: Door, case: Case) -> tuple[str | None, str | None]:
    told = await told_of(door, case)
    return told.get("name"), told.get("description")


async def _ended_in(door: Door, case: Case) -> list[Case]:
    """The last cases that were merged into it: their reporters' words are nobody's summary either."""
    others = [await recorded(door, one.case_no, events=False) for one in case.attached[-MOST_OTHERS:]]
    return [other.case for other in others if other is not None]


def of_reporter(found: Recorded) -> tuple[str, ...]:
    """The photos that the reporter sent, with the report or later."""
    later = (x.body.photos for x in found.events if isinstance(x.body, e.Supplemented) and x.body.of is None)
    return tuple(dict.fromkeys((*found.case.report.photos, *(photo for some in later for photo in some))))
