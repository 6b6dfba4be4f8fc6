"""Photos of cases: made a case's own by whoever names them, and linked to for whoever may see them.

Used by every resource whose body names photos, and by pages.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from api import errors
from api.door import Door
from api.reading import recorded
from contracts.photolinks import Size, address, signature

LINK_LASTS = timedelta(hours=12)
"""Real time: as long as a session, so that a page left open still shows its photos."""


def link(door: Door, case_no: str, photo: str, size: Size = "whole", now: datetime | None = None) -> str:
    """The address of a case's photo for whoever may see it, for twelve hours from `now` (real time, UTC)."""
    until = int(((now or door.clock()) + LINK_LASTS).timestamp())
    return address(door.numbers.linking, case_no, photo, until, size)


def link_of_call(door: Door, case_no: str, call: int, photo: str, size: Size = "whole") -> str:
    """As `link`, for the unit of a call: it ends with the call, and when the desk takes the photo back."""
    until = int((door.clock() + LINK_LASTS).timestamp())
    return address(door.numbers.linking, case_no, photo, until, size, call)


async def linked(door: Door, case_no: str, photo: str, until: int, signed: str, call: int = 0) -> str:
    """The case number of a signed link.

    Raises 404 for one that is not ours or has ended; one of a call also when the call has, or the photo was taken back.
    """
    number = door.case_no(case_no)
    ours = signature(door.numbers.linking, number, photo, until, call)
    fits = hmac.compare_digest(ours.encode(), signed.encode())
    if (
        not fits
        or until < door.clock().timestamp()
        or (call and not await _let_out(door, number, photo, call))
    ):
        raise errors.unknown(
            "链接已失效，请刷新页面", "This link is not valid any more: load its page again."
        )
    return number


async def _let_out(door: Door, case_no: str, photo: str, call: int) -> bool:
    found = await recorded(door, case_no, events=False)
    asked = found.case.call(call) if found else None
    return found is not None and asked is not None and asked.open and photo in found.case.released


def check_known(door: Door, photos: Iterable[str], case_no: str | None = None) -> None:
    """Raise 422 where one of these was never sent, or its day is over."""
    if door.photos.missing(photos, case_no):
        raise errors.malformed(
            "photos",
            "照片不存在或已过期，请重新上传",
            "a photo is unknown or older than a day: send it again",
        )


async def keep(door: Door, case_no: str, photos: Iterable[str]) -> None:
    """Make photos a case's own before it is told of them. Raises 422."""
    named = tuple(photos)
    if named:
        await door.about_photos(check_known, door, named, case_no)
        await door.about_photos(door.photos.keep, case_no, named)
