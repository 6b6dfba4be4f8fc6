"""The installation's one secret. Called by the doors; `infra.stages` makes it before they start."""

import secrets
from pathlib import Path

from infra.files import keep_first, replace
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


def old_secrets(given: str | None, path: Path) -> tuple[bytes, ...]:
    """Secrets that are being given up: `given` is HUYING_SECRET_KEY_OLD; of a key file, the one beside it.

    Raises `StartError` where that file holds no key.
    """
    texts = [text.strip() for text in given.split(",")] if given else []
    beside = old_path(path)
    if beside.exists():
        texts.append(beside.read_text("ascii", "replace").strip())
    if not all(map(is_key, texts)):
        raise StartError(f"{beside} is damaged (64 hexadecimal digits are expected)")
    return tuple(map(bytes.fromhex, texts))


def old_path(path: Path) -> Path:
    """Where the key of the file at `path` lies while it is being given up."""
    return path.with_name(f"{path.name}.old")


def take_new(path: Path) -> None:
    """Put a fresh key into the file at `path` and the one it had beside it; once more begun, it is not done twice."""
    if old_path(path).exists():
        return
    replace(old_path(path), path.read_bytes())
    replace(path, secrets.token_hex(_SIZE).encode())
