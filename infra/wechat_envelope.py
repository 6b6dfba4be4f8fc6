"""How WeChat signs and seals what it posts to us, and how we seal what we answer (消息加解密). Used by the API's door.

Pure but for chance. Our simulator of WeChat's side in `tests/channels` seals with the same class, and opens what we
answer.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from struct import pack, unpack

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
"""What EncodingAESKey looks like: 32 bytes in Base64 without the closing sign."""
_BLOCK = 32  # what WeChat pads to, though AES itself wants 16
_CHANCE, _LENGTH = 16, 4


class EnvelopeError(Exception):
    """A message that was not sealed with our key for our account."""


@dataclass(frozen=True)
class Envelope:
    """What one account signs and seals with: its token, and the AES key as WeChat gave it; without one all is plain."""

    app_id: str
    token: str = field(repr=False)
    aes_key: str | None = field(default=None, repr=False)

    @property
    def safe(self) -> bool:
        """Whether messages come and go sealed (安全模式)."""
        return self.aes_key is not None

    def sign(self, *parts: str) -> str:
        """SHA-1 in hexadecimal over token and parts, sorted: as WeChat prescribes, which offers nothing newer."""
        return hashlib.sha1("".join(sorted((self.token, *parts))).encode()).hexdigest()

    def signed(self, given: str, *parts: str) -> bool:
        """Whether that signature is right, compared in constant time."""
        return hmac.compare_digest(self.sign(*parts).encode(), given.encode())

    def seal(self, content: str) -> str:
        """The `Encrypt` of a message."""
        said = content.encode()
        plain = secrets.token_bytes(_CHANCE) + pack(">I", len(said)) + said + self.app_id.encode()
        short = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([short]) * short) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, encrypt: str) -> str:
        """What is in an `Encrypt`. Raises `EnvelopeError`."""
        try:
            sealed = base64.b64decode(encrypt, validate=True)
            decryptor = self._cipher().decryptor()
            content, whose = _parts(decryptor.update(sealed) + decryptor.finalize())
            text = content.decode()
        except (binascii.Error, ValueError) as error:
            raise EnvelopeError("it is not sealed with this account's key") from error
        if not hmac.compare_digest(whose, self.app_id.encode()):
            raise EnvelopeError("it is for another account")
        return text

    def _cipher(self) -> Cipher[CBC]:
        if self.aes_key is None:
            raise EnvelopeError("this account has no key")
        key = base64.b64decode(f"{self.aes_key}=")
        return Cipher(AES(key), CBC(key[:16]))


def _parts(padded: bytes) -> tuple[bytes, bytes]:
    """The message and whose it is. Raises `ValueError`."""
    pad = padded[-1] if padded else 0
    if not 1 <= pad <= _BLOCK or padded[-pad:] != bytes([pad]) * pad:
        raise ValueError("the padding is broken")
    plain = padded[_CHANCE : len(padded) - pad]
    if len(plain) < _LENGTH:
        raise ValueError("too short")
    (length,) = unpack(">I", plain[:_LENGTH])
    if length > len(plain) - _LENGTH:
        raise ValueError("shorter than it says")
    return plain[_LENGTH : _LENGTH + length], plain[_LENGTH + length :]
