"""The one interface of every kind of connector. Used by `activities.call`."""

from dataclasses import dataclass
from typing import Literal, Protocol

from contracts.cases import Message


@dataclass(frozen=True)
class Outcome:
    """What became of one try: it has the message; it refused and a person must look; it is away, so try again.

    `detail` is ours or a status: never what the message held.
    """

    state: Literal["delivered", "refused", "away"]
    detail: str = ""


DELIVERED = Outcome("delivered")


def refused(detail: str) -> Outcome:
    """A person must look: trying again would change nothing."""
    return Outcome("refused", detail)


def away(detail: str) -> Outcome:
    """Try again."""
    return Outcome("away", detail)


class Connector(Protocol):
    """Brings messages to one department. Any number of tries of one message have one effect there."""

    async def deliver(self, message: Message) -> Outcome:
        """Try once, within the department's bounds. Raises nothing that a department could cause."""
        ...


def call_id(message: Message) -> str:
    """The call that the message is about."""
    return f"{message.case_no}.{message.call}"


def key_of(message: Message) -> str:
    """The same for every try of one message, and for no other."""
    return f"{call_id(message)}-{message.version}"
