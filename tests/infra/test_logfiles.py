"""The log in files: a day each, for six months, and no larger than is bearable."""

import logging
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from infra import logfiles
from infra.logfiles import DailyFile, over


def told(handler: DailyFile, words: str, day: date) -> None:
    """One line at noon of that day."""
    record = logging.makeLogRecord({"msg": words})
    record.created = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    handler.emit(record)


def test_a_file_a_day_and_after_six_months_it_goes(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    handler, other = DailyFile(folder, "api", 183), DailyFile(folder, "worker", 183)
    told(handler, "first", date(2026, 1, 1))
    told(other, "theirs", date(2026, 1, 1))
    told(handler, "again", date(2026, 1, 1))
    assert (folder / "api-2026-01-01.log").read_text() == "first\nagain\n"
    assert stat.S_IMODE((folder / "api-2026-01-01.log").stat().st_mode) == 0o600
    (folder / "notes.txt").write_text("somebody's own")
    told(handler, "just kept", date(2026, 7, 3))
    assert len(over(folder, date(2026, 7, 3), 183)) == 0
    told(handler, "over", date(2026, 7, 4))
    assert sorted(path.name for path in folder.iterdir()) == [
        "api-2026-07-03.log",
        "api-2026-07-04.log",
        "notes.txt",
    ]
    for one in (handler, other):
        one.close()


def test_bounded_and_never_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfiles, "LARGEST", 20)
    handler, day = DailyFile(tmp_path / "logs", "api", 183), date(2026, 1, 1)
    for _ in range(100):
        told(handler, "ten signs.", day)
    assert (tmp_path / "logs" / "api-2026-01-01.log").stat().st_size == 22
    handler.close()
    (tmp_path / "file").write_text("")
    nowhere = DailyFile(tmp_path / "file", "api", 183)
    told(nowhere, "lost", day)
    nowhere.close()
