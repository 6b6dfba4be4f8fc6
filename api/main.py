"""The composition root of the API: makes the door, hangs in the resources, keeps the spool moving.

Starts while Temporal or the database is away. Called by `python -m api` and by tests.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client

from api import errors
from api.accounts import first_accounts, first_holders
from api.beside import Beside
from api.channels.wechat import upkeep
from api.door import Door
from api.draining import drain
from api.following import Following
from api.limits import Limits
from api.middleware import BodyLimit, LastResort
from api.open311.refusing import shown
from api.outsiders import clients, links, provider
from api.pages import site
from api.pages.refusing import refused
from api.routes import ROUTES
from api.routing import BASE
from api.temporal import Cases
from api.tokens import Tokens
from infra import temporal
from infra.addresses import load_addresses
from infra.blobs import StoreAway
from infra.classifier import load_classifier
from infra.clock import real_clock, story_clock
from infra.editions import Editions
from infra.numbers import Numbers
from infra.pack import load_city
from infra.photos import Photos
from infra.settings import Settings
from infra.shelves import converter_of, marks_of, payloads_of, photos_of, signer_of, vault_of
from infra.wechat import WeChat, account
from readmodel.accounts import forget_sessions
from readmodel.database import Database, bounded, migrate

UNSEEN: Any = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's own would put whole addresses into spans, track codes and all: `infra.seen.web` sees instead."""
RETRY = 2.0
"""Seconds between attempts to prepare a database that is away."""
FIRST_TRY = 10.0
SWEEP = 3600.0
"""Seconds between looks for photos that nothing names."""
KEEP_SESSIONS = timedelta(days=1)
log = structlog.get_logger()


def create_app(
    settings: Settings, *, client: Client | None = None, clock: Callable[[], datetime] | None = None
) -> FastAPI:
    """The application. Raises `StartError` in one sentence for a broken pack, clock, key or departments file.

    Tests hand over a `client` of their own Temporal server, and a `clock` (real time, UTC) that follows it.
    """
    parts = _Parts(settings, clock)
    app = _Api(
        title="呼应 Huying",
        summary="民呼我应: whatever people report, a named unit answers in time, or the next level up must.",
        version="1",
        openapi_url=f"{BASE}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda app: _life(app, parts, client),
        telemetry=UNSEEN,
        routes=ROUTES,
    )
    site.install(app, settings.map_tiles)
    refusals = shown(otherwise=refused)
    errors.install(app, refusals)
    app.add_middleware(BodyLimit, shown=refusals)
    app.add_middleware(LastResort, shown=refusals)
    return app


class _Api(FastAPI):
    """Its description is of the routes, which all applications of a process share: made once, where it is asked for."""

    def openapi(self) -> dict[str, Any]:
        """As its parent."""
        return _described(self.title, self.summary, self.version)


@cache
def _described(title: str, summary: str | None, version: str) -> dict[str, Any]:
    return get_openapi(title=title, summary=summary, version=version, routes=ROUTES)


class _Parts:
    """What can be made before anything is connected."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] | None) -> None:
        marks = marks_of(settings)
        self.settings, self.city = settings, load_city(settings.pack)
        self.story, self.links = story_clock(settings), links(settings, self.city)
        self.clients, self.addresses = clients(settings), load_addresses(settings.messages_file)
        self.clock = clock or real_clock(settings)
        policy, zone = self.city.policy, self.city.calendar.timezone
        self.numbers = Numbers(policy.prefix, zone, marks)
        self.vault = vault_of(settings)
        self.editions = Editions(settings.paths.data / "editions", settings.pack, self.city)
        self.signing_key = signer_of(settings).public
        self.payloads = payloads_of(settings) if settings.seal_payloads else None
        self.photos = Photos(photos_of(settings), self.vault, marks)
        items = frozenset(self.city.catalogue.items)
        self.classifier = load_classifier(settings.pack, self.city.classifying.module, items)

    def door(self, client: Client, database: Database) -> Door:
        """The door, once there is a client."""
        return Door(
            settings=self.settings,
            city=self.city,
            story=self.story,
            numbers=self.numbers,
            vault=self.vault,
            cases=Cases(client),
            database=database,
            tokens=Tokens(database),
            limits=Limits(lenient=self.settings.demo),
            links=self.links,
            clients=self.clients,
            following=Following(database),
            clock=self.clock,
            photos=self.photos,
            editions=self.editions,
            addresses=self.addresses,
            classifier=self.classifier,
            provider=provider(self.settings),
            signing_key=self.signing_key,
            beside=Beside(),
            payloads=self.payloads,
            wechat=WeChat(known) if (known := account(self.settings)) else None,
        )


@contextlib.asynccontextmanager
async def _life(app: FastAPI, parts: _Parts, client: Client | None) -> AsyncIterator[None]:
    connected = client or await temporal.connect(
        parts.settings, data_converter=converter_of(parts.settings), lazy=True
    )
    database = Database(parts.settings.database)
    app.state.door = door = parts.door(connected, database)
    beside = [] if await _prepared(door) else [asyncio.create_task(_prepare(door))]
    beside += [
        asyncio.create_task(work)
        for work in (drain(door), _sweep(door), upkeep.run(door), door.following.run())
    ]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await door.beside.close()
        if door.wechat is not None:
            await door.wechat.aclose()
        await database.dispose()


async def _prepare(door: Door) -> None:
    """Prepare a database that was away at the start, when it comes back."""
    while not await _prepared(door):
        await asyncio.sleep(RETRY)


async def _sweep(door: Door) -> None:
    """Delete photos that nothing came to name, every hour."""
    while True:
        try:
            gone = await door.in_thread(door.photos.sweep, door.clock())
        except (OSError, StoreAway) as error:
            log.warning("photos.unswept", error=type(error).__name__)
        else:
            if gone:
                log.info("photos.swept", number=gone)
        await asyncio.sleep(SWEEP)


async def _prepared(door: Door) -> bool:
    """Bring the tables up to date and make the first accounts; False while the database is away."""
    try:
        if door.settings.migrate:
            await bounded(door.in_thread(migrate, door.settings.database), FIRST_TRY)
        password = await first_accounts(door.database, door.city, demo=door.settings.demo)
        if door.settings.demo:
            await first_holders(door.database, door.city, door.now())
        async with door.database.session() as session:
            await forget_sessions(session, datetime.now(UTC) - KEEP_SESSIONS)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("database.away", error=type(error).__name__)
        return False
    if password is not None:
        print(f"first start: account admin, one-time password {password}", flush=True)
    return True
