"""The installation's one secret. Called by the doors; `infra.stages` makes it before they start."""

import secrets
from pathlib import Path

from infra.files import keep_first
from infra.refusal import StartError

_SIZE = 32  # bytes, as AES-256 and HMAC-SHA256 want


def secret_key(given: str | None, path: Path) -> bytes:
    """Return the 32 bytes of which every other key is derived.

    `given` is HUYING_SECRET_KEY (64 hexadecimal digits); without it the key file at `path` counts, made on
    the first start. Raises `StartError` when that file holds no key: a new one would lock all sealed data.
    """
    if given:
        return bytes.fromhex(given)
    text = keep_first(path, secrets.token_hex(_SIZE).encode()).decode("ascii", "replace").strip()
    if not is_key(text):
        raise StartError(
            f"{path} is damaged (64 hexadecimal digits are expected): restore it from your backup"
        )
    return bytes.fromhex(text)


def is_key(text: str) -> bool:
    """Say whether `text` is 32 bytes in hexadecimal."""
    return len(text) == 2 * _SIZE and all(digit in "0123456789abcdefABCDEF" for digit in text)
