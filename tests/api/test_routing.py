"""The table of routes: what fits is found as FastAPI finds it, and what begins otherwise is passed over."""

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from api.routes import ROUTES
from api.routing import Direct


def scope(path: str, method: str, root_path: str = "") -> dict[str, object]:
    """What a server says of a request."""
    return {"type": "http", "path": f"{root_path}{path}", "method": method, "root_path": root_path}


@pytest.mark.parametrize("root_path", ["", "/behind"])
def test_every_route_is_found_as_a_plain_one(root_path: str) -> None:
    for route in ROUTES:
        assert isinstance(route, Direct)
        path = route.path.replace("{", "").replace("}", "")  # each parameter by its own name
        for method in ("GET", "POST", "DELETE"):
            asked = scope(path, method, root_path)
            assert route.matches(asked) == APIRoute.matches(route, asked)
            assert route.matches(asked)[0] is (Match.FULL if method in route.methods else Match.PARTIAL)


def test_what_begins_otherwise_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at, matches = [], APIRoute.matches

    def look(route: APIRoute, asked: Scope) -> tuple[Match, Scope]:
        looked_at.append(route.path)
        return matches(route, asked)

    monkeypatch.setattr(APIRoute, "matches", look)
    found = [route for route in ROUTES if route.matches(scope("/api/v1/rates", "GET"))[0] is Match.FULL]
    assert [route.path for route in found if isinstance(route, Direct)] == ["/api/v1/rates"]
    assert "/api/v1/rates" in looked_at
    assert len(looked_at) < len(ROUTES) / 20
