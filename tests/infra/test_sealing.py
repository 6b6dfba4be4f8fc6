"""The vault: what is sealed opens only with its case's own key, and never again once that is erased."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.sealing import ErasedError, SealError, Vault

CASE = "SGH-20261123-48213058"
OTHER = "SGH-20261123-00000000"
PLAIN = {"name": "王女士", "phone": "13800001234", "point": [114.35, 30.55], "address": None}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys", b"k" * 32)


def test_opens_what_it_sealed_and_says_nothing_before(vault: Vault) -> None:
    text = vault.seal(CASE, PLAIN)
    assert text.startswith("v1.")
    assert "138" not in text
    assert vault.unseal(CASE, text) == PLAIN


def test_the_same_words_are_the_same_text_and_no_others(vault: Vault) -> None:
    """What is sent again under its key must not differ from the first try."""
    once, again = (vault.seal("SGH-20261016-10000001", {"text": "还在漏"}) for _ in range(2))
    assert once == again
    assert vault.seal("SGH-20261016-10000001", {"text": "还在漏 "})[:19] != once[:19]
    assert vault.seal("SGH-20261016-10000002", {"text": "还在漏"})[:19] != once[:19]


def test_another_process_opens_it_another_secret_does_not(vault: Vault, tmp_path: Path) -> None:
    text = vault.seal(CASE, PLAIN)
    assert Vault(tmp_path / "keys", b"k" * 32).unseal(CASE, text) == PLAIN
    with pytest.raises(SealError, match="HUYING_SECRET_KEY"):
        Vault(tmp_path / "keys", b"x" * 32).unseal(CASE, text)


def test_text_of_another_case_or_changed_text_does_not_open(vault: Vault) -> None:
    text = vault.seal(CASE, PLAIN)
    vault.seal(OTHER, PLAIN)
    for case_no, wrong in (
        (OTHER, text),
        (CASE, text[:-4] + "AAA="),
        (CASE, "v1.???"),
        (CASE, "v1."),
        (CASE, "v9.x"),
    ):
        with pytest.raises(SealError):
            vault.unseal(case_no, wrong)


def test_erased_is_gone_for_good(vault: Vault, tmp_path: Path) -> None:
    text, elsewhere = vault.seal(CASE, PLAIN), Vault(tmp_path / "keys", b"k" * 32)
    assert elsewhere.unseal(CASE, text) == PLAIN
    assert vault.erase(CASE)
    assert not vault.erase(CASE)
    assert vault.erased(CASE)
    for reader in (vault, elsewhere, Vault(tmp_path / "keys", b"k" * 32)):
        with pytest.raises(ErasedError, match="erased"):
            reader.unseal(CASE, text)
        with pytest.raises(ErasedError):
            reader.seal(CASE, PLAIN)


def test_another_secret_loses_nothing_and_the_old_one_opens_nothing(tmp_path: Path) -> None:
    folder, old, new = tmp_path / "keys", b"k" * 32, b"n" * 32
    before = Vault(folder, old)
    text, gone = before.seal(CASE, PLAIN), before.seal(OTHER, PLAIN)
    before.erase(OTHER)
    (folder / "20261123" / "SGH-20261123-0").write_bytes(b"x" * 60)
    changing = Vault(folder, new, [old])
    assert changing.unseal(CASE, text) == PLAIN
    assert changing.rewrap() == (1, 1)
    assert changing.rewrap() == (0, 1)
    assert Vault(folder, new).unseal(CASE, text) == PLAIN
    with pytest.raises(SealError):
        Vault(folder, old).unseal(CASE, text)
    with pytest.raises(ErasedError):
        Vault(folder, new).unseal(OTHER, gone)


def test_key_file_is_nobody_else_s_and_no_path_escapes(vault: Vault, tmp_path: Path) -> None:
    vault.seal(CASE, PLAIN)
    file = tmp_path / "keys" / "20261123" / CASE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for wrong in ("../x", "", "a/b", "SGH-../x-1"):
        with pytest.raises(SealError):
            vault.seal(wrong, PLAIN)


def test_makers_at_once_share_one_key(tmp_path: Path) -> None:
    vaults = [Vault(tmp_path / "keys", b"k" * 32) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda vault: vault.seal(CASE, PLAIN), vaults))
    assert all(vaults[0].unseal(CASE, text) == PLAIN for text in texts)
