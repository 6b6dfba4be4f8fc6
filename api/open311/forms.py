"""The two forms of every answer, XML and JSON, and which of them is wanted. Used by all of `api.open311`."""

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.open311.xml import Tree, written

Form = Literal["xml", "json"]
FORMS: dict[Form, str] = {"xml": "text/xml", "json": "application/json"}
"""Both, with their media types; XML is what the specification requires."""
BASE = "/open311/v2"
OPEN = {"Access-Control-Allow-Origin": "*"}
"""Apps in browsers may read every answer: nothing here rests on cookies."""


def wanted(request: Request) -> Form | None:
    """By the path's suffix, else by `?format=`, else by `Accept`, else XML; None for a suffix that is neither."""
    _, dot, suffix = request.url.path.rpartition("/")[2].rpartition(".")
    asked = (suffix if dot else request.query_params.get("format", "")).lower()
    if asked:
        return next((form for form in FORMS if form == asked), None)
    accepted = request.headers.get("accept", "").lower()
    places = {form: accepted.find(form) for form in FORMS}
    named = sorted((place, form) for form, place in places.items() if place >= 0)
    return named[0][1] if named else "xml"


def form_of(request: Request) -> Form:
    """Dependency: the form to answer in. Raises 404 for another."""
    form = wanted(request)
    if form is None:
        raise errors.unknown("格式只有 xml 和 json", "The formats are xml and json.")
    return form


Wanted = Annotated[Form, Depends(form_of)]


def answer(form: Form, root: str, tree: Tree, status: int = 200) -> Response:
    """The tree as a response; `root` is the XML document's element."""
    text = written(root, tree) if form == "xml" else json.dumps(tree, ensure_ascii=False, default=_plain)
    return Response(text.encode(), status, OPEN, f"{FORMS[form]}; charset=utf-8")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def moment(at: datetime) -> str:
    """W3C, to the second, with offset."""
    return at.isoformat(timespec="seconds")
