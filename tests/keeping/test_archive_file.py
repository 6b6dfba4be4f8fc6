"""A case's file: what was stored, byte for byte, readable by anybody, and nothing but what was written."""

import contextlib
import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.archive import ArchiveDamaged, StoredEvent, pack, unpack
from contracts.codec import to_json
from domain.chain import digest_of, linked
from domain.policy import City
from tests.readmodel.histories import history, number

AT = datetime(2026, 11, 26, 1, 2, 3, 456789, UTC)


@pytest.fixture(scope="module")
def case(city: City) -> tuple[str, list[StoredEvent]]:
    """A case as it is stored."""
    events = history(city, 6)
    return number(events), [StoredEvent(event.seq, to_json(event), AT) for event in events]


def test_what_goes_in_comes_out_and_others_can_read_it(case: tuple[str, list[StoredEvent]]) -> None:
    case_no, events = case
    content = pack(case_no, events)
    assert unpack(case_no, content) == events
    assert pack(case_no, events) == content
    shown = json.loads(gzip.decompress(content))
    assert shown["case_no"] == case_no
    assert shown["chain"] == linked(case_no, (digest_of(event.body) for event in events))
    assert [one["body"]["seq"] for one in shown["events"]] == list(range(1, len(events) + 1))


@given(st.data())
def test_no_changed_byte_reads_as_something_else(
    case: tuple[str, list[StoredEvent]], data: st.DataObject
) -> None:
    case_no, events = case
    content = pack(case_no, events)
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    bent = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
    with contextlib.suppress(ArchiveDamaged):
        assert unpack(case_no, bent) == events  # a bit that deflate does not use


def test_another_text_of_the_same_form_is_refused(case: tuple[str, list[StoredEvent]]) -> None:
    case_no, events = case
    text = gzip.decompress(pack(case_no, events)).decode()
    first, second = text.splitlines()[1:3]
    for bent, why in (
        (text.replace(case_no, "C00000099", 1), "number, chain or an event was changed"),
        (text.replace(first + "\n", ""), "events are missing or out of order"),
        (text.replace(first, second), "events are missing or out of order"),
        (text.replace(":", ": ", 1), "number, chain or an event was changed"),
        ("[]", "it holds no list of events"),
    ):
        with pytest.raises(ArchiveDamaged, match=why):
            unpack(case_no, pack_text(bent))
    with pytest.raises(ArchiveDamaged, match="it does not begin as it was written"):
        unpack(case_no, text.encode())


def pack_text(text: str) -> bytes:
    """A file that begins as ours do."""
    made = gzip.compress(text.encode(), mtime=0)
    return bytes.fromhex("1f8b0800000000000203") + made[10:]
