"""`POST /cases/{case_no}/summarise`: 摘要, what departments and co units read of the matter; and photos for them.

The text is held against what the reporter told before it goes anywhere; what is found in it cannot be sent all the
same. The dispatch takes one along by the same door.
"""

from typing import Annotated

from fastapi import APIRouter, Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.entitled import told_of
from api.facts import command
from api.reading import Recorded, recorded
from api.schemas.staff import SummariseIn
from api.schemas.text import Done
from api.staff import one_of
from domain import events as e
from domain.anonymous import personal
from domain.facts import Summarise
from domain.people import Actor, Role

router = APIRouter(prefix="/cases/{case_no}", tags=["command centre"])
WRITING = (Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
Writer = Annotated[Actor, Depends(one_of(*WRITING))]


@router.post(
    "/summarise", summary="写摘要 · write the summary", responses=refusals(401, 403, 404, 409, 422, 503)
)
async def summarise(
    case_no: str, door: DoorDep, by: Writer, body: SummariseIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """In the place of what was written and released before; units that have it are told at once."""
    number, text, photos = door.case_no(case_no), body.text or "", tuple(dict.fromkeys(body.photos))
    await checked(door, number, text, photos)
    return await command(door, number, by, Summarise(text, photos), idempotency_key)


async def checked(door: Door, case_no: str, text: str | None, photos: tuple[str, ...] | None) -> None:
    """Raise 422 where the text holds what no unit may read, or a photo is none of the reporter's."""
    found = await recorded(door, case_no) if text or photos else None
    if found is None:
        if personal(text or "") or photos:  # not recorded yet: of the reporter nothing is known here
            raise _wrong(("案件刚受理，请稍后再试", "the case was only just accepted: try again"))
        return
    told = await told_of(door, found.case)
    wrong = personal(text or "", told.get("name"), told.get("description"))
    if wrong:
        raise _wrong(
            (
                f"摘要不能这样发出：{'、'.join(zh for zh, _ in wrong)}。请改写，只写事情和地点",
                f"it can't go out: {', '.join(en for _, en in wrong)}. Rewrite it: the matter and the place alone",
            )
        )
    if not set(photos or ()) <= set(of_reporter(found)):
        raise errors.malformed(
            "photos", "只能转诉求人在本件中发来的照片", "only photos that the reporter of this case sent"
        )


def of_reporter(found: Recorded) -> tuple[str, ...]:
    """The photos that the reporter sent, with the report or later."""
    later = (x.body.photos for x in found.events if isinstance(x.body, e.Supplemented) and x.body.of is None)
    return tuple(dict.fromkeys((*found.case.report.photos, *(photo for some in later for photo in some))))


def _wrong(why: tuple[str, str]) -> errors.Problem:
    return errors.malformed("text", *why)
