"""The answer for what is no resource under `/open311/v2`: tried after all that are."""

from api import errors
from api.open311.forms import BASE
from api.routing import resource

router = resource(base=BASE)


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def unknown(rest: str) -> None:
    """404, for other methods of a known address too."""
    raise errors.unknown("没有这个地址", "There is no such address.")
