"""`policy.toml`: the numbers a city sets. Every key that the rules need must be there, and no other."""

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from domain.budget import parsed
from domain.catalogue import Clock, Limits
from domain.organisation import Tier, Unit
from domain.policy import Limit, Policy, Rung
from infra.pack.faults import Faults

FILE = "policy.toml"
KINDS: dict[str, type | tuple[type, ...]] = {
    "prefix": str,
    "name_zh": str,
    "name_en": str,
    "desk": str,
    "committee": str,
    "timezone": str,
    "official_until": date,
    "area": list,
    "urges_a_day": int,
    "small_sample": int,
    "weights": list,
    "respond_again_at_least": str,
    "undelivered": str,
    "undelivered_urgent": str,
    "rungs": list,
    "unclassified": dict,
    "limits": dict,
    "hours": dict,
    "figures": dict,
}
LIMITS = tuple(f.name for f in fields(Policy) if f.type is Limit or f.type == "Limit")


def read(folder: Path, faults: Faults) -> dict[str, Any] | None:
    """The file's content, keys and kinds checked; None, and a fault, where it can't be read."""
    try:
        content = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.add(FILE, None, "the file is missing")
        return None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.add(FILE, None, f"can't be read: {error}")
        return None
    before = len(faults.found)
    for key, kind in KINDS.items():
        if not isinstance(content.get(key), kind):
            what = "is missing" if key not in content else "is of the wrong kind"
            faults.add(FILE, None, f"{key} {what}")
    for key in content.keys() - KINDS.keys():
        faults.add(FILE, None, f"{key} is not a setting")
    return content if len(faults.found) == before else None


def policy(content: dict[str, Any], units: dict[str, Unit], faults: Faults) -> Policy:
    """The policy; whatever can't be read is a fault and stands in by a harmless value."""
    for key in ("desk", "committee"):
        if content[key] not in units:
            faults.add(FILE, None, f"{key}: unknown unit {content[key]}")
    limits = {name: _limit(content["limits"].get(name), f"limits.{name}", faults) for name in LIMITS}
    for key in content["limits"].keys() - set(LIMITS):
        faults.add(FILE, None, f"limits.{key} is not a setting")
    for key in ("respond_again_at_least", "undelivered", "undelivered_urgent"):
        _budget(content[key], key, faults)
    return Policy(
        prefix=content["prefix"],
        name_zh=content["name_zh"],
        name_en=content["name_en"],
        desk=content["desk"],
        committee=content["committee"],
        rungs=_rungs(content["rungs"], units, faults),
        unclassified=_limits(content["unclassified"], "unclassified", faults),
        urges_a_day=_positive(content["urges_a_day"], "urges_a_day", faults),
        undelivered=content["undelivered"],
        undelivered_urgent=content["undelivered_urgent"],
        respond_again_at_least=content["respond_again_at_least"],
        small_sample=_positive(content["small_sample"], "small_sample", faults),
        weights=_weights(content["weights"], faults),
        **limits,
    )


def _limit(written: object, key: str, faults: Faults) -> Limit:
    clock, _, budget = str(written).partition(" ")
    if written is None or clock not in list(Clock):
        faults.add(FILE, None, f'{key} must be like "working 4h"' if written else f"{key} is missing")
        return Limit(Clock.WORKING, "1d")
    return Limit(Clock(clock), _budget(budget, key, faults))


def _budget(text: object, key: str, faults: Faults) -> str:
    try:
        parsed(str(text))
    except ValueError as error:
        faults.add(FILE, None, f"{key}: {error}")
        return "1d"
    return str(text)


def _limits(table: dict[str, Any], key: str, faults: Faults) -> Limits:
    clock = table.get("clock")
    if clock not in list(Clock):
        faults.add(FILE, None, f"{key}.clock {clock!r} is not one of {', '.join(Clock)}")
        clock = Clock.WORKING
    budgets = [_budget(table.get(name), f"{key}.{name}", faults) for name in ("respond", "resolve")]
    return Limits(Clock(clock), *budgets)


def _rungs(written: list[Any], units: dict[str, Unit], faults: Faults) -> tuple[Rung, ...]:
    rungs = []
    for number, table in enumerate(written, 1):
        key, tier, unit = f"rungs[{number}]", table.get("tier"), table.get("unit")
        if unit not in units:
            faults.add(FILE, None, f"{key}: unknown unit {unit}")
        if tier not in list(Tier):
            faults.add(FILE, None, f"{key}.tier {tier!r} is not one of {', '.join(Tier)}")
            continue
        rungs.append(Rung(Tier(tier), str(unit), _limits(table, key, faults)))
    order = [list(Tier).index(rung.tier) for rung in rungs]
    if not order or order != sorted(set(order)) or order[0] <= list(Tier).index(Tier.STREET):
        faults.add(FILE, None, "rungs must be tiers above the street, lowest first, each once")
    return tuple(rungs)


def _positive(number: int, key: str, faults: Faults) -> int:
    if number < 1:
        faults.add(FILE, None, f"{key} must be positive")
    return number


def _weights(written: list[Any], faults: Faults) -> tuple[int, int, int]:
    if len(written) != 3 or not all(isinstance(w, int) and w >= 0 for w in written) or sum(written) != 100:
        faults.add(FILE, None, "weights must be three whole numbers that make 100")
        return 10, 40, 50
    return written[0], written[1], written[2]
