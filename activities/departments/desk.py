"""`kind = "desk"`: a department without a system of its own. It has a message when its desk here shows it."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from activities.departments.outcome import DELIVERED, Outcome, away, call_id
from contracts.cases import Message
from contracts.links import Bounds
from domain.case import CallState
from readmodel.calls import get_call
from readmodel.database import Database, bounded

LOOK_AGAIN = 0.1
"""Seconds: the case's events are written beside this delivery, mostly in a moment."""


class Desk:
    """Looks until the call is on the desk as the message has it, or the bounds are reached."""

    def __init__(self, bounds: Bounds, database: Database) -> None:
        self._bounds, self._database = bounds, database

    async def deliver(self, message: Message) -> Outcome:
        """Away while the read model is, or lags."""
        try:
            await bounded(self._shown(message), self._bounds.total)
        except TimeoutError:
            return away("it is not on the desk yet")
        except (SQLAlchemyError, OSError) as error:
            return away(f"the read model is away: {type(error).__name__}")
        return DELIVERED

    async def _shown(self, message: Message) -> None:
        while not await self._shows(message):
            await asyncio.sleep(LOOK_AGAIN)

    async def _shows(self, message: Message) -> bool:
        async with self._database.session() as session:
            row = await get_call(session, call_id(message))
        if row is None:
            return False
        if message.type == "cancel":
            return row.state != CallState.OPEN
        return row.respond_by == message.respond_by and row.resolve_by == message.resolve_by
