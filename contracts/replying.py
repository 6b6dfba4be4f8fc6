"""The key in the link of an e-mailed call: whoever holds it answers for that unit, that call, until that moment.

Made by the worker (`activities.departments.mail`), proven by the page (`api.pages.reply`).
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

LASTS = timedelta(days=30)
"""Story time after the call's own deadline: late work is wanted, and a mailbox is not emptied every day."""
_LONGEST = 12  # hexadecimal digits of a moment


def reply_key(secret: bytes, unit: str, call: str, until: datetime) -> str:
    """The key, good until `until` (story time)."""
    end = int(until.timestamp())
    return f"{end:x}-{_signature(secret, unit, call, end)}"


def key_fits(secret: bytes, unit: str, call: str, key: str, now: datetime) -> bool:
    """Whether the key is of this unit and call, and has not ended at `now` (story time). In constant time."""
    stamp, _, given = key.partition("-")
    if not stamp or len(stamp) > _LONGEST or not all(digit in "0123456789abcdef" for digit in stamp):
        return False
    end = int(stamp, 16)
    fits = hmac.compare_digest(_signature(secret, unit, call, end).encode(), given.encode())
    return fits and now.astimezone(UTC).timestamp() <= end


def _signature(secret: bytes, unit: str, call: str, end: int) -> str:
    said = "\0".join((unit, call, str(end))).encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()
