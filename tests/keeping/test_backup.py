"""Backup and restore of a data folder and its database, and every way in which they refuse."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from domain.policy import City
from infra.preflight import claim
from infra.settings import Settings
from keeping.__main__ import main
from keeping.manifest import all_files
from readmodel.database import Database, migrate
from readmodel.projector import append
from tests.conftest import SHUIGUOHU
from tests.readmodel.conftest import fresh_url
from tests.readmodel.histories import contents, cut, history

FILES = {
    "secret.key": b"k",
    "keys/20261123/SGH-20261123-00000001": b"wrapped",
    "photos/kept/20261123/SGH-20261123-00000001/ab/whole": b"sealed",
    "heads/2026-11-23.json": b"{}",
    "editions/abc/.taken-up": b"",
}
PASSED_OVER = {".lock": b"", "keys/20261123/.SGH-draft.x1": b"half", "temporal.db-wal": b"w"}
Tell = pytest.CaptureFixture[str]


@pytest.fixture(params=["sqlite", "postgres"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str | None, str | None]:
    """HUYING_DATABASE_URL of the lost and of the new installation."""
    if request.param == "sqlite":
        return None, None
    return fresh_url("postgres", tmp_path, request), fresh_url("postgres", tmp_path, request)


async def rows(url: str) -> object:
    """What a database holds."""
    database = Database(url)
    found = await contents(database)
    await database.dispose()
    return found


async def fill(url: str, city: City) -> None:
    """Some cases."""
    database = Database(url)
    for seed in range(3):
        for batch in cut(history(city, seed), Random(seed)):
            await append(database, batch)
    await database.dispose()


def at(monkeypatch: pytest.MonkeyPatch, data: Path, url: str | None) -> Settings:
    """An installation of its own, which the command then means."""
    monkeypatch.setenv("HUYING_PACK", str(SHUIGUOHU))
    monkeypatch.setenv("HUYING_DATA_DIR", str(data))
    monkeypatch.setenv("HUYING_DATABASE_URL", url or "")
    return Settings(data_dir=data, pack=SHUIGUOHU, database_url=url)


def said(capsys: Tell) -> str:
    """The sentence of a refusal."""
    return capsys.readouterr().err.strip().removeprefix("huying: ")


def test_what_was_backed_up_comes_back_whole(
    tmp_path: Path,
    city: City,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Tell,
    urls: tuple[str | None, str | None],
) -> None:
    lost = at(monkeypatch, tmp_path / "lost", urls[0])
    for name, content in (FILES | PASSED_OVER).items():
        path = lost.paths.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    migrate(lost.database)
    asyncio.run(fill(lost.database, city))
    assert main(["backup", str(tmp_path / "kept")]) == 0
    assert "keep it as safe as the system itself" in capsys.readouterr().out
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0

    new = at(monkeypatch, tmp_path / "new", urls[1])
    assert main(["restore", str(tmp_path / "kept")]) == 0
    there = set(all_files(new.paths.data)) - {".lock", new.paths.database.name}
    assert there == set(FILES)
    assert all((new.paths.data / name).read_bytes() == content for name, content in FILES.items())
    assert asyncio.run(rows(new.database)) == asyncio.run(rows(lost.database))
    assert (new.paths.data / "secret.key").stat().st_mode & 0o777 == 0o600

    capsys.readouterr()
    assert main(["restore", str(tmp_path / "kept")]) == 1
    assert "is not empty" in said(capsys)
    if urls[1]:  # an empty folder, and a database that is full
        at(monkeypatch, tmp_path / "third", urls[1])
        assert main(["restore", str(tmp_path / "kept")]) == 1
        assert said(capsys).startswith("the database that HUYING_DATABASE_URL names is not empty")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good backup of a small installation, which then is gone."""
    lost = at(monkeypatch, tmp_path / "lost", None)
    lost.paths.data.mkdir()
    (lost.paths.data / "secret.key").write_bytes(b"k")
    migrate(lost.database)
    assert main(["backup", str(tmp_path / "kept")]) == 0
    at(monkeypatch, tmp_path / "new", None)
    return tmp_path / "kept"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda kept: (kept / "manifest.json").unlink(), "is no backup, or one that was cut short"),
        (lambda kept: (kept / "manifest.json").write_text("{"), "manifest.json is damaged"),
        (lambda kept: (kept / "data" / "secret.key").write_bytes(b"x"), "data/secret.key missing or changed"),
        (lambda kept: (kept / "data" / "huying.db").unlink(), "data/huying.db missing or changed"),
    ],
)
def test_a_damaged_backup_is_not_restored(
    kept: Path, tmp_path: Path, capsys: Tell, damage: object, sentence: str
) -> None:
    damage(kept)  # type: ignore[operator]
    capsys.readouterr()
    assert main(["restore", str(kept)]) == 1
    assert sentence in said(capsys)
    assert not (tmp_path / "new").exists()


def test_a_folder_in_use_or_another_kind_of_database_is_refused(
    kept: Path, tmp_path: Path, capsys: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    handle = claim(tmp_path / "new")
    assert main(["restore", str(kept)]) == 1
    assert "is in use by another Huying" in said(capsys)
    open(handle, "rb").close()
    at(monkeypatch, tmp_path / "new", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert main(["restore", str(kept)]) == 1
    assert said(capsys).startswith("the backup is of a sqlite database")


def test_where_no_backup_can_go_is_one_sentence(
    kept: Path, tmp_path: Path, capsys: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    assert main(["backup", str(tmp_path / "again")]) == 1
    assert said(capsys).startswith("there is no data folder")
    at(monkeypatch, tmp_path / "lost", None)
    assert main(["backup", str(kept)]) == 1
    assert "is not empty: give each backup a new folder" in said(capsys)
    assert main(["backup", str(tmp_path / "lost" / "mine")]) == 1
    assert "lies in the data folder itself" in said(capsys)
    (tmp_path / "lost" / "huying.db").write_bytes(b"no database at all" * 100)
    assert main(["backup", str(tmp_path / "bad")]) == 1
    assert "can't be copied" in said(capsys)
    assert not (tmp_path / "bad" / "manifest.json").exists()
