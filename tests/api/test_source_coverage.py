"""Every line of the source is somewhere, or it is said why not: each place in `docs/source-coverage.csv` opens."""

import csv
import re
import tomllib
from collections.abc import Callable
from typing import get_args

import pytest
from fastapi import FastAPI

from api.pages.staff.menu import ENTRIES
from domain.matters import facts as of_matter
from domain.operations import OPERATIONS
from tests.api.browsing import browsing
from tests.api.conftest import SHUIGUOHU
from tests.api.test_pages_by_role import ALLOWED
from tests.references import ROOT, SOURCE_STATES, sources
from worker import WORKFLOWS

LINES = sources()
PLACES = sorted({place for line in LINES if line["state"] == "built" for place in line["where"].split()})
FILED = ("/rates", "/report/results", "/simplifications")
ELSEWHERE = {f"{page}{kind}": page for page in FILED for kind in (".xlsx", ".docx")}
"""Files behind a page of the navigation."""


def test_every_line_stands_once_and_is_answered() -> None:
    assert [line["id"] for line in LINES] == [f"SEED-{n:03}" for n in range(1, 105)]
    for line in LINES:
        assert line["state"] in SOURCE_STATES, line
        assert line["zh"], line
        assert line["en"], line
        assert bool(line["where"]) == (line["state"] != "none"), line
        assert line["note"] or line["state"] != "none", line
        assert line["kind"] in ("label", "concept") or line["state"] != "none", line
        assert "|" not in "".join(line.values()), line


def in_pack(name: str) -> bool:
    """Whether the pack has that table, with lines in it."""
    with (SHUIGUOHU / name).open(encoding="utf-8", newline="") as file:
        return len(list(csv.DictReader(file))) > 0


def proven(named: str) -> bool:
    """Whether there is a test of that name."""
    file, _, name = named.partition("::")
    return re.search(rf"def {name}\(", (ROOT / file).read_text(encoding="utf-8")) is not None


def figures() -> set[str]:
    """What the pack is held against when it is read."""
    return set(tomllib.loads((SHUIGUOHU / "policy.toml").read_text(encoding="utf-8"))["figures"])


KINDS: dict[str, Callable[[str], bool]] = {
    "workflow": lambda name: name in {flow.__temporal_workflow_definition.name for flow in WORKFLOWS},
    "command": lambda name: name in {operation.name for operation in OPERATIONS},
    "matter": lambda name: (
        name in {fact.__dataclass_fields__["kind"].default for fact in get_args(of_matter.Body)}
    ),
    "pack": in_pack,
    "figure": lambda name: name in figures(),
    "test": proven,
    "doc": lambda name: (ROOT / name).is_file(),
}


@pytest.mark.parametrize("place", [place for place in PLACES if not place.startswith("page:")])
def test_a_place_is_there(app: FastAPI, place: str) -> None:
    kind, _, name = place.partition(":")
    if kind == "api":
        way, _, path = name.partition(":")
        assert way.lower() in app.openapi()["paths"].get(path, {})
    else:
        assert KINDS[kind](name)


def who_may(path: str) -> str | None:
    """An account that a page of staff is open to; None for a page of everybody."""
    plain = path.partition("?")[0]
    of = ELSEWHERE.get(plain, plain)
    within = [entry.path for entry in ENTRIES if of == entry.path or of.startswith(f"{entry.path}/")]
    if not within:
        return None
    entry = max(within, key=len)
    return next(account for account, pages in ALLOWED.items() if entry in pages)


async def test_every_page_opens(app: FastAPI) -> None:
    asked: dict[str | None, list[str]] = {}
    for path in (place.removeprefix("page:") for place in PLACES if place.startswith("page:")):
        asked.setdefault(who_may(path), []).append(path)
    assert len(asked) > 5
    for account, paths in asked.items():
        async with browsing(app, account) as browser:
            for path in paths:
                assert (await browser.http.get(path)).status_code == 200, (account, path)


async def test_a_place_that_is_not_there_is_found_out(app: FastAPI) -> None:
    for kind, opens in KINDS.items():
        if kind not in ("pack", "test"):
            assert not opens("nowhere"), kind
    async with browsing(app) as browser:
        assert (await browser.http.get("/nowhere")).status_code == 404
