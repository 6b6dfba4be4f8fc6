"""The story as it is told for the street's own pack."""

import pytest

from demo.build import tell
from demo.pack import Pack, load
from demo.script import Story
from tests.conftest import SHUIGUOHU


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The street's pack, as the demo reads it."""
    return load(SHUIGUOHU)


@pytest.fixture(scope="session")
def story(pack: Pack) -> Story:
    """The four days."""
    return tell(pack)
