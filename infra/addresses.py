"""Where messages go: apprise addresses of units and accounts, and the SMS gateway, from a file read at start.

    [units]
    chengguan = "wecombot://…"              # one address, or several that are tried in order
    [accounts]
    street-chief = ["wecombot://…", "mailtos://…"]
    [sms]
    url = "https://…"
    secret = "…"                             # signs what we send
    body = { mobile = "{phone}", content = "{text}", id = "{key}" }

Called by `worker.py`, which sends, and by `api.main`, which shows everybody by what they hear.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apprise

from infra.refusal import StartError

TABLES = {"units", "accounts", "sms"}
MOST = 5
"""Addresses of one unit or account."""


class AddressesError(StartError):
    """The file can't be read, or an entry is not as it must be."""


@dataclass(frozen=True)
class Gateway:
    """The SMS gateway; its secret never shows in a log or an error."""

    url: str
    secret: str = field(repr=False)
    body: Any


@dataclass(frozen=True)
class Addresses:
    """All of it. Addresses hold keys of others: they never show in a log or an error."""

    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    sms: Gateway | None = None

    def services(self, account: str) -> tuple[str, ...]:
        """By what somebody hears, in the services' own names: nothing of the addresses themselves."""
        return tuple(dict.fromkeys(_service(address) or "" for address in self.accounts.get(account, ())))


def load_addresses(file: Path | None) -> Addresses:
    """What the file says. Raises `AddressesError` naming the entry and what is wrong with it."""
    if file is None:
        return Addresses()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AddressesError(f"{file} can't be read: {error}") from error
    if strange := sorted(content.keys() - TABLES):
        raise AddressesError(f"{file}: {', '.join(strange)} is not one of {', '.join(sorted(TABLES))}")
    sms = content.get("sms")
    return Addresses(
        _book(file, content, "units"),
        _book(file, content, "accounts"),
        _gateway(file, sms) if sms is not None else None,
    )


def _book(file: Path, content: Mapping[str, Any], table: str) -> dict[str, tuple[str, ...]]:
    entries = content.get(table, {})
    if not isinstance(entries, dict):
        raise AddressesError(f"{file}: {table} must be a table")
    return {name: _addresses(file, f"{table}.{name}", entry) for name, entry in entries.items()}


def _addresses(file: Path, name: str, entry: object) -> tuple[str, ...]:
    written = [entry] if isinstance(entry, str) else entry
    if not isinstance(written, list) or not 1 <= len(written) <= MOST:
        raise AddressesError(f"{file}: {name} must be an address, or a list of up to {MOST}")
    for number, address in enumerate(written, 1):
        if not isinstance(address, str) or _service(address) is None:
            raise AddressesError(f"{file}: address {number} of {name} is none that apprise knows")
    return tuple(written)


def _gateway(file: Path, entry: object) -> Gateway:
    if not isinstance(entry, dict):
        raise AddressesError(f"{file}: sms must be a table with url, secret and body")
    url, secret, body = entry.get("url"), entry.get("secret"), entry.get("body")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise AddressesError(f"{file}: the url of sms must begin with http:// or https://")
    if not isinstance(secret, str) or not secret:
        raise AddressesError(f"{file}: sms needs a secret")
    if not isinstance(body, dict) or not all(place in str(body) for place in ("{phone}", "{text}")):
        raise AddressesError(f"{file}: the body of sms must be a table that holds {{phone}} and {{text}}")
    return Gateway(url, secret, body)


def _service(address: str) -> str | None:
    """The service's own name; None where apprise can't make anything of it."""
    made = apprise.Apprise.instantiate(address)
    return str(made.service_name) if isinstance(made, apprise.NotifyBase) else None
