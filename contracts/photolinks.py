"""Signed links to photos, that end: made by whoever shows or sends one, checked by the door."""

import hashlib
import hmac
from typing import Literal

Size = Literal["whole", "small"]


def address(secret: bytes, case_no: str, photo: str, until: int, size: Size = "whole", call: int = 0) -> str:
    """The path of a case's photo until a moment (Unix seconds, real time); for a called unit, by its `call`."""
    signed = signature(secret, case_no, photo, until, call)
    whose = f"&call={call}" if call else ""
    return f"/api/v1/photos/{photo}?case_no={case_no}&until={until}{whose}&signed={signed}&size={size}"


def signature(secret: bytes, case_no: str, photo: str, until: int, call: int = 0) -> str:
    """Hexadecimal HMAC-SHA256. A link of a call is none of the whole case, nor the other way round."""
    said = "\0".join((case_no, photo, str(until), *((str(call),) if call else ())))
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()
