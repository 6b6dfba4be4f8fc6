"""The log in files: one a day and program, below `logs/` of the data folder. Called by `infra.logs`, `huying retain`.

Kept six months, as the law on the security of networks asks; bounded a day, so that a fault that repeats itself fills
no disk.
"""

import logging
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

LARGEST = 256 * 1024 * 1024
"""Bytes of one day's file; what comes after goes to the console alone."""
_NAME = re.compile(r"[a-z]+-(\d{4}-\d{2}-\d{2})\.log")


class DailyFile(logging.Handler):
    """Writes each line to `<service>-<day>.log`, days in UTC; at each new day deletes what is over.

    Several processes may share a file: each line is one write at its end. Where the disk is full, the line is lost
    there and no work with it.
    """

    def __init__(self, folder: Path, service: str, keep_days: int) -> None:
        super().__init__()
        self._folder, self._service, self._keep = folder, service, keep_days
        self._day, self._file = date.min, -1

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            self._turn(datetime.fromtimestamp(record.created, UTC).date())
            if os.fstat(self._file).st_size < LARGEST:
                os.write(self._file, f"{self.format(record)}\n".encode())
        except OSError:
            return

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        super().close()

    def _turn(self, day: date) -> None:
        if day == self._day and self._file >= 0:
            return
        for folder in (self._folder.parent, self._folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(
            self._folder / f"{self._service}-{day}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )
        if self._file >= 0:
            os.close(self._file)
        self._day, self._file = day, opened
        for path in over(self._folder, day, self._keep):
            path.unlink(missing_ok=True)


def over(folder: Path, today: date, keep_days: int) -> list[Path]:
    """Files of days more than `keep_days` before today."""
    if not folder.is_dir():
        return []
    first = today - timedelta(days=keep_days)
    named = ((path, _NAME.fullmatch(path.name)) for path in sorted(folder.iterdir()))
    return [path for path, name in named if name and date.fromisoformat(name[1]) < first]
