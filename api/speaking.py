"""What a reporter says to a case, by JSON or by a form: one way for both. A report that was merged is followed.

Used by `api.cases` and `api.pages.track`.
"""

from api.door import Door
from api.facts import command
from api.main_cases import main_case
from api.schemas.cases import RatingIn
from api.schemas.text import Done
from domain.facts import Leave, Rate, Supplement, Urge, Withdraw
from domain.people import REPORTER, Actor


async def rate(door: Door, number: str, by: Actor, body: RatingIn, key: str | None = None) -> Done:
    """评价: by the reporter, or taken down by staff of another unit."""
    comment = await sealed(door, number, body.comment)
    main, of = await main_case(door, number)
    fact = Rate(body.result, body.response, body.handling, body.why, comment, of)
    return await command(door, main, by, fact, _key(number, key))


async def urge(door: Door, number: str, text: str | None, key: str | None = None) -> Done:
    """催办."""
    words = await sealed(door, number, text)
    main, of = await main_case(door, number)
    fact = Urge(words, door.city.policy.urges_a_day, of)
    return await command(door, main, REPORTER, fact, _key(number, key))


async def supplement(
    door: Door, number: str, text: str | None, photos: tuple[str, ...], key: str | None = None
) -> Done:
    """补充."""
    words = await sealed(door, number, text)
    main, of = await main_case(door, number)
    return await command(door, main, REPORTER, Supplement(words, photos, of), _key(number, key))


async def withdraw(door: Door, number: str, text: str | None, key: str | None = None) -> Done:
    """撤诉; of a report that was merged: the other case goes on without it."""
    words = await sealed(door, number, text)
    main, of = await main_case(door, number)
    fact = Leave(number) if of else Withdraw(words)
    return await command(door, main, REPORTER, fact, _key(number, key))


async def sealed(door: Door, case_no: str, text: str | None) -> str | None:
    """The reporter's words as the case may keep them."""
    return await door.in_thread(door.vault.seal, case_no, {"text": text}) if text else None


def _key(case_no: str, key: str | None) -> str | None:
    """Keys of reporters are told apart by their cases: they have no accounts."""
    return f"{case_no}:{key}" if key else None
