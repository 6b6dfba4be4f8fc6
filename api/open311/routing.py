"""Each resource under its two addresses: `/services.json`, and `/services` for whoever says the form otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar

from api.open311.forms import FORMS

F = TypeVar("F", bound=Callable[..., Any])
_ANSWERS = {
    200: "As GeoReport v2 says.",
    400: "Malformed, or forbidden by the rules now.",
    403: "The api_key is missing or not valid.",
    404: "Unknown, or not for you to know of.",
    429: "Too often; see Retry-After.",
    503: "Not now; see Retry-After.",
}
_RESPONSES = {
    status: {"description": said, "content": {media: {} for media in FORMS.values()}}
    for status, said in _ANSWERS.items()
}


_FORMAT = {
    "name": "format",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(FORMS)},
}


def both(
    method: Callable[..., Callable[[F], F]],
    path: str,
    summary: str,
    body: dict[str, Any] | None = None,
    **more: Any,
) -> Callable[[F], F]:
    """Register a handler with the suffix, as documented (`body` is that of a post), and without it."""
    documented = {"parameters": [_FORMAT], **(body or {})}

    def register(handler: F) -> F:
        suffixed = path + ".{format}"
        method(suffixed, summary=summary, responses=_RESPONSES, openapi_extra=documented, **more)(handler)
        return method(path, include_in_schema=False, **more)(handler)

    return register
