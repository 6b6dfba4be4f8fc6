"""All resources under `/open311/v2`, and the answer for what is none. Hung in by `api.main`."""

from fastapi import APIRouter

from api import errors
from api.open311 import filing, looking, services, updates
from api.open311.forms import BASE

router = APIRouter(prefix=BASE)
for resource in (services, filing, looking, updates):
    router.include_router(resource.router)


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def unknown(rest: str) -> None:
    """404, for other methods of a known address too."""
    raise errors.unknown("没有这个地址", "There is no such address.")
