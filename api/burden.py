"""Our own burden: what staff fill in and send, form by form, a month at a time. Numbers alone, of nobody.

Counted where a staff form is taken in (`api.pages.staff.signing`), told on the page of 三减三增. What a process
has counted goes to the database beside its answers; while that is away it waits, and a process that is killed loses it.
"""

from collections import Counter
from functools import partial
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData, UploadFile

from api.door import Door
from domain.localtime import zone
from readmodel.database import Database, bounded
from readmodel.simplifying import count_forms

OURS = {
    *("base", "call", "carried", "clock", "code", "csrf", "cursor", "duty", "key", "lat", "lng", "message"),
    *("next", "number", "once", "outside_no", "photos", "ref", "request_id", "service", "source", "token"),
}
"""Fields that a page fills in by itself and hides."""
PATIENCE = 5.0
log = structlog.get_logger()
_waiting: WeakKeyDictionary[Database, Counter[tuple[str, str, str]]] = WeakKeyDictionary()


def note(door: Door, form: str, said: FormData) -> None:
    """One form was sent to that path (a pattern)."""
    month = f"{door.now().astimezone(zone(door.city.calendar.timezone)):%Y-%m}"
    counts = _waiting.setdefault(door.database, Counter())
    counts[month, form, "sent"] += 1
    counts[month, form, "filled"] += filled(said)
    door.beside.take("burden", partial(keep, door))


def filled(said: FormData) -> int:
    """How many of its fields hold something that was not put there by the page unseen."""
    names = {name for name, value in said.multi_items() if name not in OURS and _holds(value)}
    return len(names)


def _holds(value: UploadFile | str) -> bool:
    return bool(value.size if isinstance(value, UploadFile) else value.strip())


async def keep(door: Door) -> None:
    """Write down what was counted since."""
    counts = _waiting.pop(door.database, Counter())
    months: dict[str, dict[str, tuple[int, int]]] = {}
    for month, form, _ in counts:
        pair = (counts[month, form, "sent"], counts[month, form, "filled"])
        months.setdefault(month, {})[form] = pair
    for month, forms in months.items():
        try:
            await bounded(door.database.write(partial(count_forms, month, forms)), PATIENCE)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("burden.waits", error=type(error).__name__)
            again = _waiting.setdefault(door.database, Counter())
            for form, (sent, by_hand) in forms.items():
                again[month, form, "sent"] += sent
                again[month, form, "filled"] += by_hand
