"""A matter's number at the door: well formed, and its code its own. As for a case, under a prefix of its own."""

from typing import Annotated

from fastapi import Path, Query

from api import counting, errors
from api.door import Door
from api.limits import WRONG_CODES

OF_MATTERS = "B"
"""办件: what the city's prefix is followed by, so that no matter is taken for a case."""
Name = Annotated[str, Path(max_length=64)]
"""A number, a code or a name in an address."""
Code = Annotated[str, Query(max_length=64, description="The track code that came with the matter's number.")]


def prefix(door: Door) -> str:
    """What every matter's number begins with."""
    return f"{door.city.policy.prefix}{OF_MATTERS}"


def matter_no(door: Door, text: str) -> str:
    """The number if it can be one of ours. Raises 404 before anybody is asked."""
    if not door.numbers.under(prefix(door)).well_formed(text):
        raise no_matter()
    return text


async def entitled(door: Door, number: str, code: str) -> str:
    """The number, if the code is its own. Raises 404, and 429 after ten wrong ones a day."""
    own = matter_no(door, number)
    await counting.check(door, WRONG_CODES, own)
    if not door.numbers.code_fits(own, code):
        await counting.spend(door, WRONG_CODES, own)
        raise errors.unknown("编号或查询码不对", "There is no such matter, or the code is not its own.")
    return own


def no_matter() -> errors.Problem:
    """404: also for what one may not know of."""
    return errors.unknown("没有这个办件", "There is no such matter.")
