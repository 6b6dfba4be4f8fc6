"""Open311 clients: their API keys and how often they may write, from a file read at start.

    [fixmystreet]
    key = "…"            # at least 16 characters; what the client sends as api_key
    per_minute = 60      # how many reports and updates a minute; 60 where it is left out

Called by `api.main`. A client's name goes into the record of every case it files: letters, digits, `-` and `_`.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from infra.refusal import StartError

DEMO_KEY = "huying-demo"
"""Of the client `demo` when HUYING_DEMO=1 (loopback only)."""
PER_MINUTE = 60
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_SHORTEST = 16


class ClientsError(StartError):
    """The file can't be read, or an entry is not as it must be."""


@dataclass(frozen=True)
class ApiClient:
    """One client; its key never shows in a log or an error."""

    name: str
    key: str = field(repr=False)
    per_minute: int = PER_MINUTE


def load_clients(file: Path | None) -> tuple[ApiClient, ...]:
    """All clients. Raises `ClientsError` naming the entry and what is wrong with it."""
    if file is None:
        return ()
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClientsError(f"{file} can't be read: {error}") from error
    clients = tuple(_client(file, name, entry) for name, entry in entries.items())
    if len({client.key for client in clients}) < len(clients):
        raise ClientsError(f"{file}: two clients have the same key")
    return clients


def _client(file: Path, name: str, entry: object) -> ApiClient:
    if not isinstance(entry, dict) or not _NAME.fullmatch(name):
        raise ClientsError(f"{file}: {name} must be a short name and a table with key and per_minute")
    key, per_minute = entry.get("key"), entry.get("per_minute", PER_MINUTE)
    if not isinstance(key, str) or len(key) < _SHORTEST:
        raise ClientsError(f"{file}: the key of {name} must be a text of at least {_SHORTEST} characters")
    if type(per_minute) is not int or per_minute < 1:
        raise ClientsError(f"{file}: per_minute of {name} must be a whole number from 1")
    return ApiClient(name, key, per_minute)
