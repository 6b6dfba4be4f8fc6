"""A staff form that was sent: carried out and settled, or refused with what was typed still there.

Used by every staff page that takes a form.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import structlog
from starlette.datastructures import FormData

from api import errors
from api.deputies import SPEAKS, of_call, of_check
from api.door import Door
from api.pages.staff.commands import OF_CALL, OF_CASE, Command, carry_out
from api.pages.staff.uploads import with_photos
from api.reading import read
from domain.events.case import Ignored
from domain.people import Actor
from readmodel.cases import get_events, last_seq

SETTLED = 2.0
"""Seconds that a page waits for its own command to show in the read model; after that it is shown as it is."""
_LOOK = 0.05
log = structlog.get_logger()


@dataclass(frozen=True)
class Tried:
    """A form as a page shows it again: which operation, what was typed, why it was refused."""

    operation: str = ""
    problem: errors.Problem | None = None
    typed: Mapping[str, list[str]] = field(default_factory=dict)

    def word(self, operation: str, name: str, otherwise: str = "") -> str:
        """What was typed into that field of that operation's form."""
        return next(iter(self.words(operation, name)), otherwise)

    def words(self, operation: str, name: str) -> list[str]:
        """All that was chosen in it."""
        return list(self.typed.get(name, ())) if operation == self.operation else []

    @property
    def status(self) -> int:
        """The page's status."""
        return self.problem.status_code if self.problem else 200


FRESH = Tried()
"""A page that nobody has sent a form of."""


async def about_call(door: Door, by: Actor, operation: str, call_id: str, form: FormData) -> Tried | None:
    """None when it is done; else the form with the reason."""
    by = await of_call(call_id, door, by) if operation in SPEAKS else by
    return await _try(door, by, OF_CALL, operation, call_id, call_id.partition(".")[0], form)


async def about_case(door: Door, by: Actor, operation: str, case_no: str, form: FormData) -> Tried | None:
    """None when it is done; else the form with the reason."""
    by = await of_check(case_no, door, by) if operation == "check" else by
    return await _try(door, by, OF_CASE, operation, case_no, case_no, form)


async def _try(
    door: Door,
    by: Actor,
    commands: Mapping[str, Command],
    operation: str,
    subject: str,
    case_no: str,
    form: FormData,
) -> Tried | None:
    before = await read(door, lambda session: last_seq(session, case_no))
    try:
        form = await with_photos(door, form)
        await carry_out(door, by, commands, operation, subject, form)
        await _settled(door, by, operation, case_no, before)
    except errors.Problem as problem:
        log.info("refused", status=problem.status_code, code=problem.code, operation=operation)
        typed = {name: [str(text) for text in form.getlist(name) if isinstance(text, str)] for name in form}
        return Tried(operation, problem, typed)
    return None


async def _settled(door: Door, by: Actor, operation: str, case_no: str, before: int) -> None:
    """Wait until the read model shows what came of it, so that the next page is not the one before.

    A word that was only taken down (a response, a completion) is judged by the case a moment later. Raises 409 with
    the case's reason where it did not take it.
    """
    end = time.monotonic() + SETTLED
    while time.monotonic() < end:
        events = await read(door, lambda session: get_events(session, case_no, before))
        if any(event.by.account == by.account for event in events):
            return
        for event in events:
            if isinstance(event.body, Ignored) and event.body.what == operation:
                raise errors.forbidden(
                    "ignored", event.body.reason, f"The rules forbid it now: {event.body.reason}"
                )
        await asyncio.sleep(_LOOK)


async def until_recorded(door: Door, case_no: str) -> None:
    """Wait a moment for a new case to show in the read model, so that the page that follows can."""
    end = time.monotonic() + SETTLED
    while await read(door, lambda session: last_seq(session, case_no)) == 0 and time.monotonic() < end:
        await asyncio.sleep(_LOOK)


def once() -> str:
    """A key for a form: pressed twice, it has one effect."""
    return uuid4().hex
