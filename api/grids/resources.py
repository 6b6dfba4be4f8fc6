"""All that is said about grids over HTTP, as one router. Hung in by `api.main`."""

from fastapi import APIRouter

from api.grids import following, known, redraws

router = APIRouter()
for resource in (known, redraws, following):
    router.include_router(resource.router)
