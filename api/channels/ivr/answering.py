"""`POST /ivr/results`: what came of a call. A key is the reporter's own rating; none is a try, and no rating."""

from typing import Literal

import structlog

from api import errors
from api.door import Door
from api.facts import command
from api.main_cases import main_case
from api.reading import read
from api.schemas.cases import RatingIn
from api.schemas.ivr import RungAnswer, RungIn
from api.speaking import rate
from domain import spoken
from domain.facts import Attempt
from domain.finishing import DISSATISFIED_AT_MOST
from domain.people import Actor, Role
from readmodel.desk_tables import RingRow
from readmodel.ringing import end, ring_of_token

BY_KEYS: Literal["ivr"] = "ivr"
REPORTER_BY_KEYS = Actor(BY_KEYS, roles=(Role.REPORTER,))
RINGING = Actor(BY_KEYS, roles=(Role.CALLBACK,))
"""The machine that rang in vain: of no unit, so that it took part in nothing."""
FORBIDDEN = 409
log = structlog.get_logger()


async def rung(door: Door, body: RungIn) -> RungAnswer:
    """What to say before hanging up. The same again changes nothing.

    Raises 404 for another's token, 409 for another result of the same call or where the rules forbid it, 422 for a key
    that means nothing.
    """
    row = await read(door, lambda session: ring_of_token(session, body.token))
    if row is None:
        raise errors.unknown("没有这次呼叫", "There is no such call.")
    said = _said(door, body)
    if row.said is None:
        try:
            await _told(door, row, body)
        except errors.Problem as problem:
            if problem.status_code == FORBIDDEN:  # rated by page meanwhile, or the window is over
                await _end(door, row.token, f"refused:{problem.code}")
            raise
        row = await _end(door, row.token, said)
    if row.said != said:
        raise errors.forbidden("ended", "这次呼叫已有结果", "That call has another result already.")
    points = door.city.ringing.keys.get(body.key or "")
    return RungAnswer(case_no=row.whose, rated=points, say=_words(body, points))


def _said(door: Door, body: RungIn) -> str:
    ringing = door.city.ringing
    if body.key is not None and body.key not in ringing.keys:
        raise errors.malformed("key", "这个键没有含义，请重新按键", "that key means nothing: ask again")
    if body.why_key is not None and body.why_key not in ringing.whys:
        raise errors.malformed("why_key", "这个键没有含义，请重新按键", "that key means nothing: ask again")
    return body.outcome or f"{body.key}{body.why_key or ''}"


async def _told(door: Door, row: RingRow, body: RungIn) -> None:
    """Rated, or one more try. The token is the fact's own key: told twice it happens once."""
    ringing = door.city.ringing
    if body.outcome is None:
        result = ringing.keys[body.key or ""]
        why = ringing.whys.get(body.why_key or "") if result <= DISSATISFIED_AT_MOST else None
        rating = RatingIn(result=result, why=why)
        await rate(door, row.whose, REPORTER_BY_KEYS, rating, row.token, BY_KEYS)
        return
    main, of = await main_case(door, row.whose)
    await command(door, main, RINGING, Attempt(body.outcome, of), row.token)


async def _end(door: Door, token: str, said: str) -> RingRow:
    now = door.now()
    await read(door, lambda session: end(session, token, said, now))
    row = await read(door, lambda session: ring_of_token(session, token))
    assert row is not None, "calls are kept for ever"
    log.info(
        "ivr.ended", case_no=row.whose, n=row.n, said=row.said if row.said and row.said.isalpha() else "key"
    )
    return row


def _words(body: RungIn, points: int | None) -> str:
    if points is None:
        return spoken.NO_KEY
    return spoken.SORRY if points <= DISSATISFIED_AT_MOST else spoken.THANKS
