"""All that is said about 办事 over HTTP, as one router. Hung in by `api.main`."""

from fastapi import APIRouter

from api.matters import offered, office, papers, person, register

router = APIRouter()
for resource in (offered, office, person, papers, register):
    router.include_router(resource.router)
