"""`huying rehearse`, as somebody types it who thinks of another policy."""

import asyncio
import json
import re
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.policy import City
from infra.settings import load
from keeping.__main__ import main
from readmodel.database import Database, migrate
from readmodel.projector import append
from tests.conftest import SHUIGUOHU
from tests.readmodel.histories import cut, history

WEEK = ["rehearse", "--from", "2026-06-01", "--to", "2026-06-07", "--a", "40", "--b", "30"]
RECORDED = ["rehearse", "--from", "2026-10-01", "--to", "2026-10-31", "--recorded"]
REFUSED = {
    "before": (
        ["rehearse", "--from", "2026-06-02", "--to", "2026-06-01"],
        "--to must lie on or after --from",
    ),
    "too long": (["rehearse", "--from", "2020-06-02", "--to", "2026-06-01"], "within 1098 days"),
    "no pack": ([*WEEK, "--pack", "nowhere"], "there is no pack folder"),
    "no file": ([*WEEK, "--staff", "nowhere.toml"], "nowhere.toml"),
    "nothing": ([*WEEK[:5], "--a", "0", "--b", "0"], "nothing to rehearse"),
    "too many": ([*WEEK[:5], "--a", "3000000"], "at most 2,000,000 reports"),
    "nothing recorded": (RECORDED, "nothing to rehearse"),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own."""
    monkeypatch.setenv("HUYING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HUYING_PACK", str(SHUIGUOHU))


def rehearsed(tmp_path: Path, *asked: str) -> dict[str, Any]:
    """What it writes."""
    told = tmp_path / "told.json"
    assert main([*asked, "--json", str(told)]) == 0
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    return found


def test_a_shorter_limit_beside_today_s(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new"
    shutil.copytree(SHUIGUOHU, new)
    items = (new / "b_items.csv").read_text(encoding="utf-8")
    (new / "b_items.csv").write_text(re.sub(r",\d+d,", ",1h,", items), encoding="utf-8")
    told = rehearsed(tmp_path, *WEEK, "--pack", str(new))
    today, changed = told["today"], told["new"]
    assert told["reports"] == 70 == sum(today["cases"].values()) == sum(changed["cases"].values())
    assert today["edition"] != changed["edition"]
    assert today["rates"]["A"] == changed["rates"]["A"]  # the same people, reports and luck
    (_, due), (ours, theirs) = changed["rates"]["B"]["completion"], today["rates"]["B"]["completion"]
    assert changed["rates"]["B"]["completion"][0] / due < ours / theirs
    assert changed["happened"]["breached"] > today["happened"]["breached"]
    shown = capsys.readouterr().out
    assert "B 类 · 办结率 completion" in shown
    assert "公共管理部 guanli" in shown


def test_more_people_beside_today_s(tmp_path: Path) -> None:
    staff = tmp_path / "staff.toml"
    staff.write_text("[people]\ngrid = 2\n", encoding="utf-8")
    told = rehearsed(tmp_path, *WEEK, "--staff", str(staff))
    grid = next(unit for unit in told["today"]["load"] if "-G" in unit)
    assert (told["today"]["load"][grid]["people"], told["new"]["load"][grid]["people"]) == (1, 2)


def test_recorded_reports(tmp_path: Path, city: City) -> None:
    async def fill() -> None:
        url = load().database
        await asyncio.to_thread(migrate, url)
        database = Database(url)
        for seed in range(6):
            for batch in cut(history(city, seed), Random(seed)):
                await append(database, batch)
        await database.dispose()

    asyncio.run(fill())
    told = rehearsed(tmp_path, *RECORDED)
    assert (told["recorded"], told["reports"], sum(told["today"]["cases"].values())) == (True, 6, 6)
    assert told["today"]["rates"] == told["new"]["rates"]


@pytest.mark.parametrize("asked", REFUSED)
def test_what_cannot_be_rehearsed_is_said(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, said = REFUSED[asked]
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_a_fault_in_a_staffing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    staff = tmp_path / "staff.toml"
    staff.write_text("[people]\ngrid = 0\n", encoding="utf-8")
    assert main([*WEEK, "--staff", str(staff)]) == 1
    assert "[people] grid must be a whole number from 1" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--from", "2026-13-01"], ["--a", "-1"]])
def test_what_is_no_day_and_no_number(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*WEEK, *wrong])
    assert ended.value.code == 2
