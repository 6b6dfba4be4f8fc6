"""How modules declare their routes: each with its whole path, none included in another.

FastAPI looks through routers that are included one by one, twice a request, which takes longer than most answers. So
`api.routes` is one flat table, and a route whose path begins otherwise is passed over by one comparison.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

BASE = "/api/v1"


class Direct(APIRoute):
    """A route that knows at once that it is not meant."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **how: Any) -> None:
        super().__init__(path, endpoint, **how)
        self._begins = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As `APIRoute`."""
        if not scope.get("root_path") and not scope["path"].startswith(self._begins):
            return Match.NONE, {}
        return super().matches(scope)


def resource(prefix: str = "", *, base: str = BASE, **how: Any) -> APIRouter:
    """The routes of one resource of the API, below `base` and `prefix`; `how` is what `APIRouter` takes."""
    return APIRouter(prefix=f"{base}{prefix}", **({"route_class": Direct} | how))


def pages(**how: Any) -> APIRouter:
    """What a person opens: at the root, and no part of the API's description."""
    return APIRouter(include_in_schema=False, route_class=Direct, **how)
