"""Breaks a copy of the tiny pack and reads what the loader says about it. For the tests of `infra.pack`."""

import shutil
from pathlib import Path

import pytest

from infra.pack import PackError, load_city

TINY = Path(__file__).parent / "packs" / "tiny"


def copied(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to break."""
    return Path(shutil.copytree(TINY, tmp_path / "pack"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands there exactly once."""
    text = (pack / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (pack / file).write_text(text.replace(old, new), encoding="utf-8")


def faults(pack: Path) -> list[str]:
    """The lines of the refusal, without its head."""
    with pytest.raises(PackError) as refused:
        load_city(pack)
    return str(refused.value).splitlines()[1:]
