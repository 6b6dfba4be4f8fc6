"""`[classifier]` of policy.toml: which one suggests items, and which items it may give without a person."""

from collections.abc import Collection

from domain.classifying import Classifying
from infra.pack.policy_file import PolicyFile

SETTINGS = {"module", "auto_classify", "least"}


def classifying(file: PolicyFile, items: Collection[str]) -> Classifying:
    """All of it; a pack without it suggests with ours, and leaves every grading to people."""
    if "classifier" not in file.content:
        return Classifying()
    written = file.top("classifier", dict, {})
    file.only(written, SETTINGS, "classifier.")
    module = file.value(written, "classifier.module", str, "") if "module" in written else ""
    if module and not module.isidentifier():
        file.fault("classifier.module", f"must be the name of a module, not {module!r}")
    return Classifying(module, _auto(file, written, items), _least(file, written))


def _auto(file: PolicyFile, written: dict[str, object], items: Collection[str]) -> frozenset[str]:
    named = written.get("auto_classify", [])
    if not isinstance(named, list) or not all(isinstance(code, str) for code in named):
        file.fault("classifier.auto_classify", f"must be a list of items, not {named!r}")
        return frozenset()
    for code in sorted(set(named) - set(items)):
        file.fault("classifier.auto_classify", f"names {code}, which is no item")
    return frozenset(named)


def _least(file: PolicyFile, written: dict[str, object]) -> float:
    least = written.get("least", Classifying().least)
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 < least <= 1:
        file.fault("classifier.least", f"must be above 0 and at most 1, not {least!r}")
        return 1.0
    return float(least)
