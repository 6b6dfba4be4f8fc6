"""The signature between Huying and a department's own system: `t=<unix>,v1=<hex HMAC-SHA256 of "t.body">`."""

import hashlib
import hmac

HEADER = "Huying-Signature"
SECRET = "huying-demo"
FRESH = 300


def sign(body: bytes, at: int, secret: str = SECRET) -> str:
    """The header's value for a body sent at `at` (Unix seconds, real time)."""
    return f"t={at},v1={_digest(body, at, secret)}"


def fits(body: bytes, header: str, now: float, secret: str = SECRET) -> bool:
    """Whether the header is this body's and fresh."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp)) > FRESH:
        return False
    return hmac.compare_digest(_digest(body, int(stamp), secret).encode(), parts.get("v1", "").encode())


def _digest(body: bytes, at: int, secret: str) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
