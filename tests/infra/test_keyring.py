"""The lasting keys: another secret wraps the same keys anew, and the old one opens nothing; payloads sealed by them."""

from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload

from contracts.codec import DATA_CONVERTER
from domain.people import Actor
from infra.keyring import Keyring, keyring, rewrap
from infra.payloads import PayloadError, SealedPayloads, sealing
from infra.refusal import StartError

OLD, NEW = b"o" * 32, b"n" * 32
WORDS = Actor("zhang-san-13800138000", "SQ07-G03")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the keys lie."""
    return tmp_path / "keyring.json"


def test_another_secret_keeps_every_key_and_the_old_one_opens_nothing(path: Path) -> None:
    before = keyring(path, OLD)
    with pytest.raises(StartError, match="HUYING_SECRET_KEY"):
        keyring(path, NEW)
    assert keyring(path, NEW, [OLD]) == before
    rewrap(path, NEW, [OLD])
    after = keyring(path, NEW)
    assert after.marks == before.marks
    assert after.payloads.items() > before.payloads.items()
    assert after.newest not in before.payloads
    with pytest.raises(StartError, match="HUYING_SECRET_KEY"):
        keyring(path, OLD)
    rewrap(path, NEW, [OLD])
    assert keyring(path, NEW) == after


def test_a_damaged_file_is_said(path: Path) -> None:
    keyring(path, OLD)
    path.write_text('{"marks": "00"}')
    with pytest.raises(StartError, match="damaged"):
        keyring(path, OLD)


async def test_objects_are_sealed_and_bare_texts_are_not(path: Path) -> None:
    codec = SealedPayloads(lambda: keyring(path, OLD))
    sealed = sealing(DATA_CONVERTER, codec)
    one, many, text, none = await sealed.encode([WORDS, [WORDS], "SGH-20261123-1", None])
    for payload in (one, many):
        assert payload.metadata["encoding"] == b"binary/encrypted"
        assert b"13800138000" not in payload.SerializeToString()
    assert text.data == b'"SGH-20261123-1"'
    hints = [Actor, list[Actor], str, type(None)]
    assert await sealed.decode([one, many, text, none], hints) == [WORDS, [WORDS], "SGH-20261123-1", None]


async def test_what_was_never_sealed_is_read_as_it_is(path: Path) -> None:
    codec = SealedPayloads(lambda: keyring(path, OLD))
    plain = await DATA_CONVERTER.encode([WORDS])
    assert await sealing(DATA_CONVERTER, codec).decode(plain, [Actor]) == [WORDS]


async def test_a_running_process_opens_what_a_newer_key_sealed(path: Path) -> None:
    keyring(path, OLD)
    running = SealedPayloads(lambda: keyring(path, NEW, [OLD]))
    before = await sealing(DATA_CONVERTER, running).encode([WORDS])
    rewrap(path, NEW, [OLD])
    after = SealedPayloads(lambda: keyring(path, NEW))
    newest = await sealing(DATA_CONVERTER, after).encode([WORDS])
    assert before[0].metadata["encryption-key-id"] != newest[0].metadata["encryption-key-id"]
    for codec in (running, after):
        assert await sealing(DATA_CONVERTER, codec).decode([*before, *newest], [Actor, Actor]) == [WORDS] * 2


async def test_a_changed_payload_or_a_strange_key_is_refused() -> None:
    codec = SealedPayloads(lambda: Keyring(b"m" * 32, {"k": b"k" * 32}))
    (sealed,) = await sealing(DATA_CONVERTER, codec).encode([WORDS])
    changed, strange = Payload(), Payload()
    changed.CopyFrom(sealed)
    changed.data = sealed.data[:-1] + bytes([sealed.data[-1] ^ 1])
    strange.CopyFrom(sealed)
    strange.metadata["encryption-key-id"] = b"other"
    for wrong in (changed, strange, Payload(metadata=dict(sealed.metadata))):
        with pytest.raises(PayloadError):
            await codec.decode([wrong])
