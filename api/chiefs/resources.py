"""All that is said about chiefs over HTTP, as one router. Hung in by `api.main`."""

from fastapi import APIRouter

from api.chiefs import joint, posts, rounds

router = APIRouter()
for resource in (posts, joint, rounds):
    router.include_router(resource.router)
