"""The installation's lasting keys: one that marks are made with, and those that Temporal's payloads are sealed by.

Called by `infra.shelves` and by `huying rotate`. They lie in one small file, each wrapped by a key that is derived from
HUYING_SECRET_KEY. So another secret changes no track code and no link, and makes no history unreadable: the same keys
are wrapped anew, and the old secret opens nothing any more.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.files import keep_first, replace
from infra.refusal import StartError

_KEY, _NONCE = 32, 12  # bytes, as AES-256-GCM wants


@dataclass(frozen=True)
class Keyring:
    """`marks` makes case numbers, track codes, links and names of photos; `payloads` are by id, the newest last."""

    marks: bytes
    payloads: dict[str, bytes]

    @property
    def newest(self) -> str:
        """Id of the key that payloads are sealed by from now on."""
        return next(reversed(self.payloads))


def keyring(path: Path, secret: bytes, old: Sequence[bytes] = ()) -> Keyring:
    """The keys at `path`, made on the first start; wrapped by `secret`, or still by one of the `old` ones.

    Raises `StartError` where the file is damaged or the secret is another one.
    """
    content = keep_first(path, _written(_fresh(), secret))
    for candidate in (secret, *old):
        found = _opened(content, candidate, path)
        if found is not None:
            return found
    raise StartError(f"{path} is damaged, or HUYING_SECRET_KEY is another one: restore it from your backup")


def rewrap(path: Path, secret: bytes, old: Sequence[bytes]) -> None:
    """Wrap the keys by `secret` alone; a new one for payloads is added, once. Raises `StartError`."""
    known = keyring(path, secret, old)
    if _opened(path.read_bytes(), secret, path) is not None:
        return
    replace(path, _written(Keyring(known.marks, {**known.payloads, **_fresh().payloads}), secret))


def _fresh() -> Keyring:
    return Keyring(secrets.token_bytes(_KEY), {secrets.token_hex(4): secrets.token_bytes(_KEY)})


def _written(keys: Keyring, secret: bytes) -> bytes:
    wrapping = _wrapping(secret)

    def wrapped(name: str, key: bytes) -> str:
        nonce = secrets.token_bytes(_NONCE)
        return (nonce + wrapping.encrypt(nonce, key, name.encode())).hex()

    payloads = [{"id": name, "key": wrapped(name, key)} for name, key in keys.payloads.items()]
    content = {"marks": wrapped("marks", keys.marks), "payloads": payloads}
    return json.dumps(content, indent=2).encode() + b"\n"


def _opened(content: bytes, secret: bytes, path: Path) -> Keyring | None:
    """The keys; None where another secret wrapped them."""
    wrapping = _wrapping(secret)

    def opened(name: str, wrapped: str) -> bytes:
        sealed = bytes.fromhex(wrapped)
        return wrapping.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())

    try:
        fields: dict[str, Any] = json.loads(content)
        payloads = {one["id"]: opened(one["id"], one["key"]) for one in fields["payloads"]}
        return Keyring(opened("marks", fields["marks"]), payloads)
    except InvalidTag:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise StartError(f"{path} is damaged: restore it from your backup") from error


def _wrapping(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), _KEY, salt=None, info=b"huying keyring v1").derive(secret))
