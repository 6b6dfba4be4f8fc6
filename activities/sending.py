"""`send_messages`: one look into the outbox. Takes what is due, sends it by the way that fits, keeps what became of it.

At least once: a worker that dies after the other side took a message, and before it is kept, leaves it to the next
look, under the same key. What is asked anew just before sending: whether it is still meant for them, and the hour.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from temporalio import activity

from activities.channels import Invites, Letter, Push, Sink, Sms
from activities.notify import text_of
from contracts.cases import Notice
from contracts.codec import from_json, to_json
from contracts.messages import Away, MessagesSent, NotWanted, Refused
from contracts.names import SEND_MESSAGES
from domain.case import Case
from domain.message_words import KINDS
from domain.outgoing import MOST_TRIES, State, To, day_of, earliest, pause_after, still_asked_to_rate
from domain.policy import City
from readmodel import outbox
from readmodel.database import Database
from readmodel.message_tables import MessageRow
from readmodel.outbox import Outcome

AT_ONCE, BESIDE = 40, 8
"""Messages of one look, and how many of them are under way at the same time."""
ONE = 15.0
"""Seconds for one message: all of a look are through well within the lease."""
LEASE = timedelta(minutes=5)
"""Real time."""
REMEMBER = timedelta(days=2)
"""Story time for which a reporter's messages of a day are told apart."""
INVITATION, MATTER, OF_OFFICE = "rating_invitation", "matter", ("matter_late", "matter_soon")
_PHONE = re.compile(r"\+?\d{5,15}")
T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True)
class Way:
    """One way for one message."""

    channel: str
    send: Callable[[Letter], Awaitable[None]]


@dataclass(frozen=True)
class Ways:
    """What this installation can send by. Without any of the others, everything is a line of the file."""

    sink: Sink
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # apprise addresses, tried in order
    accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    push: Push = field(default_factory=Push)
    sms: Sms | None = None
    wechat: Invites | None = None


@dataclass(frozen=True)
class Reporters:
    """What is needed to reach somebody who reported; nothing of it is kept with a message."""

    told: Callable[[str, str], dict[str, Any]]  # (case number, sealed) -> what they told; empty once erased
    code: Callable[[str], str]  # the case's track code
    mark: Callable[[str], str]  # a keyed digest of a number: the same person's, and nothing to read
    pages: str = ""  # public address of our pages, without a closing slash


