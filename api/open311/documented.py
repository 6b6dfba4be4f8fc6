"""The forms of the posts as the OpenAPI page shows them."""

from typing import Any

_TEXT = {"type": "string"}


def _form(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties}
    media = {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP, ≤ 10 MB."}
    with_media = {**schema, "properties": {**properties, "media": media}}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": schema},
                "multipart/form-data": {"schema": with_media},
            },
        }
    }


REPORT = _form(
    ["api_key", "service_code"],
    api_key=_TEXT,
    service_code={**_TEXT, "example": "B0401"},
    description={**_TEXT, "maxLength": 4000},
    lat={"type": "number", "example": 30.5504},
    long={"type": "number", "example": 114.3417},
    address_string=_TEXT,
    address_id={**_TEXT, "description": "A community or a grid: SQ07, SQ07-G03."},
    first_name=_TEXT,
    last_name=_TEXT,
    phone=_TEXT,
    email=_TEXT,
    device_id=_TEXT,
    account_id=_TEXT,
    media_url=_TEXT,
)
"""`attribute[CODE]` and `attribute[CODE][]` come beside these."""

UPDATE = _form(
    ["api_key", "service_request_id"],
    api_key=_TEXT,
    service_request_id=_TEXT,
    update_id={**_TEXT, "description": "The client's own: the same again has no further effect."},
    status={**_TEXT, "example": "open"},
    updated_datetime={**_TEXT, "format": "date-time"},
    description={**_TEXT, "maxLength": 2000},
    media_url=_TEXT,
)
