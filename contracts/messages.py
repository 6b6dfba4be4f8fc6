"""What a look into the outbox of messages says of itself; and how a channel says that it could not send."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessagesSent:
    """How many messages went out, and how many could not; `more` is true where the next look has to go on."""

    sent: int = 0
    failed: int = 0
    more: bool = False


class Refused(Exception):
    """The other side will never take this message."""


class NotWanted(Refused):
    """They do not want to hear this way: no failure of anybody."""


class Away(Exception):
    """The other side did not take it now: try again later."""
