"""What we say of our security is there: every requirement once, every file and test named, every key and way out."""

import re
from collections import Counter

import pytest

from tests.references import ASVS_CHAPTERS, ASVS_STATES, PAGES, ROOT, requirements

ROWS = requirements()
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
OURS = ("api", "infra", "contracts", "domain", "activities", "readmodel", "workflows", "keeping")
HOW_MANY = {"1": 70, "2": 183}
"""The standard's own numbers of its levels."""


def modules(pattern: str) -> dict[str, list[str]]:
    """What of our code matches, by file."""
    found = {
        str(file.relative_to(ROOT)): re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
        for part in OURS
        for file in (ROOT / part).rglob("*.py")
    }
    return {file: matches for file, matches in found.items() if matches}


def test_every_requirement_stands_once_and_is_answered() -> None:
    assert len({row["no"] for row in ROWS}) == len(ROWS)
    assert Counter(row["level"] for row in ROWS) == HOW_MANY
    assert {int(row["no"].split(".")[0]) for row in ROWS} == set(range(1, len(ASVS_CHAPTERS) + 1))
    for row in ROWS:
        assert row["state"] in ASVS_STATES, row
        assert row["asks"], row
        assert row["how"] or row["state"] == "operator", row
        assert bool(row["where"] and row["test"]) == (row["state"] == "met"), row
        assert "|" not in "".join(row.values()), row


@pytest.mark.parametrize("row", [row for row in ROWS if row["state"] == "met"], ids=lambda row: row["no"])
def test_its_file_and_its_test_are_there(row: dict[str, str]) -> None:
    assert (ROOT / row["where"]).exists()
    file, _, name = row["test"].partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"def {name}\(" if name else r"def test_\w+\(", text)


def test_its_page_is_fresh() -> None:
    assert (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8") == PAGES["../asvs.md"]()


def test_the_inventory_of_cryptography_names_every_use() -> None:
    keys = {key for found in modules(r'b"(huying [a-z ]+ v\d+)"').values() for key in found}
    assert len(keys) > 6
    assert {key for key in keys if f"`{key}`" not in SECURITY} == set()
    users = modules(r"^from (?:cryptography|argon2|joserfc|authlib)\b").keys()
    assert {file for file in users if f"`{file}`" not in SECURITY} == set()


def test_every_way_out_stands_in_the_table() -> None:
    ways = modules(r"^(?:import|from) (?:httpx|aiosmtplib|apprise|obstore)\b").keys()
    assert len(ways) > 6
    assert {file for file in ways if f"`{file}`" not in SECURITY} == set()


def test_the_times_for_mending_are_written() -> None:
    assert re.search(r"within 7 days,\s+anything else within 30", SECURITY)


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`([a-z_/]+\.(?:py|md|csv))`", SECURITY)
    assert len(named) > 15
    assert [file for file in named if not (ROOT / file).exists()] == []
