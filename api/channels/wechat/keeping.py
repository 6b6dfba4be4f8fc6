"""Conversations as they are kept: sealed, one row a person, for half an hour. Used by `talking`, `pictures`, `upkeep`.

They are kept by real time: it is a person who is waited for. Each is sealed under the key of its day, which is
destroyed when no conversation of that day can be open any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.channels.wechat.talk import Talk
from api.door import Door
from api.entitled import unsealed
from api.reading import read
from contracts.codec import from_data, to_data
from readmodel.channel_tables import TalkRow
from readmodel.talks import forget_talks, get_talk, keep_talk, waiting_talks

LASTS = timedelta(minutes=30)
STALLED = timedelta(minutes=1)
TRIES = 20
"""How often one begins anew because somebody else was faster."""
_KEYS = range(7, 37)
"""Days ago whose keys are destroyed: enough after a month of standing still."""


@dataclass(frozen=True)
class Held:
    """A conversation as it was read; `version` is 0 where there is none."""

    person: str
    version: int
    talk: Talk


def mark(door: Door, openid: str) -> str:
    """What stands in tables in a person's place."""
    return door.numbers.fingerprint(f"wechat\0{openid}")


async def held(door: Door, person: str) -> Held:
    """Where they stand; at the beginning where their time is over. Raises 503."""
    row = await read(door, lambda session: get_talk(session, person))
    if row is None:
        return Held(person, 0, Talk())
    if row.until < door.clock() and not row.waits:
        return Held(person, row.version, Talk())
    return await _opened(door, row)


async def _opened(door: Door, row: TalkRow) -> Held:
    kept = await unsealed(door, row.key, row.sealed)
    return Held(row.person, row.version, from_data(Talk, kept) if kept else Talk())


async def keep(door: Door, before: Held, talk: Talk) -> bool:
    """Where they stand now; False where somebody else was faster. Raises 503."""
    now = door.clock()
    key = _key(now)
    row = TalkRow(
        person=before.person,
        version=before.version + 1,
        key=key,
        sealed=await door.in_thread(door.vault.seal, key, to_data(talk)),
        until=now + LASTS,
        waits=talk.filing is not None,
    )
    return await read(door, lambda session: keep_talk(session, row))


async def waiting(door: Door) -> list[Held]:
    """Confirmed reports that a minute later are not filed: whoever was at it has died. Raises 503."""
    since = door.clock() + LASTS - STALLED
    rows = await read(door, lambda session: waiting_talks(session, since))
    return [await _opened(door, row) for row in rows]


async def forget(door: Door) -> None:
    """Delete what is over, and the keys of days that are. Raises 503."""
    now = door.clock()
    await read(door, lambda session: forget_talks(session, now))
    for days in _KEYS:
        await door.in_thread(door.vault.erase, _key(now - timedelta(days=days)))


def _key(day: datetime) -> str:
    return f"wechat-{day:%Y%m%d}"
