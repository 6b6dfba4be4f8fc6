"""Departments: how each is reached and the secrets shared with it, from a file read at start.

    [chengguan]
    kind = "http"              # or open311, email, desk; http where nothing is said
    url = "https://…"          # our calls go here; leave it out if the department only sends receipts
    secret_out = "…"           # signs what we send
    secret_in = "…"            # signs what they send

    [hotline]                  # or message_board: whoever refers cases; results go to its url
    rates = true               # it asks its callers for a rating itself, and sends it: we ask nobody twice

All fields of every kind: `docs/howto/connect-a-department.md`. Called by `worker.py` (out) and `api.main` (in).
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from contracts.links import Bounds, DeskWay, EmailWay, HttpWay, Link, Open311Way, Smtp, Way
from domain.finishing import REFERRING
from domain.policy import City
from infra.refusal import StartError
from infra.settings import Settings

DEMO_SECRET = "huying-demo"
"""Of every external department when HUYING_DEMO=1 (loopback only)."""
_MAILBOX = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")
_MOST = {"connect": 18.0, "read": 18.0, "total": 18.0, "at_once": 100, "per_second": 1000.0}
_MOST |= {"failures": 1000, "pause": 3600.0}
"""The largest that each bound may be; a try of a delivery is given up after 20 seconds anyway."""


class DepartmentsError(StartError):
    """The file can't be read, or an entry is not as it must be."""


def load_links(file: Path | None) -> dict[str, Link]:
    """The links by unit code. Raises `DepartmentsError` naming the entry and what is wrong with it."""
    if file is None:
        return {}
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DepartmentsError(f"{file} can't be read: {error}") from error
    return {unit: _link(_Entry(f"{file}: {unit}", entry), unit) for unit, entry in entries.items()}


def outgoing(city: City, links: Mapping[str, Link]) -> dict[str, Link]:
    """The units that our calls go out to. Raises `DepartmentsError` for one that the pack does not have."""
    found = {name: link for name, link in links.items() if link.outgoing and name not in REFERRING}
    if unknown := sorted(set(found) - set(city.units)):
        raise DepartmentsError(f"the departments file names {', '.join(unknown)}: the pack has no such unit")
    return found


def smtp_of(settings: Settings) -> Smtp | None:
    """The server that takes our mail to departments, if the settings name one. Raises `DepartmentsError`."""
    if settings.smtp_host is None:
        return None
    if settings.smtp_from is None or settings.public_url is None:
        raise DepartmentsError(
            "HUYING_SMTP_HOST needs HUYING_SMTP_FROM (our own address) and HUYING_PUBLIC_URL"
        )
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    at, sender, user, tls = settings.smtp_port, settings.smtp_from, settings.smtp_user, settings.smtp_tls
    return Smtp(settings.smtp_host, at, sender, user, password, tls)


class _Entry:
    """One department's table: each field is taken once, and what nobody took is a mistake."""

    def __init__(self, named: str, entry: object) -> None:
        self.named = named
        if not isinstance(entry, dict):
            raise self.wrong('must be a table that begins with kind = "http", "open311", "email" or "desk"')
        self._left = dict(entry)

    def wrong(self, what: str) -> DepartmentsError:
        """The fault as one sentence."""
        return DepartmentsError(f"{self.named} {what}")

    def text(self, name: str) -> str | None:
        """A text, or None where it is not given."""
        given = self._left.pop(name, None)
        if given is not None and (not isinstance(given, str) or not given or not given.isprintable()):
            raise self.wrong(f"needs a text in quotes as {name}")
        return given

    def needed(self, name: str, why: str) -> str:
        """A text that must be there."""
        given = self.text(name)
        if given is None:
            raise self.wrong(f"needs {name}: {why}")
        return given

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        given = self._left.pop(name, default)
        if not isinstance(given, bool):
            raise self.wrong(f"needs true or false as {name}")
        return given

    def number(self, name: str, default: float, most: float) -> float:
        """A number above nothing."""
        given = self._left.pop(name, default)
        whole = isinstance(default, int)
        right = isinstance(given, int if whole else int | float) and not isinstance(given, bool)
        if not right or not 0 < given <= most:
            raise self.wrong(f"needs a {'whole ' if whole else ''}number up to {most:g} as {name}")
        return given if whole else float(given)

    def url(self) -> str | None:
        """An http(s) address without user, query or fragment."""
        given = self.text("url")
        if given is None:
            return None
        try:
            parts = urlsplit(given)
            there = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            there = False
        if not there or "@" in parts.netloc or parts.fragment:
            raise self.wrong(
                "needs an address that begins with http:// or https:// as url, without user or #"
            )
        return given

    def table(self, name: str) -> dict[str, str]:
        """A table of texts."""
        given = self._left.pop(name, {})
        if not isinstance(given, dict) or not all(isinstance(v, str) and v for v in given.values()):
            raise self.wrong(f"needs a table of texts as {name}")
        return given

    def done(self) -> None:
        """Raise for fields that no kind of this entry has."""
        if self._left:
            raise self.wrong(f"has no field {', '.join(sorted(self._left))}: misspelt, or of another kind?")


def _link(entry: _Entry, unit: str) -> Link:
    kind = entry.text("kind") or "http"
    if kind not in _KINDS:
        raise entry.wrong(f"has the kind {kind}; there are {', '.join(_KINDS)}")
    way = _KINDS[kind](entry)
    secret, bounds = entry.text("secret_in") or "", _bounds(entry)
    link = Link(unit, way, secret, bounds, entry.flag("rates"))
    entry.done()
    return link


def _bounds(entry: _Entry) -> Bounds:
    default = Bounds()
    given = {name: entry.number(name, getattr(default, name), most) for name, most in _MOST.items()}
    return Bounds(**given)  # type: ignore[arg-type]  # `number` keeps whole what is whole


def _http(entry: _Entry) -> Way:
    url, secret = entry.url(), entry.text("secret_out")
    if url is not None and secret is None:
        raise entry.wrong("has a url and needs a secret_out")
    return HttpWay(url, secret or "", entry.flag("internal"))


def _open311(entry: _Entry) -> Way:
    url, form = entry.url(), entry.text("format") or "json"
    if url is None:
        raise entry.wrong("needs url: where its GeoReport v2 begins, such as https://…/open311/v2")
    if form not in ("json", "xml"):
        raise entry.wrong("needs json or xml as format")
    services, default = entry.table("services"), entry.text("default_service")
    if not services and default is None:
        raise entry.wrong("needs default_service, or services with its service_code for each item")
    return Open311Way(
        url.rstrip("/"),
        entry.needed("api_key", "the other city gives one to each client"),
        default,
        services,
        entry.text("jurisdiction_id"),
        "json" if form == "json" else "xml",
        entry.flag("updates", True),
        entry.number("poll", 300.0, 86400.0),
        entry.flag("internal"),
    )


def _email(entry: _Entry) -> Way:
    to = entry.needed("to", "the department's mailbox")
    if not _MAILBOX.fullmatch(to):
        raise entry.wrong("needs one mailbox as to, such as duty@example.org")
    return EmailWay(to)


def _desk(entry: _Entry) -> Way:
    return DeskWay()


_KINDS: Mapping[str, Callable[[_Entry], Way]] = {
    "http": _http,
    "open311": _open311,
    "email": _email,
    "desk": _desk,
}
