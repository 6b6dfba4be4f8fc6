"""Hangs the pages, their files and their guards into the application. Called by `api.main`."""

import os

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from starlette.responses import Response as Answer
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.pages import (
    deliberations,
    documents,
    home,
    matters,
    organisation,
    reply,
    report,
    results,
    services,
    track,
)
from api.pages.headers import Guarded
from api.pages.rendering import DIST, PageDep
from api.pages.staff.routes import STAFF
from api.routing import pages

PAGES: tuple[APIRouter, ...] = tuple(
    page.router
    for page in (
        home,
        report,
        track,
        results,
        reply,
        services,
        matters,
        organisation,
        documents,
        deliberations,
    )
)
"""Every page module's router."""
docs = pages()
ROUTERS = (*PAGES, *STAFF, docs)
"""Whatever a person opens: no part of the API's description."""


def install(app: FastAPI, tiles: str | None) -> None:
    """The built files under `/static`, and the headers of all pages.

    `tiles` is the address of map tiles, None for none.
    """
    app.mount("/static", Built(directory=DIST, check_dir=False))
    app.add_middleware(Guarded, tiles=tiles)


@docs.get("/api/v1/docs")
async def viewer(page: PageDep) -> Response:
    """The API's own description to read and try, without anything from elsewhere."""
    return page.html("docs.html")


class Built(StaticFiles):
    """Built files: kept by browsers for a year where the address names the content, asked after otherwise."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Answer:
        """As its parent, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        marked = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if marked else "no-cache"
        return response
