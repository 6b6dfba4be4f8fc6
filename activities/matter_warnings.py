"""Warns offices of matters whose limit is half or nearly used up. Called by `activities.warnings`, look by look.

The message first, under a key that the clock and the mark make, then the bookmark: whatever fails between the two, the
same message is put again and the first stays.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from contracts.cases import Notice
from contracts.codec import from_json
from contracts.warnings import WarningsGiven
from domain.matters.matter import Matter
from domain.matters.warning import MatterLook, look, watched
from domain.policy import City
from readmodel.database import Database
from readmodel.matter_warnings import WatchedMatter, keep_looks, matters_to_look_at

Notify = Callable[[list[Notice]], Awaitable[None]]
Looked = tuple[WatchedMatter, Matter, MatterLook]


class MatterWarner:
    """Looks at one read model; `now` gives story time (UTC), `notify` keeps messages."""

    def __init__(
        self, city: City, database: Database, notify: Notify, now: Callable[[], datetime], at_once: int
    ) -> None:
        self._city, self._database, self._notify, self._now = city, database, notify, now
        self._at_once = at_once

    async def warn(self) -> WarningsGiven:
        """One look. Raises the database's error."""
        now = self._now()
        async with self._database.session() as session:
            found = await matters_to_look_at(session, now, self._at_once)
        looked = await asyncio.to_thread(self._looks, found, now)
        said = [_notice(matter, seen.say, now) for _, matter, seen in looked if seen.say is not None]
        if said:
            await self._notify(said)
        if looked:
            bookmarks = [(one, seen.again_at) for one, _, seen in looked]
            await self._database.write(partial(keep_looks, bookmarks))
        return WarningsGiven(len(said), len(said), len(found) == self._at_once)

    def _looks(self, found: Sequence[WatchedMatter], now: datetime) -> list[Looked]:
        matters = [(one, from_json(Matter, one.snapshot)) for one in found]
        return [(one, matter, look(self._city, matter, now)) for one, matter in matters]


def _notice(matter: Matter, percent: int, now: datetime) -> Notice:
    running = watched(matter)
    assert running is not None, "what is warned of has a clock"
    number, due = matter.matter_no, running.due.at
    key = f"{number}:{running.duty}:{due.isoformat()}:{percent}"
    unit, name = matter.application.unit, matter.application.name_zh
    return Notice(key, number, unit, "matter_soon", str(percent), name, now)
