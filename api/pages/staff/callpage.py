"""One call as its unit works on it: what to do by when, and the forms for it. Used by the desk and the grid's page."""

from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response
from starlette.datastructures import FormData

from api import calls, errors
from api.deputies import of_call
from api.owning import named
from api.pages.map import dots, drawing
from api.pages.rendering import Page
from api.pages.staff.acting import FRESH, Tried, about_call
from api.pages.staff.offers import for_call
from api.pages.staff.showing import show
from api.pages.staff.signing import Staffer
from api.publicview import public_case
from api.reading import recorded
from domain.catalogue import Item
from domain.operations import OPERATIONS
from domain.policy import City

DONE = {
    "respond": "已响应",
    "progress": "已反馈进展",
    "complete": "已办结",
    "return": "已提出退单",
    "extend": "已申请延期",
    "suspend": "已申请挂账",
    "resume": "已恢复计时",
    "hand-up": "已申请上报",
    "transfer": "已转网格",
    "call-off": "已撤销协办",
}
"""What is said when it is done."""
NAMES = {operation.name: operation.zh for operation in OPERATIONS}


@dataclass(frozen=True)
class Duty:
    """One item of a unit's own list, for who thinks of a return."""

    code: str
    name_zh: str
    name_en: str
    this: bool


async def call_page(
    page: Page, who: Staffer, call_id: str, home: str, tried: Tried = FRESH, **values: Any
) -> Response:
    """The page of a call below `home`, the list it belongs to. Raises 404 for another unit's."""
    door, by = page.door, await of_call(call_id, page.door, who.actor)
    row = await calls.call(call_id, door, by)
    case_no, n = named(door, call_id)
    found = await recorded(door, case_no)
    call = found.case.call(n) if found else None
    if found is None or call is None:
        raise errors.unknown("没有这件交办", "There is no such call.")
    return show(
        page,
        who,
        "call.html",
        tried.status,
        call=row,
        now_call=call,
        case=found.case,
        view=public_case(door.city, found, door.now()),
        offers=for_call(door.city, found.case, call, by, door.now()),
        duties=duties(door.city, row.unit, row.item),
        **place_of(page, row.point),
        tried=tried,
        names=NAMES,
        home=home,
        **values,
    )


def place_of(page: Page, point: tuple[float, float] | None) -> dict[str, Any]:
    """Where it is, for the drawing of the city and for the map of a telephone; nothing where no point is known."""
    drawn = drawing(page.door.city)
    return {"point": point, "drawn": drawn, "dots": dots(drawn, [(*point, True)]) if point else []}


def duties(city: City, unit: str, this: str | None) -> list[Duty]:
    """The items that this unit leads; empty where it leads none by name."""
    mine: list[Item] = [item for item in city.catalogue.items.values() if item.lead == unit]
    return [Duty(item.code, item.name_zh, item.name_en, item.code == this) for item in mine]


async def act_on_call(
    page: Page, who: Staffer, call_id: str, operation: str, form: FormData, home: str, **values: Any
) -> Response:
    """Do what a form of the call's page says: back to the list, or the page again with the reason."""
    refused = await about_call(page.door, who.actor, operation, call_id, form)
    if refused is not None:
        return await call_page(page, who, call_id, home, refused, **values)
    return page.go(home, page.say(DONE[operation]))
