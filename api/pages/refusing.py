"""A refusal as a page, in the reader's language, with a way on. Used by the handlers of `api.errors`."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.pages.rendering import page_of

API = "/api/v1"


def wants_page(request: Request) -> bool:
    """Whether somebody looks at this in a browser: a path outside the API, asked for as HTML."""
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")


def refused(request: Request, problem: errors.Problem) -> Response:
    """The problem as whoever asked can read it: a page for people, problem+json for programs."""
    if not wants_page(request):
        return errors.answer(problem)
    page = page_of(request)
    if problem.status_code == 401:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return page.go(f"/login?next={quote(back if request.method == 'GET' else '')}")
    said = problem.detail_en if page.language == "en" else str(problem.detail)
    response = page.html("refused.html", problem.status_code, problem=problem, detail=said)
    response.headers.update(problem.headers or {})
    return response
