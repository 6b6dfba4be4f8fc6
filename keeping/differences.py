"""What the checks of `huying verify` say: one line a thing that is not as it was written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Where: a case and event, a day, or a file. What: what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        """The line."""
        return f"{self.where}: {self.what}"


def at(case_no: str, seq: int, what: str) -> Difference:
    """Of an event."""
    return Difference(f"{case_no} event {seq}", what)


class Tally:
    """How much was looked at."""

    def __init__(self) -> None:
        self.events = self.cases = self.matters = self.days = self.archived = self.photos = 0
        self.seconds = 0.0  # for the events of cases
