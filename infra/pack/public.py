"""What a pack says to people: their own words for its items, words of danger, the number to call, its services.

All of it may be missing: a town without it has pages that know less.
"""

from pathlib import Path

from domain.catalogue import Item
from domain.policy import Danger, Public
from infra.pack.attributes import attributes
from infra.pack.faults import Faults
from infra.pack.offering import services
from infra.pack.policy_file import PolicyFile
from infra.pack.rows import table, unique

TABLE = {"hotline", "danger"}


def public(folder: Path, file: PolicyFile, items: dict[str, Item], faults: Faults) -> Public:
    """All of it, out of `[public]` of policy.toml, `keywords.csv`, `services.csv` and `attributes.csv`."""
    written = file.top("public", dict, {}) if "public" in file.content else {}
    file.only(written, TABLE, "public.")
    hotline = file.value(written, "public.hotline", str, "") if "hotline" in written else ""
    return Public(
        hotline=hotline,
        danger=_danger(file, written),
        keywords=_keywords(folder, items, faults),
        services=services(folder, faults),
        attributes=attributes(folder, items, faults),
    )


def _danger(file: PolicyFile, written: dict[str, object]) -> tuple[Danger, ...]:
    found = []
    for number, words in dict(written.get("danger") or {}).items():  # type: ignore[call-overload]
        if isinstance(words, list) and words and all(isinstance(word, str) and word for word in words):
            found.append(Danger(number, tuple(words)))
        else:
            file.fault("public.danger", f"must be lists of words by emergency number, not {words!r}")
    return tuple(found)


def _keywords(folder: Path, items: dict[str, Item], faults: Faults) -> dict[str, tuple[str, ...]]:
    if not (folder / "keywords.csv").exists():
        return {}
    words = {}
    for row in unique(table(folder, "keywords.csv", ("code", "words"), faults)):
        if row.text("code") not in items:
            row.fault(f"there is no item {row.text('code')}")
        words[row.text("code")] = tuple(filter(None, (word.strip() for word in row.text("words").split("|"))))
    return words
