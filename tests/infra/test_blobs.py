"""Photos are the same in a folder and in a store of objects; a store that is away is said, and nothing hangs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from infra import photos
from infra.blobs import Blobs, Folder, Objects, StoreAway, s3
from infra.photos import Photos, PhotosFull
from infra.sealing import Vault
from infra.settings import SettingsError, load

CASE = "SGH-20261009-48213057"
SECRET = bytes(32)
PLACES: dict[str, Callable[[Path], Blobs]] = {
    "folder": lambda folder: Folder(folder / "photos"),
    "objects in memory": lambda folder: Objects(MemoryStore()),
    "objects on disk": lambda folder: Objects(LocalStore(folder / "bucket", mkdir=True)),
}


@pytest.fixture(params=PLACES)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Each place in turn."""
    return PLACES[request.param](tmp_path)


def test_blobs_come_are_listed_replaced_and_go(blobs: Blobs) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    assert (blobs.get("waiting/a/whole"), blobs.has("waiting/a/whole")) == (None, False)
    assert list(blobs.held("waiting")) == []
    blobs.put("waiting/a/whole", b"one")
    blobs.put("waiting/a/whole", b"another")
    blobs.put("kept/b/whole", b"x")
    assert (blobs.get("waiting/a/whole"), blobs.has("waiting/a/whole")) == (b"another", True)
    (held,) = blobs.held("waiting")
    assert (held.name, held.size) == ("waiting/a/whole", len(b"another"))
    assert held.at >= before
    blobs.drop(["waiting/a/whole", "waiting/none"])
    assert (list(blobs.held("waiting")), blobs.get("kept/b/whole")) == ([], b"x")


def test_a_photo_waits_becomes_the_case_s_and_is_unreadable_without_its_key(
    blobs: Blobs, tmp_path: Path
) -> None:
    vault = Vault(tmp_path / "keys", SECRET)
    kept = Photos(blobs, vault, SECRET)
    photo = kept.put(b"whole picture", b"small picture")
    assert kept.put(b"whole picture", b"small picture") == photo
    assert (kept.missing([photo]), kept.missing(["0" * 40, "../x"])) == ((), ("0" * 40, "../x"))
    assert kept.read(CASE, photo, "whole") is None
    kept.keep(CASE, [photo, "0" * 40])
    kept.keep(CASE, [photo])
    assert (kept.read(CASE, photo, "whole"), kept.read(CASE, photo, "small")) == (
        b"whole picture",
        b"small picture",
    )
    assert not [
        one
        for one in (*blobs.held("waiting"), *blobs.held("kept"))
        if b"picture" in (blobs.get(one.name) or b"")
    ]
    now = datetime.now(UTC)
    assert kept.sweep(now + timedelta(hours=23)) == 0
    assert kept.sweep(now + timedelta(hours=25)) == 1
    assert (kept.missing([photo]), kept.missing([photo], CASE)) == ((photo,), ())
    vault.erase(CASE)
    assert kept.read(CASE, photo, "whole") is None


def test_only_so_much_waits(blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Photos(blobs, Vault(tmp_path / "keys", SECRET), SECRET)
    monkeypatch.setattr(photos, "MOST_WAITING", 200)
    known = kept.put(bytes(100), b"small")
    with pytest.raises(PhotosFull):
        kept.put(b"x" * 100, b"small")
    assert kept.put(bytes(100), b"small") == known


def test_a_store_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "local"}
    for name, value in {**keys, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    away = s3("s3://photos/street", allow_http=True)
    for ask in (
        lambda: away.get("x"),
        lambda: away.has("x"),
        lambda: away.put("x", b"y"),
        lambda: list(away.held("x")),
    ):
        with pytest.raises(StoreAway) as said:
            ask()
        assert "127.0.0.1" not in str(said.value)


def test_a_setting_that_names_no_bucket() -> None:
    for wrong in ("photos", "s3://", "http://x/y"):
        with pytest.raises(SettingsError, match="HUYING_PHOTOS"):
            load({"HUYING_PHOTOS": wrong})
    assert load({"HUYING_PHOTOS": "s3://bucket/street"}).photos == "s3://bucket/street"
