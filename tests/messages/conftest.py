"""A street with an outbox on either database, a story moment of the test's choice, and a gateway that listens."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, select, update
from temporalio.testing import ActivityEnvironment

from activities.channels import Sink, Sms
from activities.notify import Notifier
from activities.sending import Reporters, Sender, Ways
from contracts.cases import Batch, Notice
from contracts.messages import MessagesSent
from domain.policy import City
from infra.numbers import Numbers
from infra.sealing import SealError, Vault
from readmodel.accounts import Account, add_account
from readmodel.database import Database
from readmodel.message_tables import MessageRow
from readmodel.projector import append
from readmodel.upserts import ACCOUNTS, MESSAGES
from tests.messages.listening import Gateway, serve
from tests.playing import FRIDAY_MORNING, Play
from tests.readmodel.conftest import postgres, shared_database

__all__ = ["postgres", "shared_database"]
SIGNED_BY = "a secret of the tests"
BODY = {"mobile": "{phone}", "message": {"content": "{text}", "id": "{key}"}}
PHONE = "13873910001"
_numbers = count(1)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """Something that listens."""
    made = Gateway()
    server = serve(made)
    yield made
    made.free.set()
    server.shutdown()
    server.server_close()


@dataclass
class Street:
    """Puts messages in, has them sent, looks at what became of them."""

    city: City
    database: Database
    folder: Path
    http: httpx.AsyncClient
    gateway: Gateway
    vault: Vault
    numbers: Numbers
    now: datetime = FRIDAY_MORNING
    ways: Ways = field(init=False)

    def __post_init__(self) -> None:
        self.ways = Ways(Sink(self.file))

    @property
    def file(self) -> Path:
        """Where everything goes that has no other way."""
        return self.folder / "sent" / "messages.jsonl"

    @property
    def here(self) -> str:
        """The gateway, as an apprise address without its path."""
        return f"json://127.0.0.1:{self.gateway.port}"

    def with_sms(self) -> None:
        """A gateway is set."""
        url = f"http://127.0.0.1:{self.gateway.port}/sms"
        self.ways = replace(self.ways, sms=Sms(self.http, url, SIGNED_BY, BODY))

    async def put(self, *notices: Notice, reachable: tuple[str, ...] = ()) -> None:
        """As a case does."""
        await Notifier(self.city, self.database, reachable or self.ways.accounts).keep(list(notices))

    def sender(self) -> Sender:
        """As the worker makes one."""
        reporters = Reporters(
            self.told, self.numbers.track_code, self.numbers.fingerprint, "https://street.test"
        )
        return Sender(self.city, self.database, self.ways, reporters, lambda: self.now)

    def told(self, case_no: str, sealed: str) -> dict[str, Any]:
        """What was sealed."""
        try:
            return self.vault.unseal(case_no, sealed)
        except SealError:
            return {}

    async def send(self, at: datetime | None = None) -> MessagesSent:
        """One look."""
        self.now = at or self.now
        done: MessagesSent = await ActivityEnvironment().run(self.sender().send)
        return done

    async def rows(self) -> dict[str, MessageRow]:
        """All messages by key."""
        async with self.database.session() as session:
            found = await session.execute(select(MESSAGES).order_by(MESSAGES.c.key))
        return {row.key: MessageRow(**row._mapping) for row in found}

    async def waited(self) -> None:
        """Every lease and every pause is over."""
        past = datetime.now(UTC) - timedelta(hours=2)
        async with self.database.session() as session:
            await session.execute(update(MESSAGES).values(try_at=past))

    async def case(self, item: str = "B0102", **told: Any) -> Play:
        """A recorded case whose reporter told that."""
        case_no = f"SGH-20261009-{next(_numbers):08d}"
        sealed = self.vault.seal(case_no, told)
        play = Play(self.city, now=self.now).report(
            case_no=case_no, item=item, community="SQ07", grid="SQ07-G03", sealed=sealed, with_contact=True
        )
        await append(self.database, Batch(case_no, tuple(play.events)))
        return play

    async def account(self, name: str, unit: str, *roles: str) -> None:
        """Somebody who may sign in."""
        async with self.database.session() as session:
            await add_account(session, Account(name, "-", unit, roles))


def invitation(play: Play, at: datetime) -> Notice:
    """Its reporter is asked to rate it, by an event that is not recorded yet."""
    no = play.open.case_no
    return Notice(
        f"{no}:{play.events[-1].seq + 1}:{no}",
        no,
        "reporter",
        "rating_invitation",
        "completed",
        "楼道渗水",
        at,
    )


def order(case_no: str, unit: str, at: datetime, *, urgent: bool = False) -> Notice:
    """A supervision order."""
    return Notice(
        f"{case_no}:9:{unit}", case_no, unit, "supervision", "person", "楼道渗水", at, urgent=urgent
    )


@pytest_asyncio.fixture(loop_scope="session")
async def street(
    city: City, shared_database: Database, gateway: Gateway, tmp_path: Path
) -> AsyncIterator[Street]:
    """On a database without messages and accounts."""
    async with shared_database.session() as session:
        for table in (MESSAGES, ACCOUNTS):
            await session.execute(delete(table))
    secret = b"7" * 32
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
        seals = (Vault(tmp_path / "keys", secret), Numbers("SGH", city.calendar.timezone, secret))
        yield Street(city, shared_database, tmp_path, http, gateway, *seals)
