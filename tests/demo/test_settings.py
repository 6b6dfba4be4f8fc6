"""The demo's own settings: it never empties a folder that is not its own, and starts early enough."""

from datetime import datetime
from pathlib import Path

import pytest

from demo.script import on
from demo.settings import CannotStart, empty, read


def test_a_folder_of_its_own_is_emptied(tmp_path: Path) -> None:
    """What the last show left is gone."""
    folder = tmp_path / "demo"
    empty(folder)
    (folder / "huying.db").write_text("old")
    empty(folder)
    assert not (folder / "huying.db").exists()


def test_anybody_else_s_folder_is_left_alone(tmp_path: Path) -> None:
    """With one clear sentence."""
    (tmp_path / "huying.db").write_text("real")
    with pytest.raises(CannotStart, match="choose another HUYING_DATA_DIR"):
        empty(tmp_path)
    assert (tmp_path / "huying.db").read_text() == "real"


def test_the_system_starts_early_enough_for_the_first_report() -> None:
    """Forty real seconds of story time, unless somebody says when."""
    first = on(9, 6, 50)
    usual = read({})
    assert (first - usual.starts(first)).total_seconds() * usual.scale == pytest.approx(40, abs=0.01)
    said = read({"HUYING_STORY_START": "2026-10-09T06:30:00+08:00"})
    assert said.starts(first) == on(9, 6, 30)


def test_the_environment_is_a_demo_s(tmp_path: Path) -> None:
    """Loopback passwords, the story clock, the folder."""
    given = read({"HUYING_DATA_DIR": str(tmp_path), "HUYING_PORT": "8111", "HUYING_TIME_SCALE": "0.01"})
    env = given.environment(on(9, 6, 50))
    assert (env["HUYING_DEMO"], env["HUYING_PORT"], env["HUYING_TIME_SCALE"]) == ("1", "8111", "0.01")
    assert datetime.fromisoformat(env["HUYING_STORY_START"]) < on(9, 6, 50)


def test_what_cannot_be_read_is_said() -> None:
    """Instead of a traceback."""
    with pytest.raises(CannotStart, match="a setting can't be read"):
        read({"HUYING_PORT": "eight"})
