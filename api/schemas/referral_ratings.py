"""Ratings that whoever referred a case asked for and brings."""

from typing import Annotated

from pydantic import Field

from api.schemas.referrals import ReferralFault
from api.schemas.text import Answer, Asked, Note, OutsideNo, Points
from domain.facts import Why


class BroughtIn(Asked):
    """One rating, by the number that the matter has there. A dissatisfied one should say why."""

    outside_no: OutsideNo
    result: Points
    response: Points | None = None
    handling: Points | None = None
    why: Why | None = None
    comment: Note | None = None


class BroughtRowsIn(Asked):
    """Some at once; each is judged by itself."""

    rows: Annotated[list[dict[str, object]], Field(min_length=1, max_length=1000)]


class BroughtTaken(Answer):
    """A rating that counts, or will once the check is over; `known` where it was brought before."""

    line: int
    outside_no: str
    case_no: str
    result: int
    known: bool = False


class RatingsBrought(Answer):
    """Every line that was sent is in one of the two."""

    preview: bool
    taken: tuple[BroughtTaken, ...]
    faults: tuple[ReferralFault, ...]
