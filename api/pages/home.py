"""`/`: what one can do here, and how the street answers."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.rendering import PageDep

router = APIRouter()


@router.get("/")
async def home(page: PageDep) -> Response:
    """The front page."""
    return page.html("home.html")
