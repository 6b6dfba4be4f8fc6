"""From an entry of the departments file to the connector of that kind. Called by `worker.py`, and by tests.

Clients that speak HTTP are closed when the stack that was given is.
"""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from activities.call import Department
from activities.departments.asking import client
from activities.departments.circuit import Circuit
from activities.departments.desk import Desk
from activities.departments.georeport import GeoReport
from activities.departments.mail import Mail
from activities.departments.open311 import Open311
from activities.departments.outcome import Connector
from activities.departments.signed import Signed
from activities.places import Places
from contracts.cases import Message
from contracts.links import DeskWay, EmailWay, HttpWay, Link, Open311Way, Smtp
from readmodel.database import Database


@dataclass(frozen=True)
class Means:
    """What connectors stand on. `at_home`: every address may be of this machine (demo, tests)."""

    database: Database
    places: Places
    smtp: Smtp | None = None
    link_of: Callable[[Message], str] = lambda _: ""
    at_home: bool = False


@dataclass(frozen=True)
class Departments:
    """Those that our calls go out to, and those that have to be asked for their answers."""

    reached: dict[str, Department]
    asked: dict[str, GeoReport]


def departments(links: Iterable[Link], means: Means, closing: contextlib.AsyncExitStack) -> Departments:
    """A connector for each. Raises `ValueError` where mail is to be sent and no server takes it."""
    made = Departments({}, {})
    for link in links:
        circuit = Circuit(link.bounds.failures, link.bounds.pause)
        made.reached[link.unit] = Department(_connector(link, means, closing, made.asked), circuit)
    return made


def _connector(
    link: Link, means: Means, closing: contextlib.AsyncExitStack, asked: dict[str, GeoReport]
) -> Connector:
    way, bounds = link.way, link.bounds
    match way:
        case HttpWay():
            http = client(bounds, internal=way.internal or means.at_home)
            closing.push_async_callback(http.aclose)
            return Signed(way, bounds, http, means.places)
        case Open311Way():
            http = client(bounds, internal=way.internal or means.at_home)
            closing.push_async_callback(http.aclose)
            server = asked[link.unit] = GeoReport(way, bounds, http)
            return Open311(server, means.database, means.places)
        case EmailWay():
            if means.smtp is None:
                raise ValueError(f"{link.unit} is reached by e-mail: set HUYING_SMTP_HOST")
            return Mail(way, bounds, means.smtp, means.places, means.link_of)
        case DeskWay():
            return Desk(bounds, means.database)
        case _:
            assert_never(way)
