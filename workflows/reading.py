"""The fact in a message, or why there is none in it. Used by the workflows of cases and of matters."""

from typing import Any, TypeVar

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts.codec import DATA_CONVERTER
    from contracts.names import MALFORMED
    from contracts.soundness import MOST_BYTES, unsound

T = TypeVar("T")
NOTHING = RawValue(Payload())
"""A message without an argument: as unreadable as any other; without this default it would wedge the task."""


def parsed(raw: RawValue, kind: type[T]) -> T:
    """The fact in a raw value. Raises `ApplicationError` of type `malformed`."""
    try:
        fact = DATA_CONVERTER.payload_converter.from_payload(raw.payload, kind)
    except Exception as error:
        why = type(error.__cause__ or error).__name__  # its words might repeat what was sent
        raise ApplicationError(f"not a fact: {why}", type=MALFORMED) from error
    if not isinstance(fact, kind):  # null and plain bytes decode as what they are, whatever is asked for
        raise ApplicationError(f"not a fact but {type(fact).__name__}", type=MALFORMED)
    return fact


def sound(raw: RawValue, kind: type[T]) -> T:
    """The same, and it wedges nothing later: for validators, which no replay repeats. Raises the same."""
    fact = parsed(raw, kind)
    if why := _why_not(raw, fact):
        raise ApplicationError(why, type=MALFORMED)
    return fact


def heard(raw: RawValue, kind: type[T]) -> T:
    """The same for signals: what an older history took in, its replay takes in. Raises the same."""
    fact = parsed(raw, kind)
    if (why := _why_not(raw, fact)) and workflow.patched("sound-facts"):
        raise ApplicationError(why, type=MALFORMED)
    return fact


def _why_not(raw: RawValue, fact: Any) -> str | None:
    if len(raw.payload.data) > MOST_BYTES:
        return f"more than {MOST_BYTES // 1024} KB"
    return unsound(fact)
