"""Keeps personal data unreadable without its key.

Called by the doors that take it in, show it or send it out.

Each case has a data key of its own, in one small file outside SQL, wrapped by a key derived from
HUYING_SECRET_KEY. Erasing that file makes everything sealed for the case unreadable for good, in every
history and backup of rows.
"""

import base64
import json
import os
import re
import secrets
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.files import keep_first

VERSION = "v1"
_KEY, _NONCE = 32, 12  # bytes, as AES-256-GCM wants
_REMEMBERED = 4096  # data keys in memory
_CASE_NO = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+){0,4}")


class SealError(Exception):
    """Sealed data cannot be made or read: the key is gone, is another one, or the text was changed."""


class Vault:
    """The keys of all cases, one file each under `folder` (made when needed).

    `secret` is the installation's 32 bytes; another secret opens nothing. Safe to share between threads;
    processes that share the folder share the keys.
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        derived = HKDF(hashes.SHA256(), _KEY, salt=None, info=b"huying case keys v1").derive(secret)
        self._folder, self._wrapping = folder, AESGCM(derived)
        self._keys: OrderedDict[str, AESGCM] = OrderedDict()
        self._lock = Lock()

    def seal(self, case_no: str, plain: dict[str, Any]) -> str:
        """Return `plain` as one line of text that only this case's key opens; makes the key on first use.

        Raises `SealError` where the key file cannot be read, `OSError` where it cannot be written.
        """
        content = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
        return f"{VERSION}.{base64.urlsafe_b64encode(self.seal_bytes(case_no, content)).decode()}"

    def unseal(self, case_no: str, text: str) -> dict[str, Any]:
        """Return what was sealed.

        Raises `SealError` where the key was erased or the text is not this case's.
        """
        version, _, encoded = text.partition(".")
        if version != VERSION:
            raise SealError("sealed in a form this version does not know")
        try:
            plain: dict[str, Any] = json.loads(self.unseal_bytes(case_no, base64.urlsafe_b64decode(encoded)))
        except ValueError as error:
            raise SealError(f"this text was not sealed for case {case_no}") from error
        return plain

    def seal_bytes(self, case_no: str, content: bytes) -> bytes:
        """As `seal`, for what is no text: a photo."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._key(case_no, make=True).encrypt(nonce, content, case_no.encode())

    def unseal_bytes(self, case_no: str, sealed: bytes) -> bytes:
        """As `unseal`, for what `seal_bytes` gave."""
        try:
            return self._key(case_no).decrypt(sealed[:_NONCE], sealed[_NONCE:], case_no.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(f"this was not sealed for case {case_no}") from error

    def has_key(self, case_no: str) -> bool:
        """Whether the case has a key: none was made yet, or it was erased."""
        return self._path(case_no).exists()

    def erase(self, case_no: str) -> bool:
        """Destroy the case's key; say whether there was one. Other processes forget it when they restart."""
        with self._lock:
            self._keys.pop(case_no, None)
        path = self._path(case_no)
        if not path.exists():
            return False
        path.unlink()
        _sync(path.parent)
        return True

    def _key(self, case_no: str, *, make: bool = False) -> AESGCM:
        with self._lock:
            known = self._keys.get(case_no)
            if known is not None:
                self._keys.move_to_end(case_no)
                return known
        key = AESGCM(self._unwrapped(case_no, make))
        with self._lock:
            self._keys[case_no] = key
            while len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)
        return key

    def _unwrapped(self, case_no: str, make: bool) -> bytes:
        path = self._path(case_no)
        wrapped = self._made(path, case_no) if make else self._read(path, case_no)
        try:
            return self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], case_no.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(
                f"the key of case {case_no} is damaged, or HUYING_SECRET_KEY is another one"
            ) from error

    def _read(self, path: Path, case_no: str) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise SealError(f"the key of case {case_no} is gone: its personal data was erased") from error

    def _made(self, path: Path, case_no: str) -> bytes:
        """The key on disk, made if there was none: of several makers at once one wins and all use its key."""
        fresh = not path.exists()
        nonce = secrets.token_bytes(_NONCE)
        wrapped = self._wrapping.encrypt(nonce, secrets.token_bytes(_KEY), case_no.encode())
        kept = keep_first(path, nonce + wrapped)
        if fresh:
            _sync(path.parent)
        return kept

    def _path(self, case_no: str) -> Path:
        """`<folder>/<date part>/<case_no>`: a folder holds one day's cases."""
        if not _CASE_NO.fullmatch(case_no):
            raise SealError("not a case number")
        parts = case_no.split("-")
        return self._folder / (parts[1] if len(parts) > 1 else parts[0]) / case_no


def _sync(folder: Path) -> None:
    """Make a new or removed name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
