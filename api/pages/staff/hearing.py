"""我的通知: by which services somebody of the staff hears, and when nobody rings."""

from fastapi.responses import Response

from api import errors
from api.door import DoorDep
from api.messages import hearing as asked_for
from api.messages import set_to
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import HEARING
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer, StafferDep
from api.routing import pages
from api.schemas.messages import HearingIn

router = pages()
FIELDS = ("quiet_from", "quiet_to", "muted")


@router.get(HEARING.path)
async def hearing(page: PageDep, who: StafferDep) -> Response:
    """How one hears."""
    return await _hearing(page, who, FRESH)


@router.post(HEARING.path)
async def hear(page: PageDep, door: DoorDep, who: StafferDep, form: FormDep) -> Response:
    """Other hours of one's own, or the city's where both are left empty."""
    sent = {name: text for name in FIELDS if (text := str(form.get(name, "")).strip())}
    try:
        await set_to(door, who.actor, errors.checked(HearingIn, sent))
    except errors.Problem as problem:
        return await _hearing(
            page, who, Tried("hearing", problem, {name: [sent.get(name, "")] for name in FIELDS})
        )
    return page.go(HEARING.path, page.say("已保存"))


async def _hearing(page: Page, who: Staffer, tried: Tried) -> Response:
    heard = await asked_for(page.door, who.actor)
    hours = page.door.city.policy.quiet_hours
    return show(page, who, "hearing.html", tried.status, heard=heard, hours=hours, tried=tried)
