"""`/results`: the published three rates, as a picture and as tables. A superior's score is not published."""

from fastapi.responses import Response

from api.door import DoorDep
from api.pages.rendering import PageDep
from api.pages.totals import ranked, totals
from api.routing import pages
from domain.words import GRADES, OUTCOMES

router = pages()


@router.get("/results")
async def results(page: PageDep, door: DoorDep) -> Response:
    """This month; every share with what is above and below its line."""
    shown = await totals(door)
    return page.html(
        "results.html",
        totals=shown,
        rows=ranked(shown.results.items),
        few=door.city.policy.small_sample,
        weights=door.city.policy.weights,
        grades=GRADES,
        outcomes=OUTCOMES,
    )