class Sender:
    """Sends the messages of one city; `now` gives story time (UTC)."""

    def __init__(
        self, city: City, database: Database, ways: Ways, reporters: Reporters, now: Callable[[], datetime]
    ) -> None:
        self._city, self._database, self._ways, self._reporters = city, database, ways, reporters
        self._now = now

    @activity.defn(name=SEND_MESSAGES)
    async def send(self) -> MessagesSent:
        """One look. Raises the database's error; what was not settled is taken again when its lease is over."""
        now, real = self._now(), datetime.now(UTC)
        await self._write(partial(outbox.forget_marks, now - REMEMBER))
        taken = await self._write(partial(outbox.take, now, real, real + LEASE, AT_ONCE))
        turn, one_by_one = asyncio.Semaphore(BESIDE), defaultdict[str, asyncio.Lock](asyncio.Lock)

        async def deliver(row: MessageRow) -> State:
            async with turn:
                return await self._deliver(row, one_by_one)

        states = await asyncio.gather(*(deliver(row) for row in taken))
        sent, failed = states.count(State.SENT), states.count(State.FAILED) + states.count(State.DEAD)
        if sent or failed:
            log.info("messages.sent", sent=sent, failed=failed)
        return MessagesSent(sent, failed, len(taken) == AT_ONCE)

    async def _deliver(self, row: MessageRow, one_by_one: Mapping[str, asyncio.Lock]) -> State:
        row, outcome, sealed = await self._write(partial(self._looked_at, row))
        if outcome is None and row.addressee == To.REPORTER:
            return await self._to_reporter(row, sealed, one_by_one)
        if outcome is None:
            outcome = await self._tried(row, self._staff_way(row))
        await self._write(partial(outbox.settle, row, outcome))
        return outcome.state

    def _looked_at(
        self, row: MessageRow, connection: Connection
    ) -> tuple[MessageRow, Outcome | None, str | None]:
        """As `_judged`; and, of a message that goes to who reported, what is sealed of them."""
        row_now, outcome = self._judged(row, connection)
        goes = outcome is None and row.addressee == To.REPORTER
        return row_now, outcome, outbox.sealed_of(row.case_no, connection) if goes else None

    def _judged(self, row: MessageRow, connection: Connection) -> tuple[MessageRow, Outcome | None]:
        """The message as it may go out now; or what becomes of it without being sent."""
        whom = outbox.addressee_now(row, connection)
        if whom is None:
            return row, Outcome(State.NO_CHANNEL)
        if row.what == INVITATION and _outdated(row, connection):
            return row, Outcome(State.OUTDATED)
        row_now = self._without_party(row, connection)
        if row_now is None:
            return row, Outcome(State.WITHHELD)
        now = self._now()
        moment = earliest(self._city, whom, row.urgent, now)
        return row_now, _later(moment) if moment > now else None

    def _without_party(self, row: MessageRow, connection: Connection) -> MessageRow | None:
        """A unit is told nothing of a case that turned out to be about itself; a digest goes without its lines."""
        if row.addressee == To.REPORTER:
            return row
        notice = from_json(Notice, row.notice)
        cases = {mark.call_id: mark.call_id.rpartition(".")[0] for mark in notice.warned}
        about = outbox.parties({row.case_no, *cases.values()}, connection)
        mine = {case_no for case_no, party in about.items() if party == row.unit}
        left = tuple(mark for mark in notice.warned if cases[mark.call_id] not in mine)
        if row.case_no in mine or (notice.warned and not left):
            return None
        if left == notice.warned:
            return row
        fewer = replace(notice, warned=left)
        said = text_of(fewer, self._city)
        return MessageRow(**row.model_dump() | {"notice": to_json(fewer), "zh": said.zh, "en": said.en})

    def _staff_way(self, row: MessageRow) -> Way:
        addresses = (
            self._ways.accounts.get(row.account, ()) if row.account else self._ways.units.get(row.unit, ())
        )
        return Way("apprise", partial(self._ways.push.send, addresses)) if addresses else self._file(row)

    def _file(self, row: MessageRow) -> Way:
        return Way("file", lambda _: self._ways.sink.keep(row.notice))

    async def _to_reporter(
        self, row: MessageRow, sealed: str | None, one_by_one: Mapping[str, asyncio.Lock]
    ) -> State:
        """By WeChat where they came by it, else to their number; so many a day to one person at most."""
        told = self._reporters.told(row.case_no, sealed) if sealed is not None else {}
        openid, phone = str(told.get("openid") or ""), _dialled(told.get("phone"))
        ways = list(self._reporter_ways(row, openid, phone))
        if not ways:
            await self._write(partial(outbox.settle, row, Outcome(State.NO_CHANNEL)))
            return State.NO_CHANNEL
        mark = self._reporters.mark(phone or openid)
        async with one_by_one[mark]:
            begin, end = day_of(self._now(), self._city.calendar.timezone)
            if (
                await self._write(partial(outbox.sent_to, mark, begin, end))
                >= self._city.policy.messages_a_day
            ):
                outcome = _later(end)
            else:
                outcome = replace(await self._tried(row, *ways), mark=mark)
            await self._write(partial(outbox.settle, row, outcome))
        return outcome.state

    def _reporter_ways(self, row: MessageRow, openid: str, phone: str) -> Iterator[Way]:
        ways = self._ways
        if openid and ways.wechat is not None and row.what == INVITATION:
            words = {"number": row.case_no, "matter": from_json(Notice, row.notice).item_name}
            yield Way("wechat", partial(_invited, ways.wechat, openid, words))
        if phone and ways.sms is not None:
            yield Way("sms", partial(ways.sms.send, phone))
        elif phone:
            yield self._file(row)

    async def _tried(self, row: MessageRow, *ways: Way) -> Outcome:
        """Send it now, by the first way that is wanted; and say what came of it."""
        outcome = Outcome(State.NO_CHANNEL)
        for way in ways:
            try:
                async with asyncio.timeout(ONE):
                    await way.send(self._letter(row))
                return Outcome(State.SENT, way.channel, sent_at=self._now())
            except NotWanted as error:
                outcome = Outcome(State.NO_CHANNEL, way.channel, str(error))
            except Refused as error:
                return self._vain(row, Outcome(State.DEAD, way.channel, str(error)))
            except Exception as error:  # a plug-in's own: whatever it is, the message is not known to be sent
                said = str(error) if isinstance(error, Away) else type(error).__name__
                state = State.DEAD if row.tries >= MOST_TRIES else State.FAILED
                again = datetime.now(UTC) + pause_after(row.tries)
                return self._vain(row, Outcome(state, way.channel, said, try_at=again))
        return outcome

    @staticmethod
    def _vain(row: MessageRow, outcome: Outcome) -> Outcome:
        log.warning(
            "message.not_sent", key=row.key, channel=outcome.channel, tries=row.tries, error=outcome.error
        )
        return outcome

    def _letter(self, row: MessageRow) -> Letter:
        title = f"【{self._city.policy.name_zh}】{KINDS.get(row.what, row.what)}"
        return Letter(row.key, title, row.zh, self._link(row))

    def _link(self, row: MessageRow) -> str:
        """Where it is seen to; the reporter's own address holds their code, and is kept nowhere."""
        pages, no = self._reporters.pages, row.case_no
        if not pages or not no:
            return pages and f"{pages}/work"
        if row.addressee == To.REPORTER:
            return f"{pages}/{'m' if row.what == MATTER else 'c'}/{no}?code={self._reporters.code(no)}"
        if row.what in OF_OFFICE:
            return f"{pages}/windows/{no}"
        return f"{pages}/cases/{no}"

    async def _write(self, job: Callable[[Connection], T]) -> T:
        return await self._database.write(job)


async def _invited(account: Invites, openid: str, words: Mapping[str, str], letter: Letter) -> None:
    await account.invite(openid, words, letter.link)


def _later(moment: datetime) -> Outcome:
    """Not now: at that moment (UTC, story time), and then by whoever looks first."""
    return Outcome(State.WAITING, not_before=moment, try_at=datetime.now(UTC))


def _outdated(row: MessageRow, connection: Connection) -> bool:
    """An invitation that waited for the morning, of somebody who rated in the night. Its key names the event."""
    case_no, seq, of = row.key.split(":")
    snapshot = outbox.case_since(case_no, int(seq), connection)
    return snapshot is not None and not still_asked_to_rate(from_json(Case, snapshot), of)


def _dialled(phone: object) -> str:
    """A number as a gateway takes it; empty where it is none."""
    dialled = re.sub(r"[\s()-]", "", str(phone or ""))
    return dialled if _PHONE.fullmatch(dialled) else ""
