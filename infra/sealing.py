"""Keeps personal data unreadable without its key.

Called by the doors that take it in, show it or send it out.

Each case has a data key of its own, in one small file outside SQL, wrapped by a key derived from
HUYING_SECRET_KEY. Emptying that file makes everything sealed for the case unreadable for good, in every
history and backup of rows; the empty file stays, so that no second key is made.

What is sealed twice is the same text twice (the nonce is a keyed hash of the content): a command that is sent again
must not differ from the first try (decision 0045).
"""

import base64
import contextlib
import fcntl
import hmac
import json
import os
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.files import keep_first, replace

VERSION = "v1"
_KEY, _NONCE = 32, 12  # bytes, as AES-256-GCM wants
_REMEMBERED = 4096  # data keys in memory
_CASE_NO = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+){0,4}")


class SealError(Exception):
    """Sealed data cannot be made or read: the key is gone, is another one, or the text was changed."""


class ErasedError(SealError):
    """The case's key was destroyed: nothing of it is opened or sealed any more."""


class _Key:
    """A case's key at work."""

    def __init__(self, plain: bytes) -> None:
        self.sealing = AESGCM(plain)
        self._nonces = HKDF(hashes.SHA256(), _KEY, salt=None, info=b"huying nonces v1").derive(plain)

    def nonce_of(self, content: bytes) -> bytes:
        """The same for the same content, and for no other: 96 bits of a keyed hash."""
        return hmac.digest(self._nonces, content, "sha256")[:_NONCE]


_Stand = tuple[int, int]
"""Inode and moment of change of a key file: another stand is another key, or none any more."""


class Vault:
    """The keys of all cases, one file each under `folder` (made when needed).

    `secret` is the installation's 32 bytes; another secret opens nothing, but for the `old` ones that are being given
    up (`rewrap`). Safe to share between threads; processes that share the folder share the keys, and forget an erased
    one at once: each use looks whether the file is still the one that was read.
    """

    def __init__(self, folder: Path, secret: bytes, old: Sequence[bytes] = ()) -> None:
        self._folder = folder
        self._wrapping, *self._earlier = (_wrapping(one) for one in (secret, *old))
        self._keys: OrderedDict[str, tuple[_Stand, _Key]] = OrderedDict()
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
        key = self._key(case_no, make=True)
        nonce = key.nonce_of(content)
        return nonce + key.sealing.encrypt(nonce, content, case_no.encode())

    def unseal_bytes(self, case_no: str, sealed: bytes) -> bytes:
        """As `unseal`, for what `seal_bytes` gave."""
        try:
            return self._key(case_no).sealing.decrypt(sealed[:_NONCE], sealed[_NONCE:], case_no.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(f"this was not sealed for case {case_no}") from error

    def has_key(self, case_no: str) -> bool:
        """Whether the case has a key: none was made yet, or it was erased."""
        path = self._path(case_no)
        return path.exists() and path.stat().st_size > 0

    def erased(self, case_no: str) -> bool:
        """Whether the case had a key that was erased."""
        path = self._path(case_no)
        return path.exists() and path.stat().st_size == 0

    def erase(self, case_no: str) -> bool:
        """Destroy the case's key; say whether there was one."""
        path = self._path(case_no)
        with self._changing():
            if not self.has_key(case_no):
                return False
            replace(path, b"")
            _sync(path.parent)
        with self._lock:
            self._keys.pop(case_no, None)
        return True

    def rewrap(self) -> tuple[int, int]:
        """Wrap every key by the installation's secret alone; how many were, and how many no known secret opens."""
        done = faulty = 0
        for path in sorted(self._folder.glob("*/*")):
            if path.name.startswith("."):
                continue
            with self._changing():
                wrapped = path.read_bytes()
                if not wrapped or _opened(self._wrapping, wrapped, path.name) is not None:
                    continue
                plain = self._opened_by_any(wrapped, path.name)
                if plain is None:
                    faulty += 1
                    continue
                replace(path, _wrapped(self._wrapping, plain, path.name))
                done += 1
        return done, faulty

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """One at a time among all processes: what is erased must not come back wrapped anew."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _key(self, case_no: str, *, make: bool = False) -> _Key:
        path = self._path(case_no)
        stand = _stand(path)
        with self._lock:
            known = self._keys.get(case_no)
            if known is not None and known[0] == stand:
                self._keys.move_to_end(case_no)
                return known[1]
        key = _Key(self._unwrapped(path, case_no, make))
        with self._lock:
            self._keys.pop(case_no, None)
            if (now := _stand(path)) is not None:
                self._keys[case_no] = now, key
            while len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)
        return key

    def _unwrapped(self, path: Path, case_no: str, make: bool) -> bytes:
        wrapped = self._made(path, case_no) if make else self._read(path, case_no)
        if not wrapped:
            raise ErasedError(f"the key of case {case_no} is gone: its personal data was erased")
        plain = self._opened_by_any(wrapped, case_no)
        if plain is None:
            raise SealError(f"the key of case {case_no} is damaged, or HUYING_SECRET_KEY is another one")
        return plain

    def _opened_by_any(self, wrapped: bytes, case_no: str) -> bytes | None:
        opened = (_opened(wrapping, wrapped, case_no) for wrapping in (self._wrapping, *self._earlier))
        return next((plain for plain in opened if plain is not None), None)

    def _read(self, path: Path, case_no: str) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise SealError(f"there is no key of case {case_no}") from error

    def _made(self, path: Path, case_no: str) -> bytes:
        """The key on disk, made if there was none: of several makers at once one wins and all use its key."""
        fresh = not path.exists()
        kept = keep_first(path, _wrapped(self._wrapping, secrets.token_bytes(_KEY), case_no))
        if fresh:
            _sync(path.parent)
        return kept

    def _path(self, case_no: str) -> Path:
        """`<folder>/<date part>/<case_no>`: a folder holds one day's cases."""
        if not _CASE_NO.fullmatch(case_no):
            raise SealError("not a case number")
        parts = case_no.split("-")
        return self._folder / (parts[1] if len(parts) > 1 else parts[0]) / case_no


def _wrapping(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), _KEY, salt=None, info=b"huying case keys v1").derive(secret))


def _wrapped(wrapping: AESGCM, key: bytes, case_no: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + wrapping.encrypt(nonce, key, case_no.encode())


def _opened(wrapping: AESGCM, wrapped: bytes, case_no: str) -> bytes | None:
    """The key; None where another secret wrapped it, or it is damaged."""
    try:
        return wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], case_no.encode())
    except (InvalidTag, ValueError):
        return None


def _stand(path: Path) -> _Stand | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_mtime_ns


def _sync(folder: Path) -> None:
    """Make a new or removed name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
