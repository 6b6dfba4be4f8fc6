"""The key that signs each day of the record. Called by the doors; `infra.stages` makes it before they start.

In the data folder lies its public half as it is and its private half wrapped by a key derived from HUYING_SECRET_KEY:
whoever holds a copy of that file alone can sign nothing.
"""

import contextlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.files import keep_first, replace
from infra.refusal import StartError

_NONCE = 12  # bytes


@dataclass(frozen=True)
class Signer:
    """Signs for this installation; `public` is the Ed25519 key in hexadecimal."""

    public: str
    _private: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """The signature in hexadecimal."""
        return self._private.sign(message).hex()


def signer(path: Path, secret: bytes, old: Sequence[bytes] = ()) -> Signer:
    """The signer whose key lies at `path`, made on the first start. `secret` is the installation's; it may still be
    wrapped by one of the `old` ones.

    Raises `StartError` where the file is damaged or the secret is another one.
    """
    public, wrapped = _parts(keep_first(path, _fresh(secret)), path)
    for candidate in (secret, *old):
        with contextlib.suppress(InvalidTag, ValueError):
            private = _wrapping(candidate).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bytes.fromhex(public))
            return Signer(public, Ed25519PrivateKey.from_private_bytes(private))
    raise StartError(f"{path} is damaged, or HUYING_SECRET_KEY is another one: restore it from your backup")


def rewrap(path: Path, secret: bytes, old: Sequence[bytes]) -> None:
    """Wrap the key by `secret` alone. Raises `StartError` as `signer`."""
    known = signer(path, secret, old)
    replace(path, _written(known._private, secret))


def public_key(path: Path) -> str | None:
    """The public half of the key at `path`, for which no secret is needed; None where there is none yet."""
    return _parts(path.read_bytes(), path)[0] if path.exists() else None


def holds(public: str, signature: str, message: bytes) -> bool:
    """Whether the holder of this key signed this message. Anything malformed is a no."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _fresh(secret: bytes) -> bytes:
    return _written(Ed25519PrivateKey.generate(), secret)


def _written(private: Ed25519PrivateKey, secret: bytes) -> bytes:
    nonce, public = secrets.token_bytes(_NONCE), private.public_key().public_bytes_raw()
    wrapped = nonce + _wrapping(secret).encrypt(nonce, private.private_bytes_raw(), public)
    return json.dumps({"public": public.hex(), "wrapped": wrapped.hex()}, indent=2).encode() + b"\n"


def _parts(content: bytes, path: Path) -> tuple[str, bytes]:
    try:
        fields = json.loads(content)
        return bytes.fromhex(fields["public"]).hex(), bytes.fromhex(fields["wrapped"])
    except (ValueError, KeyError, TypeError) as error:
        raise StartError(f"{path} is damaged: restore it from your backup") from error


def _wrapping(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=b"huying signing key v1").derive(secret))
