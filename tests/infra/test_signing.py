"""The key that signs: made once, wrapped, and of no use to who holds the file alone."""

import json
import stat
from pathlib import Path

import pytest

from infra.refusal import StartError
from infra.signing import holds, public_key, signer

SECRET = b"s" * 32


def test_it_is_made_once_and_signs(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    assert public_key(path) is None
    made = signer(path, SECRET)
    assert signer(path, SECRET).public == made.public == public_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    signature = made.sign(b"a day")
    assert holds(made.public, signature, b"a day")
    assert not holds(made.public, signature, b"another day")
    assert not holds("0" * 64, signature, b"a day")
    assert not holds("no key", "no signature", b"a day")


def test_another_secret_or_a_changed_file_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    signer(path, SECRET)
    with pytest.raises(StartError, match="HUYING_SECRET_KEY is another one"):
        signer(path, b"t" * 32)
    fields = json.loads(path.read_bytes())
    path.write_text(json.dumps({**fields, "public": "0" * 64}))
    with pytest.raises(StartError, match="is damaged"):
        signer(path, SECRET)
    path.write_text("{")
    with pytest.raises(StartError, match="is damaged: restore it"):
        public_key(path)
