"""`GET /results`: the published three rates and counts. Open to everybody.

A superior's score is not published.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from api.documented import refusals
from api.door import DoorDep
from api.rates import month, row
from api.reading import read
from api.routing import resource
from api.schemas.catalogue import Results
from readmodel.case_counts import CaseCounts, counts_of_cases
from readmodel.rates import RateLine, rates_by

router = resource(tags=["results"])


@router.get("/results", summary="公开结果 · published results", responses=refusals(503))
async def results(door: DoorDep) -> Results:
    """This month's figures: cases opened in it, and calls whose deadline falls in it."""
    now, city = door.now(), door.city
    start, end = month(now, city)

    async def query(session: AsyncSession) -> tuple[CaseCounts, list[RateLine]]:
        lines = await rates_by(session, start, end, now, "unit", None, city.policy.small_sample)
        return await counts_of_cases(session, start, end), lines

    counted, lines = await read(door, query)
    above = {rung.unit for rung in city.policy.rungs} | {city.policy.committee}
    return Results(
        start=start,
        end=end,
        opened=counted.total,
        closed=counted.closed,
        open=counted.open,
        by_grade=counted.by_grade,
        by_outcome=counted.by_outcome,
        items=tuple(row(city, "unit", line) for line in lines if line.key not in above),
    )
