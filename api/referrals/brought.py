"""Ratings that whoever referred the cases brings: each is its reporter's own, once, whichever way it comes.

Used by `api.referrals.returning` and the page.
"""

from collections.abc import Iterable

from api import errors
from api.door import Door
from api.main_cases import main_case
from api.reading import read, recorded
from api.referrals.columns import RATINGS_TABLE, Row, rows_of
from api.referrals.sheets import lines_of
from api.schemas.cases import RatingIn
from api.schemas.referral_ratings import BroughtIn, BroughtTaken, RatingsBrought
from api.schemas.referrals import ReferralFault, Source
from api.speaking import rate
from domain import events as e
from domain.localtime import zone
from domain.people import Actor
from readmodel.referrals import known_referrals

OF_A_ROW = (404, 409)
"""Refusals that are about one row; the others end it all, and the same may be sent again."""


async def take_ratings_table(
    door: Door, by: Actor, source: Source, content: bytes, *, preview: bool
) -> RatingsBrought:
    """A table that somebody uploaded. Raises 413 and 422 for what is none, and as `take_ratings`."""
    lines = await door.in_thread(lines_of, content)
    rows = list(rows_of(lines, zone(door.city.calendar.timezone), {}, RATINGS_TABLE))
    return await take_ratings(door, by, source, rows, preview=preview)


async def take_ratings(
    door: Door, by: Actor, source: Source, rows: Iterable[Row], *, preview: bool
) -> RatingsBrought:
    """All of them, in their order. Raises 503 where no more can be taken in now: the same may be sent again."""
    good: list[tuple[Row, BroughtIn]] = []
    faults: list[ReferralFault] = []
    for row in rows:
        try:
            good.append((row, errors.checked(BroughtIn, row.sent)))
        except errors.Problem as problem:
            faults.append(row.fault(problem))
    numbers = [body.outside_no for _, body in good]
    known = await read(door, lambda session: known_referrals(session, source, numbers, by.unit or None))
    taken = []
    for row, body in good:
        try:
            if body.outside_no not in known:
                raise errors.malformed(
                    "outside_no", "没有这个转办编号", "nothing was referred under that number"
                )
            taken.append(await _taken(door, by, source, row, body, known[body.outside_no], preview=preview))
        except errors.Problem as problem:
            if problem.status_code not in (*OF_A_ROW, 422):
                raise
            faults.append(row.fault(problem))
    ordered = sorted(faults, key=lambda fault: fault.line)
    return RatingsBrought(preview=preview, taken=tuple(taken), faults=tuple(ordered))


async def _taken(
    door: Door, by: Actor, source: Source, row: Row, body: BroughtIn, case_no: str, *, preview: bool
) -> BroughtTaken:
    known = await _was_brought(door, source, case_no, body.result)
    if not known and not preview:
        rating = RatingIn(
            result=body.result,
            response=body.response,
            handling=body.handling,
            why=body.why,
            comment=body.comment,
        )
        await rate(door, case_no, by, rating, via=source)
    return BroughtTaken(
        line=row.line, outside_no=body.outside_no, case_no=case_no, result=body.result, known=known
    )


async def _was_brought(door: Door, source: Source, case_no: str, result: int) -> bool:
    """Whether the last rating of that report is this very one."""
    main, of = await main_case(door, case_no)
    found = await recorded(door, main)
    given: tuple[str | None, int] | None = None
    for event in found.events if found else ():
        match event.body:
            case e.RatingKept(rating) if rating.of == of:
                given = (rating.via, rating.result)
            case e.Rated() as rated if rated.of == of:
                given = (rated.via, rated.result)
            case e.ReworkOpened():
                given = None  # what is done again is rated again
            case _:
                pass
    return given == (source, result)
