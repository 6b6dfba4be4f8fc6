"""How each department is reached: one way a kind, with its bounds. Read from a file by `infra.departments`.

Used by `activities.departments` (out) and by the API (in: who may send receipts, whose links may be answered).
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Bounds:
    """What a department may cost us. All durations are real seconds."""

    connect: float = 3.0
    read: float = 8.0  # from one piece of an answer to the next
    total: float = 15.0  # one exchange, whatever drips; below the time that a try has in all
    at_once: int = 4  # deliveries, in each worker process
    per_second: float = 20.0  # deliveries, in all of them together
    failures: int = 5  # in a row: then its circuit opens
    pause: float = 30.0  # that an open circuit stays open


@dataclass(frozen=True)
class HttpWay:
    """A system that speaks our own language: signed POSTs. No `url`: it only sends receipts."""

    url: str | None
    secret_out: str = field(default="", repr=False)
    internal: bool = False
    kind: Literal["http"] = "http"


@dataclass(frozen=True)
class Open311Way:
    """Another city's GeoReport v2 server. `services` gives its service code by our item."""

    url: str
    api_key: str = field(repr=False)
    default_service: str | None = None
    services: dict[str, str] = field(default_factory=dict)
    jurisdiction: str | None = None
    form: Literal["json", "xml"] = "json"
    updates: bool = True  # it has the extension /servicerequestupdates
    poll: float = 300.0  # real seconds from one look at its answers to the next
    internal: bool = False
    kind: Literal["open311"] = "open311"


@dataclass(frozen=True)
class EmailWay:
    """A mailbox; the answer comes by the signed link in each message."""

    to: str
    kind: Literal["email"] = "email"


@dataclass(frozen=True)
class DeskWay:
    """No system of its own: it has a call when the call is on its desk here."""

    kind: Literal["desk"] = "desk"


Way = HttpWay | Open311Way | EmailWay | DeskWay


@dataclass(frozen=True)
class Link:
    """One department; secrets never show in a log or an error. `secret_in` proves its receipts."""

    unit: str
    way: Way
    secret_in: str = field(default="", repr=False)
    bounds: Bounds = field(default_factory=Bounds)
    rates: bool = False  # of a source of referrals: asks for ratings itself, and brings them

    @property
    def outgoing(self) -> bool:
        """Whether our calls go out to it."""
        return not isinstance(self.way, HttpWay) or self.way.url is not None


@dataclass(frozen=True)
class Smtp:
    """The server that takes our mail. `sender` is our own address."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Literal["starttls", "tls", "none"] = "starttls"
