"""A pack to break, for the tests of `infra.pack`."""

import shutil
from pathlib import Path

import pytest

from tests.breaking import TINY


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to break."""
    return Path(shutil.copytree(TINY, tmp_path / "pack"))
