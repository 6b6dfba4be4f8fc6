"""Where sealed photos and the archive lie: the data folder, or an S3 store by `HUYING_PHOTOS`, `HUYING_ARCHIVE`.

For `infra.photos`, `infra.shelves`.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from infra.files import keep_first, replace
from infra.refusal import StartError

PATIENCE = timedelta(seconds=10)
"""Until an S3 store that does not answer is given up; twice more it is tried."""


class StoreAway(OSError):
    """The store does not answer, or refuses us. The message names no key."""


@dataclass(frozen=True)
class Held:
    """One blob: its name, its bytes, when it was last put (real time, UTC)."""

    name: str
    size: int
    at: datetime


class Blobs(Protocol):
    """Blobs by names like `waiting/<photo>/whole`. Every method may raise `StoreAway` or `OSError`."""

    def put(self, name: str, content: bytes) -> None:
        """Keep it whole or not at all; what was there under that name is replaced, and its age begins anew."""

    def get(self, name: str) -> bytes | None:
        """The content; None where there is none."""

    def has(self, name: str) -> bool:
        """Whether there is one of that name."""

    def held(self, under: str) -> Iterator[Held]:
        """All below that folder of names."""

    def drop(self, names: Iterable[str]) -> None:
        """Delete these; one that is not there is passed over."""


class Folder:
    """Files with mode 0600 in a folder of this machine, which several processes may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        """As `Blobs.put`."""
        path = self._folder / name
        replace(path, content) if path.exists() else keep_first(path, content)

    def get(self, name: str) -> bytes | None:
        """As `Blobs.get`."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """As `Blobs.has`."""
        return (self._folder / name).exists()

    def held(self, under: str) -> Iterator[Held]:
        """As `Blobs.held`."""
        for folder, _, files in os.walk(self._folder / under):
            for name in files:
                path = Path(folder, name)
                try:
                    stat = path.stat()
                except FileNotFoundError:  # another process was first
                    continue
                at = datetime.fromtimestamp(stat.st_mtime, UTC)
                yield Held(path.relative_to(self._folder).as_posix(), stat.st_size, at)

    def drop(self, names: Iterable[str]) -> None:
        """As `Blobs.drop`; folders that are empty then go too."""
        for name in names:
            path = self._folder / name
            path.unlink(missing_ok=True)
            try:
                path.parent.rmdir()
            except OSError:  # not empty, or gone
                continue


class Objects:
    """Objects of a store behind `obstore`: S3 and whatever speaks like it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, name: str, content: bytes) -> None:
        """As `Blobs.put`."""
        try:
            obstore.put(self._store, name, content)
        except BaseError as error:
            raise _away(error) from error

    def get(self, name: str) -> bytes | None:
        """As `Blobs.get`."""
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise _away(error) from error

    def has(self, name: str) -> bool:
        """As `Blobs.has`."""
        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise _away(error) from error
        return True

    def held(self, under: str) -> Iterator[Held]:
        """As `Blobs.held`."""
        try:
            for some in obstore.list(self._store, under):
                yield from (Held(one["path"], one["size"], one["last_modified"]) for one in some)
        except BaseError as error:
            raise _away(error) from error

    def drop(self, names: Iterable[str]) -> None:
        """As `Blobs.drop`."""
        try:
            obstore.delete(self._store, list(names))
        except FileNotFoundError:
            return
        except BaseError as error:
            raise _away(error) from error


def s3(url: str, *, allow_http: bool, setting: str = "HUYING_PHOTOS") -> Objects:
    """The bucket (and prefix) of `s3://bucket/prefix`, keys, region and endpoint by the `AWS_*` variables.

    Nothing is asked of it yet. Raises `StartError`.
    """
    seconds = f"{PATIENCE.seconds}s"
    try:
        store = from_url(
            url,
            client_options={"timeout": seconds, "connect_timeout": "3s", "allow_http": allow_http},
            retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
        )
    except (BaseError, ValueError) as error:
        raise StartError(f"{setting}={url} can't be used: {str(error).splitlines()[0]}") from error
    return Objects(store)


def _away(error: BaseError) -> StoreAway:
    return StoreAway(type(error).__name__)
