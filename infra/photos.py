"""Keeps photos sealed, named by what they show. Called by the API's door.

A photo waits a day under `waiting/` for the report or the answer that it belongs to, which then keeps a copy of
its own under its case, sealed with the case's key: erasing that key makes its photos unreadable too. The name is a
keyed hash of the content, so that it cannot be guessed and the same picture sent twice is one file.
"""

import hashlib
import hmac
import re
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.files import keep_first
from infra.sealing import SealError, Vault

WAITS = timedelta(hours=24)
"""Real time until a photo that nothing refers to is deleted."""
MOST_WAITING = 2 * 1024**3
"""Bytes of photos that may wait at once."""
Size = Literal["whole", "small"]
_WAITING = "waiting-photos"
"""Name of the vault's key for photos that belong to no case yet."""
_ID = re.compile(r"[0-9a-f]{40}")


class PhotosFull(Exception):
    """So many photos wait that no more is taken now."""


class Photos:
    """The photos of one installation. Safe to share between threads and processes."""

    def __init__(self, folder: Path, vault: Vault, secret: bytes) -> None:
        self._waiting, self._kept, self._vault = folder / "waiting", folder / "kept", vault
        self._naming = HKDF(hashes.SHA256(), 32, salt=None, info=b"huying photo names v1").derive(secret)

    def put(self, whole: bytes, small: bytes) -> str:
        """Take one in with its thumbnail and return its name. Raises `PhotosFull`, `OSError`."""
        photo = hmac.new(self._naming, whole, hashlib.sha256).hexdigest()[:40]
        folder = self._waiting / photo
        if folder.exists():
            folder.touch()  # its day begins anew
        elif self._size() + len(whole) > MOST_WAITING:
            raise PhotosFull
        for size, content in (("small", small), ("whole", whole)):
            keep_first(folder / size, self._vault.seal_bytes(_WAITING, content))
        return photo

    def missing(self, photos: Iterable[str], case_no: str | None = None) -> tuple[str, ...]:
        """Which of these neither wait nor are the case's own."""
        return tuple(
            photo
            for photo in photos
            if not _ID.fullmatch(photo)
            or not (
                self._there(self._waiting / photo) or (case_no and self._there(self._of(case_no) / photo))
            )
        )

    def keep(self, case_no: str, photos: Iterable[str]) -> None:
        """Make these the case's own, sealed with its key; done before is done. Unknown ones are passed over."""
        for photo in photos:
            if not _ID.fullmatch(photo) or not self._there(self._waiting / photo):
                continue
            for size in ("small", "whole"):
                target = self._of(case_no) / photo / size
                if not target.exists():
                    plain = self._vault.unseal_bytes(_WAITING, (self._waiting / photo / size).read_bytes())
                    keep_first(target, self._vault.seal_bytes(case_no, plain))

    def read(self, case_no: str, photo: str, size: Size) -> bytes | None:
        """The JPEG of one of the case's photos; None where it has no such photo, or its key was erased."""
        if not _ID.fullmatch(photo):
            return None
        try:
            return self._vault.unseal_bytes(case_no, (self._of(case_no) / photo / size).read_bytes())
        except (FileNotFoundError, SealError):
            return None

    def sweep(self, now: datetime) -> int:
        """Delete what has waited too long at that moment (real time, UTC); say how many."""
        before = (now - WAITS).timestamp()
        late = [folder for folder in self._folders() if folder.stat().st_mtime < before]
        for folder in late:
            shutil.rmtree(folder, ignore_errors=True)
        return len(late)

    def _of(self, case_no: str) -> Path:
        """`kept/<date part>/<case_no>`, as the vault keeps its keys."""
        return self._kept / case_no.split("-")[1] / case_no

    @staticmethod
    def _there(folder: Path) -> bool:
        return (folder / "whole").exists()

    def _folders(self) -> list[Path]:
        return list(self._waiting.iterdir()) if self._waiting.exists() else []

    def _size(self) -> int:
        return sum((folder / "whole").stat().st_size for folder in self._folders() if self._there(folder))
