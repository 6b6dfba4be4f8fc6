"""What goes into and out of a run of the warnings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WarningsGiven:
    """How many marks were said in how many messages; `more` is true where the next look has to go on."""

    marks: int = 0
    messages: int = 0
    more: bool = False
