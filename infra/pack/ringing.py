"""IP 电话回访, out of `[ivr]` of policy.toml; what is missing there is as everywhere."""

import re
from collections.abc import Collection
from dataclasses import fields
from datetime import time
from typing import TypeVar

from domain.facts.words import Why
from domain.finishing import BEST, WORST
from domain.policy import Ringing
from infra.pack.limits import budget
from infra.pack.policy_file import PolicyFile

KEY = re.compile(r"[0-9]")
PERIOD = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
REASONS = tuple(why.value for why in Why)
V = TypeVar("V")


def ringing(file: PolicyFile) -> Ringing:
    """All of it; whatever can't be read is a fault."""
    usual = Ringing()
    if "ivr" not in file.content:
        return usual
    written = file.top("ivr", dict, {})
    file.only(written, {f.name for f in fields(Ringing)}, "ivr.")
    said = {key: why.value for key, why in usual.whys.items()}
    return Ringing(
        keys=_keys(file, written, "keys", range(WORST, BEST + 1), usual.keys),
        whys={key: Why(why) for key, why in _keys(file, written, "whys", REASONS, said).items()},
        quiet=_quiet(file, written, usual),
        after=_budget(file, written, "after", usual.after),
        lease=_budget(file, written, "lease", usual.lease),
    )


def _keys(
    file: PolicyFile, written: dict[str, object], name: str, known: Collection[V], usual: dict[str, V]
) -> dict[str, V]:
    """What each key means: of what is known each once, and all of it."""
    if name not in written:
        return usual
    keys = file.value(written, f"ivr.{name}", dict, {})
    said = list(keys.values())
    if not all(KEY.fullmatch(key) for key in keys) or sorted(map(repr, said)) != sorted(map(repr, known)):
        file.fault(f"ivr.{name}", f"must give a digit to each of {', '.join(map(str, known))}, not {keys!r}")
        return usual
    return keys


def _quiet(file: PolicyFile, written: dict[str, object], usual: Ringing) -> tuple[tuple[time, time], ...]:
    if "quiet" not in written:
        return usual.quiet
    periods = []
    for period in file.value(written, "ivr.quiet", list, []):
        found = PERIOD.fullmatch(str(period))
        if found is None or found[1] + found[2] == found[3] + found[4]:
            file.fault("ivr.quiet", f"must be periods like 21:00-08:30, not {period!r}")
        else:
            hours = [int(part) for part in found.groups()]
            periods.append((time(hours[0], hours[1]), time(hours[2], hours[3])))
    return tuple(periods)


def _budget(file: PolicyFile, written: dict[str, object], name: str, usual: str) -> str:
    if name not in written:
        return usual
    said = file.value(written, f"ivr.{name}", str, usual)
    try:
        return budget(said)
    except ValueError as error:
        file.fault(f"ivr.{name}", f"is wrong: {error}")
        return usual
