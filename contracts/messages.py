"""What a look into the outbox of messages says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessagesSent:
    """How many messages went out, and how many could not; `more` is true where the next look has to go on."""

    sent: int = 0
    failed: int = 0
    more: bool = False
