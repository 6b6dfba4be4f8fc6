"""Keeps photos sealed, named by what they show. Called by the API's door.

A photo waits a day under `waiting/` for the report or the answer that it belongs to, which then keeps a copy of
its own under its case, sealed with the case's key: erasing that key makes its photos unreadable too. The name is a
keyed hash of the content, so that it cannot be guessed and the same picture sent twice is one file.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.blobs import Blobs
from infra.sealing import SealError, Vault

WAITS = timedelta(hours=24)
"""Real time until a photo that nothing refers to is deleted."""
MOST_WAITING = 2 * 1024**3
"""Bytes of photos that may wait at once."""
Size = Literal["whole", "small"]
_WAITS_IN, _KEPT_IN = "waiting", "kept"
_WAITING = "waiting-photos"
"""Name of the vault's key for photos that belong to no case yet."""
_ID = re.compile(r"[0-9a-f]{40}")


class PhotosFull(Exception):
    """So many photos wait that no more is taken now."""


class Photos:
    """The photos of one installation, whose names are made with `marks`. Safe between threads and processes.

    Every method that reaches for them may raise `infra.blobs.StoreAway` or `OSError`.
    """

    def __init__(self, blobs: Blobs, vault: Vault, marks: bytes) -> None:
        self._blobs, self._vault = blobs, vault
        self._naming = HKDF(hashes.SHA256(), 32, salt=None, info=b"huying photo names v1").derive(marks)

    def put(self, whole: bytes, small: bytes) -> str:
        """Take one in with its thumbnail and return its name; sent again, its day begins anew. Raises `PhotosFull`."""
        photo = self._name(whole)
        waiting = list(self._blobs.held(_WAITS_IN))
        if _whole(photo) not in (one.name for one in waiting):
            size = sum(one.size for one in waiting if one.name.endswith("/whole"))
            if size + len(whole) > MOST_WAITING:
                raise PhotosFull
        for name, content in ((f"{_WAITS_IN}/{photo}/small", small), (_whole(photo), whole)):
            self._blobs.put(name, self._vault.seal_bytes(_WAITING, content))
        return photo

    def missing(self, photos: Iterable[str], case_no: str | None = None) -> tuple[str, ...]:
        """Which of these neither wait nor are the case's own."""
        return tuple(photo for photo in photos if not _ID.fullmatch(photo) or not self._known(photo, case_no))

    def keep(self, case_no: str, photos: Iterable[str]) -> None:
        """Make these the case's own, sealed with its key; done before is done. Unknown ones are passed over."""
        for photo in photos:
            if not _ID.fullmatch(photo) or not self._blobs.has(_whole(photo)):
                continue
            for size in ("small", "whole"):
                target = f"{_of(case_no)}/{photo}/{size}"
                sealed = None if self._blobs.has(target) else self._blobs.get(f"{_WAITS_IN}/{photo}/{size}")
                if sealed is not None:
                    plain = self._vault.unseal_bytes(_WAITING, sealed)
                    self._blobs.put(target, self._vault.seal_bytes(case_no, plain))

    def forget(self, case_no: str) -> None:
        """Delete every photo that the case keeps."""
        self._blobs.drop([one.name for one in self._blobs.held(_of(case_no))])

    def read(self, case_no: str, photo: str, size: Size) -> bytes | None:
        """The JPEG of one of the case's photos; None where it has no such photo, or its key was erased."""
        sealed = self._blobs.get(f"{_of(case_no)}/{photo}/{size}") if _ID.fullmatch(photo) else None
        try:
            return None if sealed is None else self._vault.unseal_bytes(case_no, sealed)
        except SealError:
            return None

    def checked(self) -> Iterator[tuple[str, bool]]:
        """Every file that a case keeps, and whether it is damaged; passed over where the case's key was erased."""
        for one in self._blobs.held(_KEPT_IN):
            _, _, case_no, photo, size = one.name.split("/")
            sealed = self._blobs.get(one.name)
            if sealed is None or not self._vault.has_key(case_no):
                continue
            try:
                plain = self._vault.unseal_bytes(case_no, sealed)
            except SealError:
                yield one.name, True
                continue
            yield one.name, size == "whole" and self._name(plain) != photo

    def _name(self, whole: bytes) -> str:
        return hmac.new(self._naming, whole, hashlib.sha256).hexdigest()[:40]

    def sweep(self, now: datetime) -> int:
        """Delete what has waited too long at that moment (real time, UTC); say how many photos."""
        late = [one.name for one in self._blobs.held(_WAITS_IN) if one.at < now - WAITS]
        self._blobs.drop(late)
        return sum(1 for name in late if name.endswith("/whole"))

    def _known(self, photo: str, case_no: str | None) -> bool:
        if self._blobs.has(_whole(photo)):
            return True
        return case_no is not None and self._blobs.has(f"{_of(case_no)}/{photo}/whole")


def _whole(photo: str) -> str:
    return f"{_WAITS_IN}/{photo}/whole"


def _of(case_no: str) -> str:
    """`kept/<date part>/<case_no>`, as the vault keeps its keys."""
    return f"{_KEPT_IN}/{case_no.split('-')[1]}/{case_no}"
