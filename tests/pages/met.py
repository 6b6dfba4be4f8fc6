"""A meeting that was held and one that is called, and a use of a power, as the town of `tests.pages.scene` has them."""

from datetime import timedelta

from tests.pages.said import Said
from tests.pages.town import Town

UNITS = ["SQ07", "chengguan", "gongan", "guanli"]


async def met(town: Town, said: Said) -> str:
    """The id of the one that was held: its minutes, a decision that became a case, and one that was not adopted."""
    body = {
        "tier": "street",
        "title": said.meeting,
        "agenda": said.agenda,
        "place": said.room,
        "units": UNITS,
    }
    when = {"at": town.now().isoformat()}
    made = await town.stack.post("/meetings", "street-chief", {**body, **when})
    assert made.is_success, made.text
    path = f"/meetings/{made.json()['id']}"
    task = {"item": "B0101", "community": "SQ07"}
    then = {"at": (town.now() + timedelta(days=7)).isoformat(), "tier": "community", "community": "SQ07"}
    for sub, sent in (
        (f"{path}/held", {"attended": UNITS[:3], "minutes": said.minutes}),
        (f"{path}/decisions", {"text": said.decided, "in_favour": 3, "task": task}),
        (f"{path}/decisions", {"text": said.agenda, "in_favour": 1, "against": 2}),
        ("/meetings", {**body, **then}),
        ("/powers/uses", {"power": "planning", "what": said.planning}),
    ):
        answer = await town.stack.post(sub, "street-chief", sent)
        assert answer.is_success, answer.text
    return str(made.json()["id"])
