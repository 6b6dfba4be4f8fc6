"""Departments' own systems: where they are and the secrets shared with them, from a file read at start.

    [chengguan]
    url = "https://…"          # our calls go here; leave it out if the department only sends receipts
    secret_out = "…"           # signs what we send
    secret_in = "…"            # signs what they send

    [hotline]                  # or message_board: whoever refers cases; results go to its url
    rates = true               # it asks its callers for a rating itself, and sends it: we ask nobody twice

Called by `worker.py` (out) and `api.main` (in).
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from infra.refusal import StartError

DEMO_SECRET = "huying-demo"
"""Of every external department when HUYING_DEMO=1 (loopback only)."""


class DepartmentsError(StartError):
    """The file can't be read, or an entry is not as it must be."""


@dataclass(frozen=True)
class Link:
    """One department's system; secrets never show in a log or an error."""

    unit: str
    url: str | None
    secret_out: str = field(repr=False)
    secret_in: str = field(repr=False)
    rates: bool = False  # of a source of referrals: asks for ratings itself, and brings them


def load_links(file: Path | None) -> dict[str, Link]:
    """The links by unit code. Raises `DepartmentsError` naming the entry and what is wrong with it."""
    if file is None:
        return {}
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DepartmentsError(f"{file} can't be read: {error}") from error
    return {unit: _link(file, unit, entry) for unit, entry in entries.items()}


def _link(file: Path, unit: str, entry: object) -> Link:
    if not isinstance(entry, dict):
        raise DepartmentsError(f"{file}: {unit} must be a table with url, secret_out and secret_in")
    url, out, into = entry.get("url"), entry.get("secret_out", ""), entry.get("secret_in", "")
    if url is not None and not str(url).startswith(("http://", "https://")):
        raise DepartmentsError(f"{file}: the url of {unit} must begin with http:// or https://")
    if url is not None and not out:
        raise DepartmentsError(f"{file}: {unit} has a url and needs a secret_out")
    rates = entry.get("rates", False)
    if not isinstance(rates, bool):
        raise DepartmentsError(f"{file}: rates of {unit} must be true or false")
    return Link(unit, url, str(out), str(into), rates)
