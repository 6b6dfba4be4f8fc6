"""Keeps the story clock in the data folder. Called by the doors at start; `contracts.story` does the sums."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.story import StoryClock, begin
from infra.files import keep_first, replace
from infra.refusal import StartError
from infra.settings import Settings


class ClockError(StartError):
    """The story clock in the data folder and the settings don't agree, or its file is damaged."""


def story_clock(settings: Settings, *, no_open_cases: bool = False) -> StoryClock:
    """Return this installation's story clock, written on the first start and the same ever after.

    A caller who knows that no case is open may pass `no_open_cases=True`: then other settings begin a new
    clock. Raises `ClockError` otherwise: the open cases carry the old clock in their input.
    """
    path = settings.paths.story_clock
    fresh = begin(datetime.now(UTC), settings.story_start, settings.time_scale)
    existing = _decode(keep_first(path, _encode(fresh)), path)
    try:
        check(existing, settings)
    except ClockError:
        if not no_open_cases:
            raise
        replace(path, _encode(fresh))
        return fresh
    return existing


def real_clock(settings: Settings) -> Callable[[], datetime]:
    """Return what tells this process the real time (UTC): the machine's clock, wrong by `HUYING_CLOCK_SKEW`.

    For trying what a host with a wrong clock does: see `faults`.
    """
    skew = timedelta(seconds=settings.clock_skew)
    return lambda: datetime.now(UTC) + skew


def check(existing: StoryClock, wanted: Settings) -> None:
    """Raise `ClockError` unless `wanted` asks for the `existing` clock.

    A HUYING_STORY_START that isn't set means "now" on the first start and "as before" on later ones.
    """
    faults = []
    if wanted.time_scale != existing.scale:
        faults.append(f"HUYING_TIME_SCALE={wanted.time_scale:g} (it runs at {existing.scale:g})")
    if wanted.story_start and wanted.story_start != existing.story_start:
        began = existing.story_start.isoformat()
        faults.append(f"HUYING_STORY_START={wanted.story_start.isoformat()} (it began at {began})")
    if faults:
        raise ClockError(
            f"this data folder's story clock can't change while cases are open: {' and '.join(faults)}; "
            f"set the old value again or choose another HUYING_DATA_DIR"
        )


def _encode(clock: StoryClock) -> bytes:
    fields = {
        "story_start": clock.story_start.isoformat(),
        "real_origin": clock.real_origin.isoformat(),
        "scale": clock.scale,
    }
    return json.dumps(fields, indent=2).encode() + b"\n"


def _decode(content: bytes, path: Path) -> StoryClock:
    try:
        fields = json.loads(content)
        moments = [datetime.fromisoformat(fields[name]) for name in ("story_start", "real_origin")]
        scale = float(fields["scale"])
        if any(moment.tzinfo is None for moment in moments) or not scale > 0:
            raise ValueError(fields)
    except (ValueError, KeyError, TypeError) as error:
        raise ClockError(f"{path} is damaged: restore it from your backup") from error
    return StoryClock(moments[0], moments[1], scale)
