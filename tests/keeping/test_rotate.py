"""`huying rotate`: another secret, nothing lost, and the old one opens nothing; from a file and from outside."""

import argparse
import os
from pathlib import Path

import pytest

from contracts.codec import DATA_CONVERTER
from domain.people import Actor
from infra.payloads import sealing
from infra.preflight import claim
from infra.refusal import StartError
from infra.sealing import SealError
from infra.settings import Settings, load
from infra.shelves import converter_of, keyring_of, marks_of, payloads_of, secret_of, signer_of, vault_of
from keeping import rotate
from tests.conftest import SHUIGUOHU

CASE, TOLD, SAID = "SGH-20261123-48213057", {"name": "欧阳", "phone": "13912345670"}, Actor("who", "SQ07-G03")
OLD, NEW = "0d" * 32, "4e" * 32


class Kept:
    """What an installation had before its secret was changed, and whether it still has it."""

    def __init__(self, settings: Settings) -> None:
        self.sealed = vault_of(settings).seal(CASE, TOLD)
        self.marks, self.public = marks_of(settings), signer_of(settings).public

    async def sent(self, settings: Settings) -> "Kept":
        """And what Temporal was given."""
        self.payloads = await converter_of(settings).encode([SAID])
        return self

    async def is_there(self, settings: Settings) -> None:
        """All of it is read, and signs as before."""
        assert vault_of(settings).unseal(CASE, self.sealed) == TOLD
        assert (marks_of(settings), signer_of(settings).public) == (self.marks, self.public)
        assert await converter_of(settings).decode(self.payloads, [Actor]) == [SAID]

    def is_shut(self, settings: Settings) -> None:
        """None of it is read."""
        with pytest.raises(SealError):
            vault_of(settings).unseal(CASE, self.sealed)
        for opened in (signer_of, keyring_of, payloads_of):
            with pytest.raises(StartError, match="HUYING_SECRET_KEY"):
                opened(settings)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that the command means."""
    monkeypatch.setenv("HUYING_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HUYING_PACK", str(SHUIGUOHU))
    for name in ("HUYING_SECRET_KEY", "HUYING_SECRET_KEY_OLD"):
        monkeypatch.setenv(name, "")
    return tmp_path / "data"


async def test_a_file_is_replaced(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load()
    kept = await Kept(settings).sent(settings)
    before = secret_of(settings)
    claimed = claim(data)
    assert "in use" in await rotated()
    os.close(claimed)
    assert secret_of(settings) == before
    assert await rotated() == "status 0"
    assert "1 case keys" in capsys.readouterr().out
    assert secret_of(settings) != before
    assert not (data / "secret.key.old").exists()
    await kept.is_there(settings)
    kept.is_shut(Settings(data_dir=data, pack=SHUIGUOHU, secret_key=before.hex()))


async def test_killed_halfway_it_is_run_again(data: Path) -> None:
    settings = load()
    kept = await Kept(settings).sent(settings)
    (data / "secret.key.old").write_bytes((data / "secret.key").read_bytes())
    (data / "secret.key").write_text(NEW)
    await kept.is_there(settings)  # also between: both open
    assert await rotated() == "status 0"
    assert secret_of(settings).hex() == NEW
    await kept.is_there(settings)


async def test_one_from_outside_is_replaced_while_the_system_runs(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUYING_SECRET_KEY", OLD)
    former = load()
    kept = await Kept(former).sent(former)
    monkeypatch.setenv("HUYING_SECRET_KEY", NEW)
    assert "HUYING_SECRET_KEY_OLD" in await rotated()
    kept.is_shut(load())
    monkeypatch.setenv("HUYING_SECRET_KEY_OLD", f"{'1f' * 32}, {OLD}")
    between = load()
    running = sealing(DATA_CONVERTER, payloads_of(between))
    await kept.is_there(between)
    assert await rotated() == "status 0"
    monkeypatch.setenv("HUYING_SECRET_KEY_OLD", "")
    await kept.is_there(load())
    kept.is_shut(former)
    newest = await converter_of(load()).encode([SAID])
    assert await running.decode([*kept.payloads, *newest], [Actor, Actor]) == [SAID, SAID]
    monkeypatch.setenv("HUYING_SECRET_KEY_OLD", "short")
    assert "HUYING_SECRET_KEY_OLD" in await rotated()


async def rotated() -> str:
    """What the command says."""
    try:
        status = await rotate.run(argparse.Namespace(), load())
    except StartError as error:
        return str(error)
    return f"status {status}"
