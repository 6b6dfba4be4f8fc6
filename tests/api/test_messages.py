"""What staff see of messages: of a case, those that did not get out and their retry, how one hears oneself."""

from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.testing import ActivityEnvironment

from activities.channels import Sink
from activities.notify import Notifier
from activities.sending import Ways
from contracts.cases import Notice
from domain.outgoing import MOST_TRIES
from hands import hands
from infra.shelves import keepings_of
from readmodel.upserts import MESSAGES
from tests.api.browsing import browsing
from tests.api.stack import Stack, once, refused

WHO_TRIES = "operator"


async def get(stack: Stack, path: str, by: str) -> Any:
    """What somebody is answered, if they are."""
    answer = await stack.http.get(path, headers=await stack.header_of(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def dead(stack: Stack, case_no: str, to: str = "guanli") -> str:
    """A message about a case that was tried too often; its key."""
    door, key = stack.app.state.door, f"{case_no}:900:{to}"
    notice = Notice(key, case_no, to, "supervision", "person", "楼道渗水", door.now())
    await Notifier(door.city, door.database).keep([notice])
    ended = update(MESSAGES).where(MESSAGES.c.key == key)
    async with door.database.session() as session:
        await session.execute(
            ended.values(state="dead", tries=MOST_TRIES, channel="sms", error="answered 503")
        )
    return key


async def state_of(stack: Stack, key: str) -> tuple[str, int]:
    """State and tries, as kept."""
    async with stack.app.state.door.database.session() as session:
        query = select(MESSAGES.c.state, MESSAGES.c.tries).where(MESSAGES.c.key == key)
        (row,) = await session.execute(query)
    return row.state, row.tries


async def test_a_case_shows_what_was_said_to_whom_and_what_became_of_it(stack: Stack) -> None:
    case = await stack.report("B0102", reporter={"kind": "resident", "phone": "13873910009"})
    await stack.unit_of(case)
    ordered = await stack.post(f"/cases/{case.case_no}/supervise", "street-chief", {"text": "请速办"})
    assert ordered.status_code == 200, ordered.text
    await once(stack, case, lambda view: bool(view["timeline"]))
    await sent(stack)
    path = f"/cases/{case.case_no}/messages"
    items = (await get(stack, path, "street-chief"))["items"]
    (order,) = [item for item in items if item["kind"] == "supervision"]
    assert (order["to"], order["unit"], order["unit_name"]) == ("unit", "guanli", "公共管理部")
    assert (order["state"], order["channel"], order["tries"]) == ("sent", "file", 1)
    assert "督办单" in order["text"]
    assert "13873910009" not in str(items)
    assert (await get(stack, path, "guanli"))["items"] == items  # the called unit sees its case
    refused(await stack.http.get(path, headers=await stack.header_of("chengguan")), 404, "unknown")
    refused(await stack.http.get(path), 401, "not_signed_in")
    async with browsing(stack.app, "street-chief") as browser:
        page = await browser.open(f"/cases/{case.case_no}")
        assert "督办单 → 公共管理部" in page
        assert "消息文件" in page
        await browser.open("/hearing?lang=en")
        assert "supervision order → Public management office" in await browser.open(f"/cases/{case.case_no}")


async def sent(stack: Stack) -> None:
    """Looks into the outbox, until there is no more to send; by a worker's own hands."""
    door = stack.app.state.door
    ways = Ways(Sink(door.settings.paths.data / "messages.jsonl"))
    seals = (door.vault, door.numbers)
    keepings = keepings_of(door.settings, door.city.calendar.timezone, door.story.scale)
    able = hands(
        stack.temporal, door.city, frozenset(), door.database, ways, seals, door.now, keepings, door.story
    )
    while (await ActivityEnvironment().run(able.sender.send)).more:
        pass


async def test_a_dead_message_is_tried_anew_by_an_operator_alone(stack: Stack) -> None:
    case = await stack.report("B0102")
    await stack.unit_of(case)
    key = await dead(stack, case.case_no)
    seen = await get(stack, "/messages?limit=200", "auditor")
    (row,) = [item for item in seen["items"] if item["key"] == key]
    assert (row["state"], row["error"], row["tries"]) == ("dead", "answered 503", MOST_TRIES)
    assert seen["dead"] >= 1
    for account in ("auditor", "street-chief", "guanli"):
        refused(await stack.post("/messages/retry", account, {"key": key}), 403, "not_yours")
    refused(await stack.post("/messages/retry", WHO_TRIES, {"key": "nothing"}), 404, "unknown")
    assert await state_of(stack, key) == ("dead", MOST_TRIES)
    answer = await stack.post("/messages/retry", WHO_TRIES, {"key": key})
    assert (answer.status_code, answer.json()) == (200, {"messages": 1})
    await sent(stack)
    assert await state_of(stack, key) == ("sent", 1)
    refused(await stack.post("/messages/retry", WHO_TRIES, {"key": key}), 404, "unknown")


async def test_it_is_tried_anew_from_the_page(stack: Stack) -> None:
    case = await stack.report("B0102")
    await stack.unit_of(case)
    keys = [await dead(stack, case.case_no, unit) for unit in ("guanli", "chengguan")]
    async with browsing(stack.app, WHO_TRIES) as browser:
        page = await browser.open("/operations")
        assert all(f'value="{key}"' in page for key in keys)
        assert "answered 503" in page
        page = await browser.send("/operations/messages", message=keys[0])
        assert "1 条消息将重发" in page
        assert [(await state_of(stack, key))[0] for key in keys] == ["waiting", "dead"]
        await browser.send("/operations/messages", message="nothing")
        assert browser.status == 404
        await browser.send("/operations/messages")
        assert [(await state_of(stack, key))[0] for key in keys] == ["waiting", "waiting"]
    async with browsing(stack.app, "auditor") as browser:
        await browser.open("/operations")
        await browser.send("/operations/messages")
        assert browser.status == 403
    await sent(stack)


async def test_nobody_at_a_desk_hears_of_messages_about_the_desk(stack: Stack) -> None:
    case = await stack.report("B0520", about="street-command")
    await once(stack, case, lambda view: view["unit"] is not None)
    key = await dead(stack, case.case_no, "street-committee")
    assert key not in str(await get(stack, "/messages?limit=200", WHO_TRIES))
    refused(await stack.post("/messages/retry", WHO_TRIES, {"key": key}), 404, "unknown")
    await stack.post("/messages/retry", WHO_TRIES, {})
    assert (await state_of(stack, key))[0] == "dead"
    assert key in str(await get(stack, "/messages?limit=200", "auditor"))  # of the committee


async def test_a_sealed_case_s_messages_are_for_who_may_read_it(stack: Stack) -> None:
    case = await stack.report("B1302")
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}/messages"
    refused(await stack.http.get(path, headers=await stack.header_of("street-intake")), 403, "not_yours")
    await get(stack, path, "street-chief")


async def test_everybody_has_hours_of_their_own(stack: Stack) -> None:
    before = await get(stack, "/session/hearing", "chengguan")
    assert before == {
        "services": [],
        "quiet_from": "21:00",
        "quiet_to": "08:00",
        "own": False,
        "muted": False,
    }
    said = await stack.post("/session/hearing", "chengguan", {"quiet_from": "22:30", "quiet_to": "06:15"})
    assert said.status_code == 200, said.text
    after = await get(stack, "/session/hearing", "chengguan")
    assert after == said.json() == {**before, "quiet_from": "22:30", "quiet_to": "06:15", "own": True}
    assert await get(stack, "/session/hearing", "guanli") == before
    async with browsing(stack.app, "chengguan") as browser:
        page = await browser.open("/hearing")
        assert 'value="22:30"' in page
        page = await browser.send("/hearing", quiet_from="23:00", quiet_to="")
        assert (browser.status, "起止时间须同时填写" in page, 'value="23:00"' in page) == (422, True, True)
        page = await browser.send("/hearing", quiet_from="", quiet_to="", muted="true")
        assert (browser.status, "已保存" in page) == (200, True)
    assert await get(stack, "/session/hearing", "chengguan") == {**before, "muted": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": "22:00"},
        {"quiet_from": "25:00", "quiet_to": "08:00"},
        {"quiet_from": "9", "quiet_to": "10"},
    ],
)
async def test_wrong_hours_change_nothing(stack: Stack, wrong: dict[str, str]) -> None:
    before = await get(stack, "/session/hearing", "guanli")
    refused(await stack.post("/session/hearing", "guanli", wrong), 422, "malformed")
    assert await get(stack, "/session/hearing", "guanli") == before
