"""Files to take away: how a route that gives one is described, and the answer itself. Used by all exports."""

from fastapi.responses import Response

from api.documented import refusals


def described(kind: str, *statuses: int) -> dict[int | str, dict[str, object]]:
    """The responses of such a route; `statuses` are its refusals."""
    shown: dict[int | str, dict[str, object]] = {200: {"content": {kind: {}}, "description": "The file."}}
    return shown | refusals(*statuses)


def download(content: bytes, kind: str, name: str) -> Response:
    """The file, kept nowhere on the way."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
