"""docs/outages.md names a test for everything that it says; each of them is there."""

import re

from tests.conftest import ROOT

NAMED = re.compile(r"`(tests/[a-z_0-9/]+\.py)::(\w+)`")


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall((ROOT / "docs" / "outages.md").read_text(encoding="utf-8"))
    assert len(named) > 10
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (file, name)
