"""`/documents/{code}`: a document of the rules of operation, the version that holds or an older one; for everybody."""

from fastapi import Depends
from fastapi.responses import Response

from api.documents import Named, Version, whole
from api.door import read_limited
from api.pages.rendering import PageDep
from api.routing import pages

router = pages(dependencies=[Depends(read_limited)])


@router.get("/documents/{code}")
async def current(page: PageDep, code: Named) -> Response:
    """The version that holds."""
    return page.html("document.html", it=await whole(page.door, code))


@router.get("/documents/{code}/{version}")
async def one_version(page: PageDep, code: Named, version: Version) -> Response:
    """That version."""
    return page.html("document.html", it=await whole(page.door, code, version))
