"""The real application for the pages: over ASGI as in `tests.api`."""

from tests.api.conftest import app, http

__all__ = ["app", "http"]
