"""Who follows what: the events table is read once a second for everybody of this process who looks on.

Kept by the door; used by `GET /events` and by live pages. Nobody looks on: nothing is read.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api import errors
from readmodel.changes import Change, changes_after
from readmodel.database import Database, bounded

EVERY = 1.0
"""Seconds between two looks at the table."""
MOST_FOLLOWERS = 500
BACKLOG = 100
"""Changes that wait for one slow follower; past them it is told to look at everything anew."""
AT_ONCE = 1000
"""Changes read at one look."""
ALIVE = 15.0
"""Seconds of silence after which a follower hears a word, so that proxies keep the line."""
_LATE = timedelta(seconds=3)
"""How much later than its stamp a row may be seen: a writer stamps it before it commits."""
log = structlog.get_logger()
Wanted = Callable[[Change], bool]


@dataclass(eq=False)
class _Follower:
    wanted: Wanted
    queue: asyncio.Queue[Change | None] = field(default_factory=asyncio.Queue)
    lost: bool = False

    def offer(self, change: Change) -> None:
        if not self.wanted(change) or self.lost:
            return
        if self.queue.qsize() >= BACKLOG:
            self.lost = True  # it hears so in place of what did not fit
            return
        self.queue.put_nowait(change)


class Following:
    """The followers of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: set[_Follower] = set()
        self._somebody = asyncio.Event()

    async def run(self) -> None:
        """Read and hand on, for as long as the application lives."""
        seen: OrderedDict[tuple[str, int], None] = OrderedDict()
        while True:
            self._somebody.clear()
            await self._somebody.wait()
            since = datetime.now(UTC)
            while self._followers:
                since = await self._look(since, seen)
                await asyncio.sleep(EVERY)

    async def _look(self, since: datetime, seen: OrderedDict[tuple[str, int], None]) -> datetime:
        """Hand on what was written since a moment, less the time a writer may take; the next moment."""
        try:
            found = await bounded(self._changes(since - _LATE), 3.0)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("following.away", error=type(error).__name__)
            return since
        for change in found:
            if (change.case_no, change.seq) not in seen:
                seen[change.case_no, change.seq] = None
                for follower in self._followers:
                    follower.offer(change)
        while len(seen) > 2 * AT_ONCE:
            seen.popitem(last=False)
        last = max((change.recorded_at for change in found), default=since)
        return (
            last + _LATE if len(found) == AT_ONCE else last
        )  # full: go on behind it, or we would stand still

    def end(self) -> None:
        """The streams end: the process is about to stop, and would otherwise wait for them."""
        for follower in self._followers:
            follower.queue.put_nowait(None)

    async def _changes(self, moment: datetime) -> list[Change]:
        async with self._database.session() as session:
            return await changes_after(session, moment, AT_ONCE)

    def room(self) -> None:
        """Raise 503 where too many follow."""
        if len(self._followers) >= MOST_FOLLOWERS:
            raise errors.unavailable(
                "followers", "实时连接已满，请稍后再试", "Too many follow live now: try again.", 30
            )

    @contextlib.contextmanager
    def _following(self, wanted: Wanted) -> Iterator[_Follower]:
        follower = _Follower(wanted)
        self._followers.add(follower)
        self._somebody.set()
        try:
            yield follower
        finally:
            self._followers.discard(follower)

    async def changes(self, wanted: Wanted) -> AsyncIterator[Change | str]:
        """Each change that is wanted; `alive` in silence; `lost` where some did not fit: look at all anew."""
        with self._following(wanted) as follower:
            yield "alive"
            while True:
                try:
                    change = await asyncio.wait_for(follower.queue.get(), ALIVE)
                except TimeoutError:
                    yield "alive"
                    continue
                if change is None:
                    return
                yield change
                if follower.lost and follower.queue.empty():
                    follower.lost = False
                    yield "lost"
