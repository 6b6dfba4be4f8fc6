"""What a telephone system (IVR) asks and is told."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from api.schemas.text import Answer, Asked

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9]$")]
Outcome = Literal["no_answer", "busy", "wrong_number", "declined", "no_key"]


class RingIn(Asked):
    """Whom to ring up. `request_id` is the system's own: asked again with it, it gets the same call."""

    request_id: Token


class Ring(Answer):
    """One call to make, and every word of it. `keys` and `why_keys` say what each key means."""

    token: str
    phone: str
    case_no: str
    try_no: int
    until: datetime
    say: str
    keys: dict[str, str]
    say_why: str
    why_keys: dict[str, str]
    dissatisfied: tuple[str, ...]
    say_again: str


class RingAnswer(Answer):
    """The call, or none and for how long not to ask."""

    call: Ring | None = None
    wait_seconds: int = 0


class RungIn(Asked):
    """What came of a call: the key that was pressed, or why none was."""

    token: Token
    key: Key | None = None
    why_key: Key | None = Field(default=None, description="After a key that means dissatisfied.")
    outcome: Outcome | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.key is None) == (self.outcome is None) or (self.why_key is not None and self.key is None):
            raise ValueError("key 和 outcome 须填其一 | say either key or outcome")
        return self


class RungAnswer(Answer):
    """It is kept; what to say before hanging up."""

    case_no: str
    rated: int | None = None
    say: str


class ProgressIn(Asked):
    """The sixteen digits of a case number, and the caller's number or the track code as a proof."""

    digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
    caller: Annotated[str, StringConstraints(max_length=40)] | None = None
    code: Annotated[str, StringConstraints(max_length=64)] | None = None


class ProgressAnswer(Answer):
    """What to say; `told` is how far it is, `code` asks for the track code, else it was refused."""

    outcome: Literal["told", "code", "refused", "too_often"]
    say: str
