"""A case's file in the archive: its whole list of events, compressed JSON that reads without this program.

Written when a case has been closed for a while, read by `huying rebuild` and `huying verify`. What was sealed is
ciphertext in the events, and so it is here.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.chain import digest_of, linked

FORMAT = 1
_HEADER = bytes.fromhex("1f8b0800000000000203")  # no name, no time: equal events give an equal file
MOST = 64 * 1024 * 1024
"""Bytes of one case unpacked; a file that says more is damaged."""


class ArchiveDamaged(Exception):
    """This file is not what was written; says how."""


@dataclass(frozen=True)
class StoredEvent:
    """One event as it is stored: canonical JSON, and when it was recorded (real time, UTC)."""

    seq: int
    body: str
    recorded_at: datetime


def pack(case_no: str, events: Sequence[StoredEvent]) -> bytes:
    """The file of a case."""
    text = _text(case_no, events).encode()
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    sizes = zlib.crc32(text).to_bytes(4, "little") + (len(text) & 0xFFFFFFFF).to_bytes(4, "little")
    return _HEADER + squeeze.compress(text) + squeeze.flush() + sizes


def unpack(case_no: str, content: bytes) -> list[StoredEvent]:
    """The events in a case's file. Raises `ArchiveDamaged` unless it is exactly what `pack` writes."""
    text = _unpacked(content)
    try:
        data = json.loads(text)
        events = [_event(one) for one in data["events"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged("it holds no list of events") from error
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        raise ArchiveDamaged("events are missing or out of order")
    if _text(case_no, events).encode() != text:
        raise ArchiveDamaged("number, chain or an event was changed")
    return events


def _unpacked(content: bytes) -> bytes:
    if content[: len(_HEADER)] != _HEADER:
        raise ArchiveDamaged("it does not begin as it was written")
    squeezed = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        text = squeezed.decompress(content, MOST)
    except zlib.error as error:
        raise ArchiveDamaged("it can't be unpacked") from error
    if not squeezed.eof or squeezed.unused_data:
        raise ArchiveDamaged("it was cut short, or something was added")
    return text


def _text(case_no: str, events: Sequence[StoredEvent]) -> str:
    """The bodies go in as they are, so that their digests hold. Keys are in order as in all our JSON."""
    lines = (
        f'{{"body":{event.body},"recorded_at":"{event.recorded_at.isoformat()}","seq":{event.seq}}}'
        for event in events
    )
    chain = linked(case_no, (digest_of(event.body) for event in events))
    inside = ",\n".join(lines)
    return (
        f'{{"case_no":{json.dumps(case_no)},"chain":"{chain}","events":[\n{inside}\n],"format":{FORMAT}}}\n'
    )


def _event(data: dict[str, Any]) -> StoredEvent:
    body = json.dumps(data["body"], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return StoredEvent(int(data["seq"]), body, datetime.fromisoformat(data["recorded_at"]))
