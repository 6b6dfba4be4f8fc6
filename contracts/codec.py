"""The one translation between our dataclasses and JSON: Temporal payloads, stored events and snapshots all use it.

cattrs compiles a function per class once per process; unions are told apart by their `kind` alone, in one look-up.
Unknown fields of a newer version are passed over; absent ones take their default.
"""

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args

from cattrs.preconf.json import make_converter
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    JSONTypeConverter,
)

T = TypeVar("T")

_converter = make_converter(omit_if_default=False, detailed_validation=False)
"""Stops at the first fault: a list of a hundred thousand faults would hold a workflow up until its task fails."""
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))


def _is_kind_union(hint: Any) -> bool:
    return isinstance(hint, UnionType) and all(
        dataclasses.is_dataclass(member) and "kind" in member.__dataclass_fields__
        for member in get_args(hint)
    )


def _by_kind(hint: Any) -> Callable[[Any, Any], Any]:
    members = {member.__dataclass_fields__["kind"].default: member for member in get_args(hint)}

    def structure(value: Any, _: Any) -> Any:
        member = members.get(value.get("kind")) if isinstance(value, dict) else None
        if member is None:
            raise ValueError(f"unknown kind {value.get('kind') if isinstance(value, dict) else value!r}")
        return _converter.structure(value, member)

    return structure


_converter.register_structure_hook_factory(_is_kind_union, _by_kind)


def to_data(value: Any) -> Any:
    """JSON-ready data of one of our dataclasses (or a list of them)."""
    return _converter.unstructure(value)


def from_data(hint: type[T], data: Any) -> T:
    """A dataclass from JSON data. Raises ValueError, TypeError, KeyError or AttributeError where it does not fit."""
    return _converter.structure(data, hint)


def to_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, Chinese as it is. Equal values give equal text."""
    return json.dumps(to_data(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(hint: type[T], text: str | bytes) -> T:
    """A dataclass from JSON text. Raises what `from_data` raises, and `json.JSONDecodeError`."""
    return from_data(hint, json.loads(text))


@cache
def _is_ours(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint) or _is_kind_union(hint)


class _Ours(JSONTypeConverter):
    """Hands our dataclasses to cattrs; leaves everything else to the SDK."""

    def to_typed_value(self, hint: type, value: Any) -> Any:
        return from_data(hint, value) if _is_ours(hint) else JSONTypeConverter.Unhandled


class _Json(JSONPlainPayloadConverter):
    def __init__(self) -> None:
        super().__init__(custom_type_converters=[_Ours()])

    def to_payload(self, value: Any) -> Payload | None:
        return Payload(metadata={"encoding": b"json/plain"}, data=to_json(value).encode())


_CONVERTERS = tuple(
    _Json() if isinstance(converter, JSONPlainPayloadConverter) else converter
    for converter in DefaultPayloadConverter.default_encoding_payload_converters
)
"""Made once: the SDK makes a converter at every step of a workflow, and none of them keeps anything."""


class HuyingPayloadConverter(CompositePayloadConverter):
    """The SDK's converters, with ours in the place of plain JSON."""

    def __init__(self) -> None:
        super().__init__(*_CONVERTERS)


DATA_CONVERTER = dataclasses.replace(DataConverter.default, payload_converter_class=HuyingPayloadConverter)
"""For every client, worker and replayer."""
