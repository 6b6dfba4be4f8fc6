"""`kind = "open311"`: another city's system as a department. A call is a service request there, what follows an update.

GeoReport knows no idempotency. So a row is written before anything is sent, and whoever finds one without a number
looks among what was filed since for the mark in its description, before it files again. Decision 0027.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from activities.departments.asking import Failed
from activities.departments.georeport import GeoReport, Taken
from activities.departments.outcome import DELIVERED, Outcome, away, call_id, key_of, refused
from activities.departments.wording import lines, photos, place, subject
from activities.places import Places
from contracts.cases import Message
from readmodel.database import Database
from readmodel.outside import begin, has, outside_request
from readmodel.outside_tables import OutsideRow

CLOCKS_APART = timedelta(hours=1)
"""How far the other system's clock may be behind ours."""
LONGEST = 3900
"""Characters of a description: GeoReport allows 4000, and the mark must be among them."""
_STATUS = {"call": "open", "change": "open", "cancel": "closed"}


class Open311:
    """Files with one server. `now` is real time, UTC."""

    def __init__(
        self,
        server: GeoReport,
        database: Database,
        places: Places,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server, self._database, self._places, self._now = server, database, places, now

    async def deliver(self, message: Message) -> Outcome:
        """Away where the read model is: without it nobody would know what was filed."""
        try:
            return await self._deliver(message)
        except Failed as failure:
            return failure.outcome
        except (SQLAlchemyError, OSError) as error:
            return away(f"the read model is away: {type(error).__name__}")

    async def _deliver(self, message: Message) -> Outcome:
        async with self._database.session() as session:
            known = await outside_request(session, call_id(message))
        if known is not None and known.version >= message.version:
            return DELIVERED  # it has this one, or a newer one
        there = await self._there(known) if known is not None else None
        if there is not None and there.number is None:
            return away("its number is not known yet")
        if there is not None and there.number is not None:
            if known is None or known.version > 0 or message.type != "call":
                await self._server.update(self._said(message, there.number))
        elif message.type != "cancel":
            there = await self._file(message)
        await self._has(message, there or Taken(None, None))
        return DELIVERED

    async def _there(self, known: OutsideRow) -> Taken | None:
        """The number that it has there: as it was answered, behind a token, or by looking for it."""
        if known.number is not None:
            return Taken(known.number, known.token)
        if known.token is not None:
            return Taken(await self._server.of_token(known.token), known.token)
        filed = await self._server.filed(known.begun_at - CLOCKS_APART, self._now())
        mark = _mark(known.call_id)
        found = [one for one in filed if any(mark in text for text in one.values())]
        return Taken(found[0].get("service_request_id"), None) if found else None

    async def _file(self, message: Message) -> Taken:
        service = self._server.way.services.get(message.item or "", self._server.way.default_service)
        if service is None:
            raise Failed(refused(f"no service_code for {message.item}: add it to services"))
        call, now = call_id(message), self._now()
        row = OutsideRow(call_id=call, case_no=message.case_no, unit=message.unit, begun_at=now, asked_at=now)
        await self._database.write(partial(begin, row))
        said = f"{self._words(message)}\n{_mark(call)}"
        fields = {"service_code": service, "description": said, "account_id": call, **self._where(message)}
        shown = photos(message, self._places)
        return await self._server.post(fields | ({"media_url": shown[0]} if shown else {}), call)

    def _words(self, message: Message) -> str:
        return "\n".join([subject(message), *lines(message, self._places)])[:LONGEST]

    def _where(self, message: Message) -> dict[str, str]:
        known = self._places.place(
            message.case_no, message.sealed, message.exposure, message.community, message.grid
        )
        named = {"address_string": place(message, self._places) or "地点待定"}
        return named | ({"lat": str(known["lat"]), "long": str(known["lng"])} if "lat" in known else {})

    def _said(self, message: Message, number: str) -> dict[str, str]:
        return {
            "update_id": key_of(message),
            "service_request_id": number,
            "status": _STATUS[message.type],
            "updated_datetime": self._now().isoformat(timespec="seconds"),
            "description": self._words(message),
        }

    async def _has(self, message: Message, there: Taken) -> None:
        ended = message.type == "cancel"
        kept = partial(has, call_id(message), message.version, there.number, there.token, ended)
        await self._database.write(kept)


def _mark(call: str) -> str:
    """What finds a request again among others': nothing else of a request comes back from every server."""
    return f"[{call}]"
