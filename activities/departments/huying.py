"""Our own language (docs/howto/connect-a-department.md), for systems that speak it."""

import json
from datetime import datetime
from typing import Any

from activities.places import Places
from contracts.cases import Message
from domain.localtime import zone


def body_of(message: Message, places: Places) -> bytes:
    """The JSON body; times with the city's offset."""
    landmark = places.landmark(message.community)
    content: dict[str, Any] = {
        "type": message.type,
        "version": message.version,
        "call_id": f"{message.case_no}.{message.call}",
        "case_no": message.case_no,
        "item": message.item,
        "item_name": message.item_name,
        "summary": message.summary or "，".join(part for part in (message.item_name, landmark) if part),
        "place": places.place(
            message.case_no, message.sealed, message.exposure, message.community, message.grid
        ),
        "grade": message.grade,
        "role": message.role,
        "urgent": message.urgent,
        "respond_by": _local(message.respond_by, places),
        "respond_explained": message.respond_zh,
        "respond_explained_en": message.respond_en,
        "resolve_by": _local(message.resolve_by, places),
        "resolve_explained": message.resolve_zh,
        "resolve_explained_en": message.resolve_en,
        "photos": [places.photo_link(message.case_no, message.call, photo) for photo in message.released],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _local(at: datetime, places: Places) -> str:
    return at.astimezone(zone(places.zone)).isoformat(timespec="seconds")
