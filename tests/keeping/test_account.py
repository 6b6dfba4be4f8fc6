"""`huying account`, as a person at the machine types it."""

import asyncio
import io
import json
from pathlib import Path

import pytest

from api.passwords import fits
from infra.settings import load
from keeping.__main__ import main
from readmodel.accounts import get_account
from readmodel.acts import list_acts
from readmodel.database import Database
from tests.conftest import SHUIGUOHU

ADD = ["account", "add", "wang", "--unit", "chengguan", "--role", "handler"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own."""
    monkeypatch.setenv("HUYING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HUYING_PACK", str(SHUIGUOHU))


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What is told, without the log."""
    told = capsys.readouterr()
    return told.out or told.err.removeprefix("huying: ")


def opens(password: str) -> bool:
    """Whether one signs in as wang with it."""

    async def look() -> bool:
        database = Database(load().database)
        async with database.session() as session:
            account = await get_account(session, "wang")
        await database.dispose()
        return await fits(password, account.password_hash if account and not account.disabled else None)

    return asyncio.run(look())


def test_an_account_from_its_beginning_to_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(ADD) == 0
    first = said(capsys).split()[-1]
    assert opens(first)
    assert main(["account", "list"]) == 0
    assert said(capsys).split() == ["wang", "chengguan", "handler"]
    assert main(["account", "password", "wang"]) == 0
    assert opens(said(capsys).split()[-1])
    assert not opens(first)
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    assert main(["account", "password", "wang", "--stdin"]) == 0
    assert "a long password" not in said(capsys)
    assert opens("a long password")
    assert main(["account", "lock", "wang"]) == 0
    assert not opens("a long password")
    capsys.readouterr()
    assert main(["account", "list", "--json"]) == 0
    assert json.loads(said(capsys)) == {
        "username": "wang",
        "unit": "chengguan",
        "roles": ["handler"],
        "locked": True,
    }

    async def acts() -> list[tuple[str, str, str]]:
        database = Database(load().database)
        async with database.session() as session:
            found = [(act.account, act.what, act.subject) for act in (await list_acts(session)).items]
        await database.dispose()
        return found

    kinds = ("account.disabled", "account.password", "account.password", "account.added")
    assert asyncio.run(acts()) == [("huying", kind, "wang") for kind in kinds]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (ADD, "there is an account wang already\n"),
        (["account", "add", "li", "--unit", "nowhere", "--role", "handler"], "there is no unit nowhere in"),
        (
            ["account", "add", "小李", "--unit", "chengguan", "--role", "handler"],
            "'小李' can't be a user name",
        ),
        (["account", "password", "nobody"], "there is no account nobody\n"),
        (["account", "lock", "nobody"], "there is no account nobody\n"),
    ],
)
def test_what_can_t_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    main(ADD)
    capsys.readouterr()
    assert main(arguments) == 1
    assert said(capsys).startswith(sentence)


def test_a_short_password_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main([*ADD, "--stdin"]) == 1
    assert said(capsys) == "a password has at least 12 characters\n"
    assert main(["account", "list"]) == 0
    assert said(capsys) == ""


@pytest.mark.parametrize("arguments", [[], ["account"], ["account", "add"], ["nothing"], [*ADD[:-1], "king"]])
def test_a_wrong_command_line_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_missing_data_folder_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUYING_DATA_DIR", str(tmp_path / "nowhere"))
    assert main(["account", "list"]) == 1
    assert said(capsys).startswith("there is no data folder")
