"""Writes the XML of GeoReport v2: no namespace, no attributes, a list's members named in the singular.

Pure; used by `api.open311.forms`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

Value = str | int | float | bool | datetime | None
Tree = Value | Mapping[str, "Tree"] | Sequence["Tree"]

MEMBERS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
}
"""What each list's members are called."""
TYPED = frozenset({"lat", "long", "requested_datetime", "updated_datetime", "expected_datetime"})
"""Numbers and moments: left out where unknown, for an empty element is neither. Unknown texts are empty elements."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(root: str, tree: Tree) -> str:
    """The document."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "".join(_element(root, tree)) + "\n"


def _element(name: str, tree: Tree) -> Iterator[str]:
    match tree:
        case None if name in TYPED:
            return
        case None | "":
            yield f"<{name}/>"
        case Mapping():
            yield f"<{name}>"
            for key, value in tree.items():
                yield from _element(key, value)
            yield f"</{name}>"
        case str() | bool() | int() | float() | datetime():
            yield f"<{name}>{escape(_text(tree))}</{name}>"
        case _:
            yield f"<{name}>"
            for member in tree:
                yield from _element(MEMBERS[name], member)
            yield f"</{name}>"


def _text(value: str | float | bool | datetime) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(timespec="seconds")
        case str():
            return _NOT_XML.sub("\ufffd", value)
        case _:
            return repr(value)
