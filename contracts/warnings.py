"""What a run of the warnings gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WarningsGiven:
    """How many marks were said in how many messages; `more` is true where the next run has to go on."""

    marks: int = 0
    messages: int = 0
    more: bool = False
