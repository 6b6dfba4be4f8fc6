"""The numbers a city sets, out of `policy.toml`. What the rules need must be there, and no more."""

import re
from dataclasses import fields
from typing import Any

from domain.catalogue import Clock, Limits
from domain.organisation import Tier, Unit
from domain.policy import NIGHT, Limit, Policy, Rung
from domain.quiet import Quiet, parse_quiet
from infra.pack.limits import budget
from infra.pack.policy_file import PolicyFile

LIMITS = tuple(f.name for f in fields(Policy) if f.type is Limit)
TIERS = list(Tier)
PAIR = {"clock", "respond", "resolve"}
SETTINGS = {f.name for f in fields(Policy)} - set(LIMITS)
ELSEWHERE = {
    "limits",
    "timezone",
    "official_until",
    "area",
    "hours",
    "figures",
    "public",
    "ivr",
    "classifier",
    "matters",
}
"""Keys that are no fields of the policy: `limits` holds many, the others have readers of their own."""


def policy(file: PolicyFile, units: dict[str, Unit]) -> Policy:
    """The policy; whatever can't be read is a fault and stands in by a harmless value."""
    file.only(file.content, SETTINGS | ELSEWHERE)
    limits = file.top("limits", dict, {})
    file.only(limits, set(LIMITS), "limits.")
    return Policy(
        prefix=_prefix(file),
        name_zh=file.top("name_zh", str, ""),
        name_en=file.top("name_en", str, ""),
        desk=_unit(file, file.content, "desk", units, Tier.STREET),
        committee=_unit(file, file.content, "committee", units, Tier.STREET),
        rungs=_rungs(file, units),
        unclassified=_pair(file, file.top("unclassified", dict, {}), "unclassified", set()),
        respond_again_at_least=_budget(file, file.content, "respond_again_at_least"),
        undelivered=_budget(file, file.content, "undelivered"),
        undelivered_urgent=_budget(file, file.content, "undelivered_urgent"),
        urges_a_day=_positive(file, "urges_a_day"),
        small_sample=_positive(file, "small_sample"),
        weights=_weights(file),
        warn_at=_warn_at(file),
        quiet_hours=_quiet_hours(file),
        messages_a_day=_optional(file, "messages_a_day", Policy.messages_a_day),
        keepers=_keepers(file, units),
        **{name: _limit(file, limits, f"limits.{name}") for name in LIMITS},
    )


def _keepers(file: PolicyFile, units: dict[str, Unit]) -> dict[str, str]:
    table = file.content.get("keepers", {})
    if not isinstance(table, dict):
        file.fault("keepers", "must be a table")
        return {}
    return {name: _unit(file, table, f"keepers.{name}", units, Tier.STREET) for name in table}


def _prefix(file: PolicyFile) -> str:
    prefix = file.top("prefix", str, "XX")
    if not re.fullmatch(r"[A-Z]{2,6}", prefix):
        file.fault(
            "prefix", f"must be two to six capital letters, for it begins every case number, not {prefix!r}"
        )
    return prefix


def _unit(file: PolicyFile, table: dict[str, Any], key: str, units: dict[str, Unit], tier: Tier) -> str:
    code = file.value(table, key, str, "")
    unit = units.get(code)
    if code and unit is None:
        file.fault(key, f"names an unknown unit {code}")
    elif unit is not None and unit.tier is not tier:
        file.fault(key, f"names {code}, which is of the tier {unit.tier}, not {tier}")
    return code


def _limit(file: PolicyFile, limits: dict[str, Any], key: str) -> Limit:
    written = file.value(limits, key, str, "")
    clock, _, amount = written.partition(" ")
    if written and clock not in list(Clock):
        file.fault(key, f'must be like "working 4h", not {written!r}')
    elif written:
        return Limit(Clock(clock), _checked(file, key, amount))
    return Limit(Clock.WORKING, "1d")


def _budget(file: PolicyFile, table: dict[str, Any], key: str) -> str:
    written = file.value(table, key, str, "")
    return _checked(file, key, written) if written else "1d"


def _checked(file: PolicyFile, key: str, written: str) -> str:
    try:
        return budget(written)
    except ValueError as error:
        file.fault(key, f"is wrong: {error}")
        return "1d"


def _pair(file: PolicyFile, table: dict[str, Any], key: str, besides: set[str]) -> Limits:
    file.only(table, PAIR | besides, f"{key}.")
    clock = file.value(table, f"{key}.clock", str, "working")
    if clock not in list(Clock):
        file.fault(f"{key}.clock", f"{clock!r} is not one of {', '.join(Clock)}")
        clock = Clock.WORKING
    return Limits(Clock(clock), *(_budget(file, table, f"{key}.{name}") for name in ("respond", "resolve")))


def _rungs(file: PolicyFile, units: dict[str, Unit]) -> tuple[Rung, ...]:
    rungs = []
    for number, table in enumerate(file.top("rungs", list, []), 1):
        key = f"rungs[{number}]"
        if not isinstance(table, dict):
            file.fault("rungs", "must be tables, each headed [[rungs]]")
            continue
        limits = _pair(file, table, key, {"tier", "unit", "connected"})
        tier = file.value(table, f"{key}.tier", str, "district")
        if tier not in TIERS:
            file.fault(f"{key}.tier", f"{tier!r} is not one of {', '.join(Tier)}")
            continue
        unit = _unit(file, table, f"{key}.unit", units, Tier(tier))
        rungs.append(Rung(Tier(tier), unit, limits, _connected(file, table, key)))
    order = [TIERS.index(rung.tier) for rung in rungs]
    if not order or order != sorted(set(order)) or order[0] <= TIERS.index(Tier.STREET):
        file.fault("rungs", "must be tiers above the street, lowest first, each once")
    return tuple(rungs)


def _connected(file: PolicyFile, table: dict[str, Any], key: str) -> bool:
    said = table.get("connected", True)
    if not isinstance(said, bool):
        file.fault(f"{key}.connected", f"must be true or false, not {said!r}")
    return said is not False


def _positive(file: PolicyFile, key: str) -> int:
    number = file.top(key, int, 1)
    if number < 1:
        file.fault(key, f"must be positive, not {number}")
    return number


def _weights(file: PolicyFile) -> tuple[int, int, int]:
    written = file.top("weights", list, [10, 40, 50])
    if len(written) == 3 and all(type(w) is int and w >= 0 for w in written) and sum(written) == 100:
        return written[0], written[1], written[2]
    file.fault("weights", f"must be three whole numbers that make 100, not {written}")
    return 10, 40, 50


def _warn_at(file: PolicyFile) -> tuple[int, ...]:
    written = file.top("warn_at", list, [50, 80])
    if all(type(mark) is int and 0 < mark < 100 for mark in written) and written == sorted(set(written)):
        return tuple(written)
    file.fault("warn_at", f"must be whole percentages between 0 and 100, ascending, not {written}")
    return 50, 80


def _quiet_hours(file: PolicyFile) -> Quiet:
    """Packs of before there were messages say nothing of them."""
    written = file.content.get("quiet_hours", str(NIGHT))
    try:
        return parse_quiet(str(written))
    except ValueError:
        file.fault("quiet_hours", f"must be hours like 21:00-08:00, not {written!r}")
        return NIGHT


def _optional(file: PolicyFile, key: str, otherwise: int) -> int:
    return _positive(file, key) if key in file.content else otherwise
