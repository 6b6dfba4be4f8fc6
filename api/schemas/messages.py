"""Messages as staff read them, and how somebody wants to hear."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.text import Answer, Asked

Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day, in the city's own time."""
Key = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class MessageShown(Answer):
    """One message and what became of it: to a reporter, a unit, or somebody of a unit by their own address.

    Never an address or a number. `state`: waiting (until `not_before`), sent, failed (is tried again), dead,
    no_channel, outdated, withheld.
    """

    key: str
    case_no: str | None
    kind: str
    kind_name: str
    to: str
    unit: str | None
    unit_name: str | None
    urgent: bool
    text: str
    text_en: str
    made_at: datetime
    not_before: datetime
    state: str
    state_name: str
    channel: str | None
    sent_at: datetime | None
    tries: int
    error: str | None


class MessagePage(Answer):
    """A page of messages."""

    items: tuple[MessageShown, ...]
    next_cursor: str | None = None


class StuckMessages(MessagePage):
    """Those that did not get out, and how many there are of each kind."""

    waiting: int
    failed: int
    dead: int


class RetryIn(Asked):
    """Which message to try anew; without a key, all that failed or are dead."""

    key: Key | None = None


class Retried(Answer):
    """How many are tried anew."""

    messages: int


class HearingIn(Asked):
    """From when to when nobody rings (both or neither; neither: the city's own), and whether to hear at all."""

    quiet_from: Time | None = None
    quiet_to: Time | None = None
    muted: bool = Field(
        default=False, description="Nothing to the own address; the unit is told all the same."
    )


class Hearing(Answer):
    """How somebody hears: by which services, and when not. `own` is false where the city's hours hold."""

    services: tuple[str, ...]
    quiet_from: str
    quiet_to: str
    own: bool
    muted: bool
