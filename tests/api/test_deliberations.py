"""议题: raised for a community's meeting, put on its agenda or not, decided, published without its own words."""

from typing import Any

import pytest

from api.meetings.raising import seal_name
from domain.meetings import MeetingState
from domain.topics import TopicState, state_of
from readmodel.organisation_tables import TopicRow
from tests.api.browsing import browsing
from tests.api.stack import Stack, refused
from tests.api.test_meetings import called
from tests.patience import until

WORDS, CONTACT = "东门夜里关得太早，3 栋 502 的老张", "13800001234"
RAISED = {"community": "SQ07", "text": WORDS, "contact": CONTACT}
UNITS = ["SQ07", "chengguan"]
OF_COMMUNITY = {"tier": "community", "community": "SQ07", "units": UNITS}
SUBJECT, RESULT = "小区东门关门时间", "夏季改为 23 点关门"


async def raised(stack: Stack, **more: str) -> str:
    """The id of a resident's topic."""
    answer = await stack.http.post("/deliberations", json={**RAISED, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def told(stack: Stack, topic: str) -> dict[str, Any]:
    """What everybody may know of it."""
    answer = await stack.http.get(f"/deliberations/{topic}")
    assert answer.status_code == 200, answer.text
    assert WORDS not in answer.text
    assert CONTACT not in answer.text
    found: dict[str, Any] = answer.json()
    return found


async def listed(stack: Stack, by: str, topic: str) -> dict[str, Any] | None:
    """The topic as a member of staff has it in the list."""
    header = await stack.header_of(by)
    answer = await stack.http.get("/deliberations/raised?limit=200", headers=header)
    assert answer.status_code == 200, answer.text
    return next((one for one in answer.json()["items"] if one["id"] == topic), None)


async def put(stack: Stack, topic: str, meeting: str, by: str = "SQ07") -> Any:
    """On that meeting's agenda."""
    return await stack.post(f"/deliberations/{topic}/agenda", by, {"meeting": meeting, "subject": SUBJECT})


async def row_of(stack: Stack, topic: str) -> TopicRow:
    """What is kept."""
    async with stack.app.state.door.database.session() as session:
        row = await session.get(TopicRow, topic)
    assert row is not None
    return row


def test_how_far_it_has_come() -> None:
    def state(meeting: MeetingState | None) -> TopicState:
        return state_of(declined=False, decided=False, meeting=meeting)

    assert [state(one) for one in (None, MeetingState.CANCELLED)] == [TopicState.RAISED] * 2
    assert [state(one) for one in (MeetingState.CALLED, MeetingState.HELD)] == [TopicState.AGENDA] * 2
    assert state_of(declined=False, decided=True, meeting=MeetingState.HELD) is TopicState.DECIDED
    assert state_of(declined=True, decided=False, meeting=MeetingState.CALLED) is TopicState.DECLINED


async def test_from_a_resident_s_words_to_a_published_decision_and_its_case(stack: Stack) -> None:
    topic = await raised(stack)
    assert (await told(stack, topic))["state"] == "raised"
    waiting = (await stack.http.get("/deliberations?community=SQ07")).json()["waiting"]
    meeting = (await called(stack, "SQ07", **OF_COMMUNITY))["id"]
    answer = await put(stack, topic, meeting)
    assert (answer.status_code, answer.json()["text"], answer.json()["contact"]) == (200, WORDS, CONTACT)
    assert ((await told(stack, topic))["state"], (await told(stack, topic))["subject"]) == ("agenda", SUBJECT)
    path = f"/meetings/{meeting}"
    assert (await stack.post(f"{path}/held", "SQ07", {"attended": UNITS, "minutes": "议"})).is_success
    task = {"item": "B0101", "community": "SQ07"}
    decision = {"text": "与物业改关门时间", "in_favour": 2, "task": task}
    refused(await stack.post(f"{path}/decisions", "SQ07", {**decision, "topic": topic}), 422, "malformed")
    decision |= {"topic": topic, "published": RESULT}
    answer = await stack.post(f"{path}/decisions", "SQ07", decision)
    assert answer.status_code == 201, answer.text
    assert answer.json()["topics"] == [{"id": topic, "subject": SUBJECT, "n": 1, "open": False}]
    now = await until(lambda: told(stack, topic), lambda shown: shown["case_state"])
    assert (now["state"], now["answer"], now["adopted"], now["in_favour"]) == ("decided", RESULT, True, 2)
    page = (await stack.http.get("/deliberations?community=SQ07")).json()
    assert (page["items"][0]["id"], page["waiting"]) == (topic, waiting - 1)
    refused(await stack.post(f"{path}/decisions", "SQ07", decision), 422, "malformed")
    own = await listed(stack, "SQ07", topic)
    assert own is not None
    assert (own["text"], own["contact"], own["open"]) == (WORDS, None, False)  # the contact is forgotten


async def test_what_is_written_is_sealed_and_a_topic_can_be_made_unreadable(stack: Stack) -> None:
    topic = await raised(stack)
    assert WORDS not in str(await row_of(stack, topic))
    stack.app.state.door.vault.erase(seal_name(topic))
    one = await listed(stack, "SQ07", topic)
    assert one is not None
    assert (one["text"], one["contact"]) == (None, None)


async def test_who_reads_a_topic(stack: Stack) -> None:
    of_resident = await raised(stack)
    made = await stack.post("/deliberations", "chengguan", {"community": "SQ08", "text": WORDS})
    assert (made.status_code, made.json()["by_unit"]) == (201, True)
    of_unit = made.json()["id"]
    seen = {}
    for account in ("SQ07", "SQ08", "chengguan", "gongan", "street-chief", "auditor", "supervisor"):
        found = [await listed(stack, account, topic) for topic in (of_resident, of_unit)]
        seen[account] = [one["text"] == WORDS if one else None for one in found]
    assert seen == {
        "SQ07": [True, None],
        "SQ08": [None, True],
        "chengguan": [None, True],
        "gongan": [None, None],
        "street-chief": [True, True],
        "auditor": [False, False],
        "supervisor": [False, False],
    }
    refused(await stack.http.get("/deliberations/nothing"), 404, "unknown")


async def test_an_agenda_is_of_its_community_or_the_street_s_and_still_to_come(stack: Stack) -> None:
    topic = await raised(stack)
    own = (await called(stack, "SQ07", **OF_COMMUNITY))["id"]
    other = (await called(stack, "SQ08", **{**OF_COMMUNITY, "community": "SQ08"}))["id"]
    street = (await called(stack))["id"]
    assert (await put(stack, topic, own, by="SQ08")).status_code == 403
    refused(await put(stack, topic, other, by="street-chief"), 422, "malformed")
    refused(await put(stack, topic, "nothing"), 404, "unknown")
    assert (await put(stack, topic, own)).status_code == 200
    assert (await put(stack, topic, street, by="street-chief")).json()["meeting"] == street  # moved
    assert (await stack.post(f"/meetings/{street}/cancel", "street-chief", {"reason": "改期"})).is_success
    assert (await told(stack, topic))["state"] == "raised"  # what is cancelled decides nothing
    refused(await put(stack, topic, street, by="street-chief"), 422, "malformed")


async def test_what_is_not_taken_up_is_told_with_its_reason_once(stack: Stack) -> None:
    topic = await raised(stack)
    reason = {"subject": SUBJECT, "answer": "已有规定，见公告；问 13800001234"}
    assert (await stack.post(f"/deliberations/{topic}/decline", "SQ08", reason)).status_code == 403
    answer = await stack.post(f"/deliberations/{topic}/decline", "SQ07", reason)
    assert (answer.status_code, answer.json()["contact"]) == (200, None)
    shown = await told(stack, topic)
    assert (shown["state"], shown["answer"]) == ("declined", "已有规定，见公告；问 138****1234")
    refused(await stack.post(f"/deliberations/{topic}/decline", "SQ07", reason), 409, "ended")
    meeting = (await called(stack, "SQ07", **OF_COMMUNITY))["id"]
    refused(await put(stack, topic, meeting), 409, "ended")


async def begun(stack: Stack, meeting: str) -> None:
    """Once the case that the meeting decided on is on record."""
    chief = await stack.header_of("street-chief")

    async def state() -> str | None:
        shown: str | None = (await stack.http.get(meeting, headers=chief)).json()["decisions"][0]["state"]
        return shown

    await until(state)


async def test_nothing_is_told_of_a_case_about_a_unit_or_of_a_sealed_item(stack: Stack) -> None:
    for task in ({"item": "B0101", "about": "gongan"}, {"item": "B1302"}):
        topic = await raised(stack, text=f"事 {task}")
        meeting = (await called(stack, "SQ07", **OF_COMMUNITY))["id"]
        assert (await put(stack, topic, meeting)).is_success
        path = f"/meetings/{meeting}"
        assert (await stack.post(f"{path}/held", "SQ07", {"attended": UNITS, "minutes": "议"})).is_success
        decision = {"text": "查", "in_favour": 2, "topic": topic, "published": RESULT}
        decision["task"] = {"community": "SQ07", **task}
        assert (await stack.post(f"{path}/decisions", "street-chief", decision)).is_success
        await begun(stack, path)
        assert (await told(stack, topic))["case_state"] is None


async def test_the_same_sent_twice_is_one_and_too_many_are_refused(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = {"Idempotency-Key": "k-1"}
    ids = [
        (await stack.http.post("/deliberations", json={**RAISED, "text": text}, headers=keyed)).json()["id"]
        for text in (WORDS, WORDS, "另一件")
    ]
    assert (ids[0] == ids[1], ids[0] == ids[2]) == (True, False)
    for wrong in ({"community": "nowhere"}, {"text": " "}, {"text": "长" * 2001}):
        refused(await stack.http.post("/deliberations", json={**RAISED, **wrong}), 422, "malformed")
    monkeypatch.setattr("readmodel.topics.MOST_OF_ONE", 0)
    meeting = (await called(stack, "SQ07", **OF_COMMUNITY))["id"]
    refused(await put(stack, ids[0], meeting), 409, "too_many")
    monkeypatch.setattr("readmodel.topics.MOST_OPEN", 0)
    refused(await stack.http.post("/deliberations", json=RAISED), 409, "too_many")


async def test_raised_answered_and_read_by_forms(stack: Stack) -> None:
    meeting = (await called(stack, "SQ09", **{**OF_COMMUNITY, "community": "SQ09"}, title="九月会"))["id"]
    async with browsing(stack.app) as resident, browsing(stack.app, "SQ09") as station:
        await resident.open("/deliberations/new?community=SQ09")
        page = await resident.send("/deliberations", community="SQ09", text="")
        assert resident.status == 422
        await resident.open("/deliberations/new?community=SQ09")
        page = await resident.send("/deliberations", community="SQ09", text=WORDS, contact=CONTACT)
        assert ("待答复" in page, WORDS in page) == (True, False)
        assert "另有 1 件待答复" in await resident.open("/deliberations?community=SQ09")
        page = await station.open("/meetings/topics")
        assert (WORDS in page, CONTACT in page, "九月会" in page) == (True, True, True)
        topic = page.partition("/agenda")[0].rpartition("/")[2]
        page = await station.send(f"/meetings/topics/{topic}/agenda", meeting=meeting, subject="")
        assert station.status == 422
        page = await station.send(f"/meetings/topics/{topic}/agenda", meeting=meeting, subject=SUBJECT)
        assert (station.status, "已列入议程" in page) == (200, True)
        await station.open(f"/meetings/{meeting}")
        page = await station.send(f"/meetings/{meeting}/held", attended=UNITS, minutes="议")
        assert SUBJECT in page
        vote = {"in_favour": "2", "against": "0", "abstained": "0"}
        page = await station.send(
            f"/meetings/{meeting}/decide", text="改时间", topic=topic, published=RESULT, **vote
        )
        assert (station.status, "已议决" in page) == (200, True)
        page = await resident.open("/deliberations?community=SQ09&lang=en")
        assert (RESULT in page, "2 in favour" in page, WORDS in page) == (True, True, False)


async def test_a_unit_raises_one_and_hears_why_not_by_forms(stack: Stack) -> None:
    async with browsing(stack.app, "chengguan") as unit, browsing(stack.app, "SQ10") as station:
        await unit.open("/meetings/topics")
        page = await unit.send("/meetings/topics/raise", community="SQ10", text="夜市出摊时间")
        assert ("夜市出摊时间" in page, "/decline" in page) == (True, False)
        topic = (await station.open("/meetings/topics")).partition("/decline")[0].rpartition("/")[2]
        await unit.send(f"/meetings/topics/{topic}/decline", subject="夜市", answer="否")
        assert unit.status == 403
        page = await station.send(f"/meetings/topics/{topic}/decline", subject="夜市", answer="街道已定")
        assert (station.status, "街道已定" in page) == (200, True)
        assert "街道已定" in await unit.open("/meetings/topics")
