"""The signature of messages to and from departments: `Huying-Signature: t=<unix>,v1=<hex HMAC-SHA256 of "t.body">`."""

import hashlib
import hmac

HEADER = "Huying-Signature"
MOST_SECONDS_APART = 300
"""A signature older (or newer) than this is refused."""


def sign(secret: str, body: bytes, at: int) -> str:
    """The header's value for a body sent at `at` (Unix seconds, real time)."""
    return f"t={at},v1={_digest(secret, body, at)}"


def verify(secret: str, body: bytes, header: str, now: float) -> bool:
    """Whether the header is this body's, by this secret, and fresh at `now` (Unix seconds, real time)."""
    parts = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not (secret and stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp)) > MOST_SECONDS_APART:
        return False
    return hmac.compare_digest(_digest(secret, body, int(stamp)).encode(), given.encode())


def _digest(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
