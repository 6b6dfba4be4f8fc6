"""Refusals as GeoReport v2 says them: a list of code and description, in the form of the request.

Hung in by `api.main` around the ordinary way of showing a problem.
"""

from starlette.requests import Request
from starlette.responses import Response

from api.errors import Problem, Shown
from api.open311.forms import BASE, answer, wanted
from api.open311.xml import Tree

AS_THEY_ARE = frozenset({403, 404, 429, 500, 503})
"""Statuses that clients are told as they are. 401 is a key that is missing: 403; whatever else is 400."""


def shown(otherwise: Shown) -> Shown:
    """Show problems under `/open311/v2` in its own form, and all others `otherwise`."""

    def show(request: Request, problem: Problem) -> Response:
        if not request.url.path.startswith(f"{BASE}/"):
            return otherwise(request, problem)
        return refusal(request, problem)

    return show


def refusal(request: Request, problem: Problem) -> Response:
    """The response of a problem: Chinese for people, English for whoever wrote their app."""
    status = status_of(problem.status_code)
    said: Tree = {"code": status, "description": f"{_named(problem)} / {problem.detail_en}"}
    response = answer(wanted(request) or "xml", "errors", [said], status)
    response.headers.update(problem.headers or {})
    return response


def status_of(status: int) -> int:
    """The status by the specification: 403 missing or wrong key, 404 unknown, 400 for the rest."""
    if status == 401:
        return 403
    return status if status in AS_THEY_ARE else 400


def _named(problem: Problem) -> str:
    where = next((fault["where"] for fault in problem.errors), None)
    said = str(problem.detail)
    return said if where is None or said.startswith(where) else f"{where}：{said}"
