"""Which numbers were given out a moment ago, for those that must not give them again without Temporal to ask.

A case that Temporal has is in the read model some seconds later, or hours where the workers are gone. A report that is
spooled meanwhile, and has the same number by chance, would hold another's. So numbers go to the database a few times a
second, beside the answers; while that is away they wait here, and a process that is killed loses the last of them.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.coming import Memo
from api.door import Door
from readmodel.database import Database, bounded
from readmodel.given import put

TOGETHER = 0.2
"""Seconds in which what was given out is gathered."""
MOST = 20_000
"""Numbers that wait; beyond them the oldest are left out."""
PATIENCE = 5.0  # seconds
log = structlog.get_logger()
_waiting: WeakKeyDictionary[Database, dict[str, Memo]] = WeakKeyDictionary()
_spooled: WeakKeyDictionary[Database, set[str]] = WeakKeyDictionary()


def waits(door: Door, *numbers: str) -> None:
    """Reports wait for Temporal under these numbers, which their reporters know."""
    _spooled.setdefault(door.database, set()).update(numbers)


def all_that_wait(door: Door, numbers: Sequence[str]) -> None:
    """As the spool has it. What waited before is remembered until nothing waits, or there is too much of it."""
    known = _spooled.setdefault(door.database, set())
    if not numbers or len(known) > MOST:
        known.clear()
    known.update(numbers)


def may_wait(door: Door, case_no: str) -> bool:
    """Whether that one does, or did a moment ago, as far as this process knows."""
    return case_no in _spooled.get(door.database, ())


def note(door: Door, case_no: str, memo: Memo) -> None:
    """A case was started under that number, by whoever has these marks."""
    waiting = _waiting.setdefault(door.database, {})
    waiting[case_no] = memo
    if len(waiting) > MOST:
        waiting.pop(next(iter(waiting)))
    door.beside.take("given", partial(_gathered, door))


async def keep(door: Door) -> bool:
    """Write down what was given out since; False where the database does not answer: then it stays here."""
    some = _waiting.pop(door.database, {})
    if not some:
        return True
    try:
        await bounded(door.database.write(partial(put, some, door.clock())), PATIENCE)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("given.waits", error=type(error).__name__)
        _waiting[door.database] = some | _waiting.get(door.database, {})
        return False
    return True


async def _gathered(door: Door) -> None:
    while _waiting.get(door.database):  # more may come meanwhile
        await asyncio.sleep(TOGETHER)
        if not await keep(door):
            return  # the next number tries again
