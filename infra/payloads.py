"""Seals what cases, their updates and their activities hand to Temporal, so that its database holds nothing to read.

Called by the doors, which give it to their client, and by the codec server of `api`.

Objects and lists are sealed (AES-256-GCM). What is one bare text or number stays plain: case numbers, the summaries
that make a case read like a story, fingerprints of keys. No free text ever travels bare: facts are objects.
"""

import dataclasses
import secrets
from collections.abc import Callable, Sequence
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, PayloadCodec

from infra.keyring import Keyring

SEALED = b"binary/encrypted"
_ENCODING, _KEY_ID, _NONCE = "encoding", "encryption-key-id", 12


class PayloadError(Exception):
    """A payload was sealed by a key that this installation does not have, or was changed."""


class SealedPayloads(PayloadCodec):
    """The codec. `look` reads the keys: again where a payload names one that was made since. Safe between threads."""

    def __init__(self, look: Callable[[], Keyring]) -> None:
        self._look, self._lock = look, Lock()
        self._keys: dict[str, AESGCM] = {}
        self._newest = ""
        self._read()

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Those that may hold something personal sealed, the others as they are."""
        return [self._sealed(one) for one in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """What was sealed opened, also by earlier keys; what was not as it is. Raises `PayloadError`."""
        return [self._opened(one) for one in payloads]

    def _sealed(self, plain: Payload) -> Payload:
        if plain.metadata.get(_ENCODING) != b"json/plain" or not plain.data.startswith((b"{", b"[")):
            return plain
        nonce, name = secrets.token_bytes(_NONCE), self._newest
        sealed = nonce + self._keys[name].encrypt(nonce, plain.SerializeToString(), name.encode())
        return Payload(metadata={_ENCODING: SEALED, _KEY_ID: name.encode()}, data=sealed)

    def _opened(self, sealed: Payload) -> Payload:
        if sealed.metadata.get(_ENCODING) != SEALED:
            return sealed
        name = sealed.metadata.get(_KEY_ID, b"").decode("ascii", "replace")
        if name not in self._keys:
            self._read()
        key = self._keys.get(name)
        if key is None:
            raise PayloadError(
                f"this installation has no payload key {name[:16]!r}: is keyring.json another one?"
            )
        try:
            content = key.decrypt(sealed.data[:_NONCE], sealed.data[_NONCE:], name.encode())
            return Payload.FromString(content)
        except (InvalidTag, ValueError, DecodeError) as error:
            raise PayloadError("this payload was changed, or is of another installation") from error

    def _read(self) -> None:
        ring = self._look()
        with self._lock:
            self._keys = {name: AESGCM(key) for name, key in ring.payloads.items()}
            self._newest = ring.newest


def sealing(converter: DataConverter, codec: PayloadCodec | None) -> DataConverter:
    """That converter with that codec; as it is without one."""
    return dataclasses.replace(converter, payload_codec=codec)
