"""The fact in a message, or why there is none in it. Used by the case."""

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts.codec import DATA_CONVERTER
    from contracts.names import MALFORMED
    from contracts.soundness import MOST_BYTES, unsound
    from domain.facts import Fact

NOTHING = RawValue(Payload())
"""A message without an argument: as unreadable as any other; without this default it would wedge the task."""


def fact_in(raw: RawValue) -> Fact:
    """The fact in a raw value. Raises `ApplicationError` of type `malformed`."""
    try:
        fact = DATA_CONVERTER.payload_converter.from_payload(raw.payload, Fact)
    except Exception as error:
        why = type(error.__cause__ or error).__name__  # its words might repeat what was sent
        raise ApplicationError(f"not a fact: {why}", type=MALFORMED) from error
    if not isinstance(fact, Fact):  # null and plain bytes decode as what they are, whatever is asked for
        raise ApplicationError(f"not a fact but {type(fact).__name__}", type=MALFORMED)
    return fact


def why_not(raw: RawValue, fact: Fact) -> str | None:
    """Why a fact that parses can't be taken in all the same: it would wedge the case later."""
    if len(raw.payload.data) > MOST_BYTES:
        return f"more than {MOST_BYTES // 1024} KB"
    return unsound(fact)


def sound_fact_in(raw: RawValue) -> Fact:
    """The same that a command must hold. Raises `ApplicationError` of type `malformed`."""
    fact = fact_in(raw)
    if why := why_not(raw, fact):
        raise ApplicationError(why, type=MALFORMED)
    return fact
