"""摘要: what units that do not go to the reporter's door read of the matter, in the desk's words; and which photos.

Until somebody writes one they read the item and a landmark. What the text may not hold, the door has looked for.
"""

from collections.abc import Iterable

from domain import events as e
from domain.case import Call, Phase
from domain.catalogue import Exposure
from domain.facts import Summarise
from domain.people import Role
from domain.permissions import CHIEFS, DISPATCHING, at_desk, in_phase
from domain.ruling import Forbidden, Ruling

MOST_PHOTOS = 12


def summarise(ruling: Ruling, body: Summarise) -> None:
    """In the place of what was written before; every open call's unit has it at once."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    in_phase(ruling, Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)
    if (body.text, body.photos) == (ruling.case.summary, ruling.case.released):
        raise Forbidden("same_summary", "摘要和照片没有变化", "summary and photos are as they were")
    write(ruling, body.text, body.photos)
    pass_on(ruling, ruling.case.calls)


def pass_on(ruling: Ruling, calls: Iterable[Call]) -> None:
    """The systems of those that have it already, and still do, are told."""
    for before in calls:
        call = ruling.case.call(before.n)
        if call is not None and call.open and call.connected:
            ruling.add(e.BriefChanged(call.n, call.unit), ruling.at)


def write(ruling: Ruling, text: str, photos: tuple[str, ...]) -> None:
    """The summary itself; of a sealed item by its named officers alone."""
    item = ruling.case.item
    if item is not None and item.exposure is Exposure.SEALED and not ruling.by.has(*CHIEFS):
        raise Forbidden(
            "sealed", "涉密件由值班长或主任写摘要", "of a sealed case the chief or director writes it"
        )
    if len(photos) > MOST_PHOTOS:
        raise Forbidden("too_many_photos", f"最多转 {MOST_PHOTOS} 张照片", f"at most {MOST_PHOTOS} photos")
    ruling.add(e.Summarised(text, photos), ruling.at)
