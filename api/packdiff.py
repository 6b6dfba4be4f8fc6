"""What one edition of a pack changes of another, line by line, as people read it. Pure; for the preview."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.sheets import rows_of

KEYS = {
    "calendar.csv": ("date",),
    "reasons.csv": ("op", "code"),
    "attributes.csv": ("for", "code"),
    "levels.csv": ("level",),
    "relations.csv": ("unit",),
}
"""What names a line of these tables; of all others it is `code`."""
POLICY = "policy.toml"
Record = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One line: `was` without `now` is gone, `now` without `was` is new, both are a cell or value that differs."""

    key: str
    column: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Changed:
    """One file. No change at all means that only comments, order or spelling differ."""

    file: str
    changes: tuple[Change, ...]


def changed(was: Mapping[str, bytes], now: Mapping[str, bytes]) -> list[Changed]:
    """Every file that differs."""
    names = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    return [Changed(name, tuple(_changes(name, was.get(name, b""), now.get(name, b"")))) for name in names]


def _changes(name: str, was: bytes, now: bytes) -> Iterator[Change]:
    if name == POLICY:
        yield from _values(_settings(was), _settings(now))
        return
    before, after = _records(name, was), _records(name, now)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield Change(key, "", _said(old), _said(new))
        else:
            yield from (
                Change(key, column, old.get(column, ""), new.get(column, ""))
                for column in dict.fromkeys((*old, *new))
                if old.get(column, "") != new.get(column, "")
            )


def _values(was: Record, now: Record) -> Iterator[Change]:
    for key in dict.fromkeys((*was, *now)):
        if was.get(key) != now.get(key):
            yield Change(key, "", was.get(key), now.get(key))


def _records(name: str, content: bytes) -> dict[str, Record]:
    rows = rows_of(content)
    head = rows[0] if rows else []
    records: dict[str, Record] = {}
    for row in rows[1:]:
        record = {column: text.strip() for column, text in zip(head, row, strict=False)}
        named = " ".join(record.get(column, "") for column in KEYS.get(name, ("code",)))
        records.setdefault(named, record)
    return records


def _said(record: Record | None) -> str | None:
    return None if record is None else " · ".join(text for text in record.values() if text)


def _settings(content: bytes) -> dict[str, str]:
    try:
        return dict(_flat("", tomllib.loads(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    """Values by dotted key; the n-th table of an array is `rungs[n]`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else name, inner)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(f"{prefix}[{number}]", inner)
    else:
        yield prefix, str(value)
