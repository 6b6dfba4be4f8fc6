"""Other editions of the city's pack: proposed, looked at, taken up. Called by the API's door.

The pack that is loaded is never written to. A proposed edition is a whole pack in a folder of its own under
`editions/` of the data folder, named by its contents, faulty or not; it counts once `HUYING_PACK` names it and API and
worker were started again.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.policy import City
from infra.files import keep_first
from infra.pack import PackError, edition_of, files_of, load_city

MOST = 20
"""Editions that are kept; of more, the oldest that was not taken up goes."""
_NAME = re.compile(r"[0-9a-f]{12}")
_TAKEN = ".taken-up"


@dataclass(frozen=True)
class Kept:
    """An edition in the data folder. Real time, UTC."""

    edition: str
    proposed_at: datetime
    taken_up_at: datetime | None


@dataclass(frozen=True)
class Edition:
    """One edition: its files by name, and the city they make, or what is wrong as `file:line: what`."""

    edition: str
    files: Mapping[str, bytes]
    city: City | None
    faults: tuple[str, ...] = ()


class Editions:
    """The loaded pack and the editions beside it. Safe to share between threads and processes."""

    def __init__(self, folder: Path, pack: Path, loaded: City) -> None:
        self.folder, self._pack, self._loaded = folder, pack, loaded
        self._read: dict[str, Edition] = {}

    def get(self, edition: str) -> Edition | None:
        """That edition; None where there is none. Raises `OSError`.

        The loaded one is the folder it was loaded from, as that is now: its files may be newer than its city.
        """
        if edition == self._loaded.edition:
            return Edition(edition, files_of(self._pack), self._loaded)
        if not _NAME.fullmatch(edition) or not (self.folder / edition).is_dir():
            return None
        if edition not in self._read:
            if len(self._read) >= MOST:
                self._read.clear()
            self._read[edition] = _loaded(self.folder / edition)
        return self._read[edition]

    def propose(self, base: Edition, changed: Mapping[str, bytes]) -> str:
        """Keep the base with these files in place of its own, and return the edition's name. Raises `OSError`."""
        files = {**base.files, **changed}
        edition = edition_of(files)
        if edition == self._loaded.edition or (self.folder / edition).is_dir():
            return edition
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(dir=self.folder, prefix=".draft-"))
        for name, content in files.items():
            (draft / name).write_bytes(content)
        for module in self._pack.glob(
            "*.py"
        ):  # code goes along as it is: it is no data, and nobody edits it here
            shutil.copyfile(module, draft / module.name)
        try:
            os.rename(draft, self.folder / edition)
        except OSError:  # another process was first with the same
            shutil.rmtree(draft, ignore_errors=True)
            if not (self.folder / edition).is_dir():
                raise
        self._forget_oldest()
        return edition

    def take_up(self, edition: str) -> Path:
        """Mark it as the one to be loaded next and return its folder, for `HUYING_PACK`. Raises `OSError`."""
        keep_first(self.folder / edition / _TAKEN, b"")
        return self.folder / edition

    def kept(self) -> list[Kept]:
        """The editions in the data folder, the newest first."""
        return sorted(self._all(), key=lambda one: one.proposed_at, reverse=True)

    def _all(self) -> list[Kept]:
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        return [
            Kept(path.name, _time_of(path), _time_of(path / _TAKEN) if (path / _TAKEN).exists() else None)
            for path in folders
            if _NAME.fullmatch(path.name)
        ]

    def _forget_oldest(self) -> None:
        loose = [one for one in self.kept() if one.taken_up_at is None]
        for one in loose[MOST:]:
            shutil.rmtree(self.folder / one.edition, ignore_errors=True)
            self._read.pop(one.edition, None)


def _loaded(folder: Path) -> Edition:
    files = files_of(folder)
    try:
        return Edition(folder.name, files, load_city(folder))
    except PackError as error:
        return Edition(folder.name, files, None, error.faults)


def _time_of(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
