"""The city, and Temporal, as a door of the system has them. For the benches that go in beside HTTP."""

from pathlib import Path
from typing import Any

from domain.policy import City
from infra.pack import load_city

PACK = Path(__file__).parent.parent / "packs" / "shuiguohu"
HOME: dict[str, Any] = {"community": "SQ07", "grid": "SQ07-G03"}
"""Where the cases lie."""


def city() -> City:
    """The street of the source."""
    return load_city(PACK)
