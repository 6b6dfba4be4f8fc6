"""What every handler may use: the city, the clock, the vault, the way to Temporal and to the read model.

Made once by `api.main`; handlers ask for it as `DoorDep`.
"""

import asyncio
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import Depends, Header, Request
from temporalio.converter import PayloadCodec

from api import errors
from api.beside import Beside
from api.following import Following
from api.limits import PUBLIC_POSTS, PUBLIC_READS, RAISING, Limits
from api.temporal import Cases
from api.tokens import Tokens
from contracts.links import Link
from contracts.story import StoryClock
from domain.policy import City
from infra.addresses import Addresses
from infra.blobs import StoreAway
from infra.classifier import NotClassified, PlugIn
from infra.clients import ApiClient
from infra.editions import Editions
from infra.numbers import Numbers
from infra.oidc import Asked, Provider, ProviderAway, ProviderRefused
from infra.payloads import PayloadError
from infra.photos import Photos, PhotosFull
from infra.sealing import ErasedError, Vault
from infra.settings import Settings
from infra.wechat import WeChat, WeChatAway, WeChatRefused
from infra.wechat_envelope import Envelope, EnvelopeError
from readmodel.database import Database

__all__ = [
    "Asked",
    "Door",
    "DoorDep",
    "Envelope",
    "EnvelopeError",
    "IdempotencyKey",
    "NotClassified",
    "PayloadCodec",
    "PayloadError",
    "Provider",
    "ProviderAway",
    "ProviderRefused",
    "WeChat",
    "WeChatAway",
    "WeChatRefused",
    "door_of",
    "limited",
    "raising_limited",
    "read_limited",
]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Door:
    """Everything a request needs, and nothing that knows a rule."""

    settings: Settings
    city: City
    story: StoryClock
    numbers: Numbers
    vault: Vault
    cases: Cases
    database: Database
    tokens: Tokens
    limits: Limits
    links: Mapping[str, Link]
    clients: tuple[ApiClient, ...]  # of Open311
    following: Following
    clock: Callable[[], datetime]  # real time, UTC
    photos: Photos
    editions: Editions
    addresses: Addresses  # where messages go: shown by service, never as they are
    classifier: PlugIn | None  # the pack's own, before ours
    provider: Provider | None  # to sign in by, beside passwords
    signing_key: str  # of the signed days; public, Ed25519, in hexadecimal
    beside: Beside
    payloads: PayloadCodec | None  # of Temporal, where ours seals them
    wechat: WeChat | None  # the official account, where there is one

    def now(self) -> datetime:
        """Story time, UTC: the moment at which our door received something."""
        return self.story.story(self.clock())

    @staticmethod
    async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what waits for a disk or burns processor time without holding up other requests."""
        return await asyncio.to_thread(work, *args, **kwargs)

    async def seal(self, case_no: str, plain: dict[str, Any]) -> str:
        """Seal something for a case. Raises 409 where its personal data was erased."""
        try:
            return await self.in_thread(self.vault.seal, case_no, plain)
        except ErasedError as error:
            raise _erased() from error

    async def about_photos(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what reaches for photos, in a thread. Raises 503 where their store does not answer, 409 as `seal`."""
        try:
            return await self.in_thread(work, *args, **kwargs)
        except ErasedError as error:
            raise _erased() from error
        except StoreAway as error:
            raise errors.unavailable(
                "photos_away",
                "照片暂时无法存取，请稍后再试",
                "The store of photos does not answer: try again.",
            ) from error

    async def keep_photo(self, whole: bytes, small: bytes) -> str:
        """Take a photo in; its name. Raises 503 where too many wait already."""
        try:
            return await self.about_photos(self.photos.put, whole, small)
        except PhotosFull as error:
            raise errors.unavailable(
                "photos_full", "照片暂时无法接收，请稍后再试", "No photo can be taken in now: try again.", 600
            ) from error

    def client_of(self, key: str) -> ApiClient | None:
        """The Open311 client of that key; compared in constant time, with every key."""
        fits = [one for one in self.clients if hmac.compare_digest(one.key.encode(), key.encode())]
        return fits[0] if fits else None

    def case_no(self, text: str) -> str:
        """The number if it can be one of ours. Raises 404 before anybody is asked."""
        if not self.numbers.well_formed(text):
            raise errors.unknown("没有这个编号", "There is no such case number.")
        return text


def door_of(request: Request) -> Door:
    """The door of this application."""
    door: Door = request.app.state.door
    return door


def _erased() -> errors.Problem:
    return errors.forbidden(
        "erased",
        "这件的个人信息已按规定删除，不能再补充",
        "The personal data of this case was erased: nothing can be added.",
    )


DoorDep = Annotated[Door, Depends(door_of)]


def limited(request: Request, door: DoorDep) -> None:
    """Dependency of public posts: so many a minute and client."""
    door.limits.spend(PUBLIC_POSTS, request.client.host if request.client else "unknown")


def read_limited(request: Request, door: DoorDep) -> None:
    """Dependency of public reads that cost more than a file: so many a minute and client."""
    door.limits.spend(PUBLIC_READS, request.client.host if request.client else "unknown")


def raising_limited(request: Request, door: DoorDep) -> None:
    """Dependency of what is raised for meetings: so many an hour and client."""
    door.limits.spend(RAISING, request.client.host if request.client else "unknown")


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key again gives the same answer and has no further effect.",
    ),
]
