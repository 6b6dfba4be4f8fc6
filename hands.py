"""What a worker's workflows have done for them, and by what means: the other page of the composition root."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from temporalio.client import Client

from activities.audit import Auditor
from activities.channels import Sink, Sms
from activities.forgetting import Forgetter
from activities.incidents import Finder
from activities.keeping import Keeper
from activities.linking import Linker
from activities.notify import Notifier
from activities.patrols import Opener
from activities.places import PhotoLink
from activities.plan import Planner
from activities.plan_and_record import Clerk
from activities.record import Heard, Recorder, unheard
from activities.results import Address
from activities.sending import Reporters, Sender, Ways
from activities.warnings import Warner
from contracts.keeping import Keepings
from contracts.links import HttpWay, Link
from contracts.photolinks import address
from contracts.story import StoryClock
from domain.finishing import REFERRING
from domain.policy import City
from infra import wechat
from infra.addresses import Addresses
from infra.numbers import Numbers
from infra.refusal import StartError
from infra.sealing import SealError, Vault
from readmodel.database import Database

PHOTOS_LAST = timedelta(days=3)
"""Real time that a department's link to a photo is good for, unless its call ends before."""


@dataclass(frozen=True)
class Hands:
    """Everything that the workflows have done for them."""

    planner: Planner
    recorder: Recorder
    clerk: Clerk
    notifier: Notifier
    sender: Sender
    linker: Linker
    auditor: Auditor
    warner: Warner
    finder: Finder
    keeper: Keeper
    forgetter: Forgetter
    opener: Opener

    @property
    def activities(self) -> list[Callable[..., Any]]:
        """Their activities."""
        return [
            *(self.planner.plan, self.clerk.plan_and_record),
            *(self.recorder.record, self.recorder.record_until_done),
            *(self.recorder.record_matter, self.recorder.record_matter_until_done),
            *(self.recorder.record_round, self.recorder.record_round_until_done, self.opener.open_rounds),
            *(self.notifier.notify, self.sender.send, self.linker.open_linked),
            *(self.auditor.compare, self.auditor.repair, self.warner.warn, self.finder.find),
            *(self.keeper.sign_days, self.keeper.archive, self.forgetter.forget),
        ]


def hands(
    client: Client,
    city: City,
    connected: frozenset[str],
    database: Database,
    messages: Path | Ways,
    seals: tuple[Vault, Numbers],
    now: Callable[[], datetime],
    keepings: Keepings,
    story: StoryClock,
    pages: str = "",
    heard: Heard = unheard,
) -> Hands:
    """The hands of one worker. `now` gives story time (UTC); `messages` is the file they go to, or all the ways.

    `pages` is the public address of our pages, for the links in messages; `heard` counts what is recorded.
    """
    vault, numbers = seals
    ways = messages if isinstance(messages, Ways) else Ways(Sink(messages))
    notifier = Notifier(city, database, ways.accounts)

    def told(case_no: str, sealed: str) -> dict[str, Any]:
        try:
            return vault.unseal(case_no, sealed)
        except SealError:  # erased: nobody is there to be told
            return {}

    def mark(address: str) -> str:
        return numbers.fingerprint(f"reporter\0{address}")

    planner, recorder = Planner(city, connected), Recorder(database, notifier.write, heard=heard)
    return Hands(
        planner=planner,
        recorder=recorder,
        clerk=Clerk(planner, recorder.record),
        notifier=notifier,
        sender=Sender(city, database, ways, Reporters(told, numbers.track_code, mark, pages), now),
        linker=Linker(client, city, numbers.keyed, vault.seal, vault.unseal),
        auditor=Auditor(client, database, now, keepings.scale),
        warner=Warner(city, database, notifier.keep, now),
        finder=Finder(client, database, now),
        keeper=Keeper(client, database, keepings, now),
        forgetter=Forgetter(database, keepings, now),
        opener=Opener(client, city, database, story, now),
    )


def ways_of(
    book: Addresses, city: City, http: httpx.AsyncClient, file: Path, account: wechat.WeChat | None = None
) -> Ways:
    """What messages go out by; `account` has a template for asking to rate. Raises `StartError` for an unknown unit."""
    if strange := sorted(book.units.keys() - city.units.keys()):
        raise StartError(f"messages: the city has no unit {', '.join(strange)}")
    sms = Sms(http, book.sms.url, book.sms.secret, book.sms.body) if book.sms else None
    return Ways(Sink(file), book.units, book.accounts, sms=sms, wechat=account)


def sources(links: Mapping[str, Link]) -> dict[str, Address]:
    """Where results of referrals go, by source: those whose system has a url."""
    ways = {name: links[name].way for name in REFERRING if name in links}
    return {n: (way.url, way.secret_out) for n, way in ways.items() if isinstance(way, HttpWay) and way.url}


def photo_links(base_url: str, numbers: Numbers) -> PhotoLink:
    """Links to released photos below our own address; made anew with every message."""

    def link(case_no: str, call: int, photo: str) -> str:
        until = int((datetime.now(UTC) + PHOTOS_LAST).timestamp())
        return base_url + address(numbers.linking, case_no, photo, until, call=call)

    return link
