"""`/papers`: a paper of a matter, as a picture or a PDF; kept sealed as photos are, and shown to its office alone."""

from typing import Annotated

from fastapi import Depends, File, Response, UploadFile

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, limited
from api.matters.numbers import Name, matter_no
from api.matters.saying import of_office
from api.photos import taken
from api.pictures import MOST_BYTES, too_large
from api.routing import resource
from api.schemas.matters import FileTaken
from api.staff import Staff

router = resource(tags=["services"])
PDF, PDF_ENDS = b"%PDF-", b"%%EOF"
TAIL = 2048
"""Bytes at the end of a PDF among which its end mark stands."""


@router.post(
    "/papers",
    summary="材料 · a paper",
    dependencies=[Depends(limited)],
    responses=refusals(413, 422, 429, 503),
)
async def take(
    door: DoorDep, file: Annotated[UploadFile, File(description="PDF, JPEG, PNG or WebP, ≤ 10 MB.")]
) -> FileTaken:
    """A paper for an application, which names its id within a day."""
    return FileTaken(id=await kept(door, await file.read(MOST_BYTES + 1)))


async def kept(door: Door, content: bytes) -> str:
    """Keep what was sent until a matter names it; its name. Raises 413, 422, 503."""
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.startswith(PDF):
        return (await taken(door, content)).id
    if PDF_ENDS not in content[-TAIL:]:
        raise errors.malformed("file", "PDF 文件不完整，请重新上传", "this PDF is cut short: send it again")
    return await door.keep_photo(content, PDF)


@router.get(
    "/matters/{number}/papers/{paper}",
    summary="看材料 · see a paper",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}, "application/pdf": {}}}, **refusals(401, 404, 503)},
)
async def show(number: Name, paper: Name, door: DoorDep, by: Staff) -> Response:
    """For the office that has the matter."""
    return await shown(door, number, paper, (await of_office(door, matter_no(door, number), by))[0].files)


async def shown(door: Door, number: str, paper: str, files: tuple[str, ...]) -> Response:
    """One of these files. Raises 404, 503."""
    content = await door.about_photos(door.photos.read, number, paper, "whole") if paper in files else None
    if content is None:
        raise errors.unknown("没有这份材料", "There is no such paper.")
    is_pdf = content.startswith(PDF)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if is_pdf:  # never opened within our own pages: whatever is in it stays in it
        headers["Content-Disposition"] = 'attachment; filename="paper.pdf"'
    return Response(content, media_type="application/pdf" if is_pdf else "image/jpeg", headers=headers)
