"""How messages are signed and sealed: round trips by chance, and a message made by hand after WeChat's description."""

import base64
import hashlib
import string

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from infra.wechat_envelope import AES_KEY, Envelope, EnvelopeError

SIGNS = string.ascii_letters + string.digits
KEYS = st.text(SIGNS, min_size=43, max_size=43)
NAMES = st.text(SIGNS, min_size=1, max_size=40)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(KEYS, NAMES, TEXTS)
def test_what_is_sealed_is_opened(key: str, app_id: str, content: str) -> None:
    envelope = Envelope(app_id, "token", key)
    assert AES_KEY.fullmatch(key)
    assert envelope.open(envelope.seal(content)) == content


@given(KEYS, NAMES, NAMES, TEXTS)
def test_what_is_for_another_account_is_not(key: str, one: str, other: str, content: str) -> None:
    if one != other:
        with pytest.raises(EnvelopeError):
            Envelope(one, "token", key).open(Envelope(other, "token", key).seal(content))


@given(KEYS, st.binary(max_size=200) | st.binary(min_size=64, max_size=64))
def test_whatever_else_comes_is_refused_in_one_way(key: str, content: bytes) -> None:
    envelope = Envelope("wx0", "token", key)
    for sealed in (base64.b64encode(content).decode(), content.decode("latin-1")):
        with pytest.raises(EnvelopeError):
            envelope.open(sealed)


@given(st.lists(NAMES, min_size=1, max_size=4), NAMES)
def test_a_signature_is_of_its_parts_alone(parts: list[str], token: str) -> None:
    envelope = Envelope("wx0", token)
    assert envelope.signed(envelope.sign(*parts), *reversed(parts))
    assert not envelope.signed(envelope.sign(*parts), *parts, "more")
    assert not envelope.signed("签名", *parts)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 31, 32, 1000])
def test_by_hand(size: int) -> None:
    secret, content = bytes(range(32)), "字" * size
    body = b"r" * 16 + len(content.encode()).to_bytes(4, "big") + content.encode() + b"wx0"
    pad = 32 - len(body) % 32
    encryptor = Cipher(AES(secret), CBC(secret[:16])).encryptor()
    sealed = base64.b64encode(encryptor.update(body + bytes([pad]) * pad) + encryptor.finalize()).decode()
    key = base64.b64encode(secret).decode().rstrip("=")
    assert Envelope("wx0", "token", key).open(sealed) == content
    expected = hashlib.sha1("".join(sorted(["token", "1", "n", sealed])).encode()).hexdigest()
    assert Envelope("wx0", "token").sign("1", "n", sealed) == expected


def test_secrets_show_nowhere() -> None:
    envelope = Envelope("wx0", "my-token", "k" * 43)
    assert "my-token" not in repr(envelope)
    assert "kkk" not in repr(envelope)
    with pytest.raises(EnvelopeError):
        Envelope("wx0", "token").open("")
