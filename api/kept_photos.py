"""Photos of cases: made a case's own by whoever names them, and linked to for whoever may see them.

Used by every resource whose body names photos, and by pages.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from api import errors
from api.door import Door

LINK_LASTS = timedelta(hours=12)
"""Real time: as long as a session, so that a page left open still shows its photos."""
Size = Literal["whole", "small"]


def link(door: Door, case_no: str, photo: str, size: Size = "whole", now: datetime | None = None) -> str:
    """The address of a case's photo for whoever may see it, for twelve hours from `now` (real time, UTC)."""
    until = int(((now or door.clock()) + LINK_LASTS).timestamp())
    signed = _signature(door, case_no, photo, until)
    return f"/api/v1/photos/{photo}?case_no={case_no}&until={until}&signed={signed}&size={size}"


def linked(door: Door, case_no: str, photo: str, until: int, signed: str) -> str:
    """The case number of a signed link. Raises 404 for one that is not ours or has ended."""
    number = door.case_no(case_no)
    fits = hmac.compare_digest(_signature(door, number, photo, until).encode(), signed.encode())
    if not fits or until < door.clock().timestamp():
        raise errors.unknown(
            "链接已失效，请刷新页面", "This link is not valid any more: load its page again."
        )
    return number


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


def _signature(door: Door, case_no: str, photo: str, until: int) -> str:
    said = "\0".join((case_no, photo, str(until))).encode()
    return hmac.new(door.numbers.linking, said, hashlib.sha256).hexdigest()
