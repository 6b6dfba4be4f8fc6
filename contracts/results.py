"""What comes out of a run that writes results of referrals back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ResultsWritten:
    """So many results were made and sent; so many were refused for good, and so many found nobody there."""

    made: int = 0
    sent: int = 0
    refused: int = 0
    away: int = 0
