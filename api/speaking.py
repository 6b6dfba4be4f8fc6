"""What a reporter says to a case, by JSON or by a form: one way for both. A report that was merged is followed.

Used by `api.cases`, `api.reopening` and `api.pages.track`.
"""

from api import errors
from api.door import Door
from api.facts import command
from api.links import open_linked
from api.main_cases import main_case, work_on
from api.reading import recorded
from api.schemas.cases import RatingIn
from api.schemas.text import Done
from api.temporal import refused
from domain.case import Case
from domain.facts import Leave, Rate, Supplement, Urge, Withdraw
from domain.facts.reporters import Via
from domain.people import REPORTER, Actor
from domain.reopening import may_reopen

CONFLICT = 409
"""It had left before, or the other case has just closed: the own one is open either way, and its number is told."""


async def rate(
    door: Door, number: str, by: Actor, body: RatingIn, key: str | None = None, via: Via | None = None
) -> Done:
    """评价: by the reporter, also by telephone keys or with whoever referred it; or taken down by staff."""
    comment = await sealed(door, number, body.comment)
    main, of = await main_case(door, number)
    fact = Rate(body.result, body.response, body.handling, body.why, comment, of, body.taken, via)
    return await command(door, main, by, fact, _key(number, key))


async def urge(door: Door, number: str, text: str | None, key: str | None = None) -> Done:
    """催办."""
    words = await sealed(door, number, text)
    main, of = await main_case(door, number)
    fact = Urge(words, door.city.policy.urges_a_day, of)
    return await command(door, main, REPORTER, fact, _key(number, key))


async def supplement(
    door: Door,
    number: str,
    text: str | None,
    photos: tuple[str, ...],
    key: str | None = None,
    by: Actor = REPORTER,
) -> Done:
    """补充, by the reporter or a client that speaks for them."""
    words = await sealed(door, number, text)
    main, of = await main_case(door, number)
    return await command(door, main, by, Supplement(words, photos, of), _key(number, key))


async def withdraw(
    door: Door, number: str, text: str | None, key: str | None = None, by: Actor = REPORTER
) -> Done:
    """撤诉; of a report that was merged: the other case goes on without it."""
    words = await sealed(door, number, text)
    main, of = await main_case(door, number)
    fact = Leave(number) if of else Withdraw(words)
    return await command(door, main, by, fact, _key(number, key))


async def reopen(door: Door, number: str, text: str, photos: tuple[str, ...] = ()) -> str:
    """重新受理: the number of the linked case. Raises 409 where the rules forbid it."""
    own = await _own(door, number)
    refusal = may_reopen(door.city, await work_on(door, own), door.now())
    if refusal is not None:
        raise refused(refusal)
    return await open_linked(door, own, "reopen", text, photos)


async def leave(door: Door, number: str, text: str) -> str:
    """不是同一件: the number of the case it goes on as. Raises 409 where it ended in no open case."""
    own = await _own(door, number)
    main, of = await main_case(door, number)
    if of is None:
        raise errors.forbidden("not_attached", "这件没有并入别的件", "It ended in no other case.")
    if not (await _own(door, main)).open:
        raise errors.forbidden(
            "closed", "并入的案件已经结案，可以申请重新受理", "That case is closed: reopen it.", ["reopen"]
        )
    new = await open_linked(door, own, "left", text)
    try:
        await command(door, main, REPORTER, Leave(number), f"left:{number}")
    except errors.Problem as problem:
        if problem.status_code != CONFLICT:
            raise  # the same words again give the same case, and are told once more
    return new


async def _own(door: Door, case_no: str) -> Case:
    found = await recorded(door, case_no, events=False)
    if found is None:
        raise errors.forbidden("open", "案件刚刚受理", "It was accepted a moment ago.")
    return found.case


async def sealed(door: Door, case_no: str, text: str | None) -> str | None:
    """The reporter's words as the case may keep them."""
    return await door.seal(case_no, {"text": text}) if text else None


def _key(case_no: str, key: str | None) -> str | None:
    """Keys of reporters are told apart by their cases: they have no accounts."""
    return f"{case_no}:{key}" if key else None
