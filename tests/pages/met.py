"""Meetings, a topic that a resident raised, rules of operation, a use of a power: as `tests.pages.scene` has them."""

from datetime import timedelta

from tests.pages.said import Said
from tests.pages.town import Town

UNITS = ["SQ07", "chengguan", "gongan", "guanli"]


async def met(town: Town, said: Said) -> tuple[str, str]:
    """The ids of a meeting that was held, with a decision that became a case, and of a topic that was decided."""
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
    return str(made.json()["id"]), await _deliberated(town, said)


async def _deliberated(town: Town, said: Said) -> str:
    """What a resident raised, from their words to what was published; and by which rules."""
    raised = {"community": "SQ07", "text": said.topic, "contact": "13800001234"}
    answer = await town.stack.http.post("/deliberations", json=raised)
    assert answer.is_success, answer.text
    topic = str(answer.json()["id"])
    called = {"tier": "community", "community": "SQ07", "units": UNITS[:2], "at": town.now().isoformat()}
    called |= {"title": said.meeting, "agenda": said.agenda, "place": said.room}
    made = await town.stack.post("/meetings", "SQ07", called)
    meeting = f"/meetings/{made.json()['id']}"
    adopted = {"text": said.published, "in_favour": 2, "topic": topic, "published": said.published}
    rules = {"code": "joint", "title": said.rules, "valid_from": "2019-01-01", "text": said.rules_text}
    for by, path, sent in (
        ("SQ07", f"/deliberations/{topic}/agenda", {"meeting": made.json()["id"], "subject": said.subject}),
        ("SQ07", f"{meeting}/held", {"attended": UNITS[:2], "minutes": said.minutes}),
        ("SQ07", f"{meeting}/decisions", adopted),
        ("admin", "/documents", rules),
    ):
        answer = await town.stack.post(path, by, sent)
        assert answer.is_success, answer.text
    return topic
