"""`/photos`: take one in, and show one to whoever may see it. Taking in is open to everybody."""

from typing import Annotated

from fastapi import Depends, File, Query, Response, UploadFile

from api import errors
from api.cases import entitled
from api.documented import refusals
from api.door import Door, DoorDep, limited
from api.kept_photos import linked
from api.pictures import MOST_BYTES, picture, too_large
from api.routing import resource
from api.schemas.photos import PhotoPlace, PhotoTaken
from contracts.photolinks import Size

router = resource(prefix="/photos", tags=["photos"])


@router.post(
    "", summary="照片 · a photo", dependencies=[Depends(limited)], responses=refusals(413, 422, 429, 503)
)
async def take(
    door: DoorDep, file: Annotated[UploadFile, File(description="JPEG, PNG or WebP, ≤ 10 MB.")]
) -> PhotoTaken:
    """A photo for a report or an answer, which names its id within a day.

    Where the file said where it was taken, the place comes back, to be offered as that of the report; what is kept no
    longer says it.
    """
    return await taken(door, await file.read(MOST_BYTES + 1))


async def taken(door: Door, content: bytes) -> PhotoTaken:
    """Keep what was sent until something names it. Raises 413, 422, 503."""
    if len(content) > MOST_BYTES:
        raise too_large()
    found = await door.in_thread(picture, content)
    photo = await door.keep_photo(found.whole, found.small)
    place = PhotoPlace(lng=found.point[0], lat=found.point[1]) if found.point else None
    return PhotoTaken(id=photo, place=place)


@router.get(
    "/{photo}",
    summary="看照片 · see a photo",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, **refusals(404, 422, 429, 503)},
)
async def show(
    door: DoorDep,
    photo: str,
    case_no: Annotated[str, Query(max_length=64)],
    code: Annotated[str, Query(max_length=64, description="The case's track code.")] = "",
    until: Annotated[int, Query(description="Of a signed link: seconds since 1970, UTC.")] = 0,
    signed: Annotated[str, Query(max_length=64)] = "",
    call: Annotated[int, Query(ge=0, le=9999, description="Of a link to a called unit.")] = 0,
    size: Size = "whole",
) -> Response:
    """For the reporter by the case's code, for others by a signed link that ends."""
    if signed:
        number = await linked(door, case_no, photo, until, signed, call)
    else:
        number = await entitled(door, case_no, code)
    content = await door.about_photos(door.photos.read, number, photo, size)
    if content is None:
        raise errors.unknown("没有这张照片", "There is no such photo.")
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
