"""Updates both ways: what a client hears of its requests, and what its users say to them."""

from datetime import timedelta
from typing import Any

import pytest

from api.open311.states import IN, OUT, WORDS, Say, asked, understood
from domain.states import Phase
from domain.views import STATES
from tests.api.open311 import KEY, Client
from tests.api.stack import Case, Stack

ITEM = "B0101"
UPDATES = "servicerequestupdates"


@pytest.fixture
def client(stack: Stack) -> Client:
    """Somebody else's app."""
    return Client(stack.app)


async def say(client: Client, number: str, expect: int = 200, **fields: Any) -> dict[str, str]:
    """One update of the client's."""
    (said,) = await client.post(f"{UPDATES}.json", expect, service_request_id=number, **fields)
    return dict(said)


def case_of(stack: Stack, number: str) -> Case:
    """The case as its reporter's own page follows it."""
    return Case(number, stack.app.state.door.numbers.track_code(number))


async def test_every_state_and_every_step_is_mapped() -> None:
    assert set(OUT) == set(STATES)
    for phase in Phase:
        assert {asked(status, phase) for status in (None, "open", "closed")} <= set(Say)
    assert sum(len(phases) for _, phases in IN) == 2 * len(Phase)
    assert {understood(word.upper().replace("_", " ")) for word in WORDS} == {"open", "closed"}


async def test_a_client_hears_everything_that_the_reporter_is_told(client: Client, stack: Stack) -> None:
    number = await client.file(service_code=ITEM)
    await stack.to_rating(case_of(stack, number))
    heard = [one for one in await client.json(UPDATES, api_key=KEY) if one["service_request_id"] == number]
    told = (await stack.see(case_of(stack, number)))["timeline"]
    assert [(one["update_id"], one["description"]) for one in heard] == [
        (f"{number}.{line['seq']}", line["text"]) for line in told
    ]
    assert {one["status"] for one in heard} == {"open"}
    await client.xml(UPDATES, api_key=KEY)
    rated = await stack.http.post(
        f"/cases/{number}/rating?code={case_of(stack, number).code}", json={"result": 5}
    )
    assert rated.status_code == 200
    found = await client.until(number, outcome="solved")
    assert found["status"] == "closed"
    assert "修好了" in found["status_notes"]
    last = [one for one in await client.json(UPDATES, api_key=KEY) if one["service_request_id"] == number][-1]
    assert (last["status"], last["description"]) == ("closed", "结案：已解决")


async def test_others_cases_and_other_days_are_not_heard_of(client: Client, stack: Stack) -> None:
    await stack.until(await stack.report(), "called")
    number = await client.file(service_code=ITEM)
    await client.until(number, state="called")
    door = stack.app.state.door
    heard = await client.json(UPDATES, api_key=KEY)
    mine = {one["service_request_id"] for one in heard}
    actors = {await _brought_by(stack, one) for one in mine}
    assert actors == {"open311:demo"}
    before = (door.now() - timedelta(days=30)).isoformat(timespec="seconds")
    assert await client.json(UPDATES, api_key=KEY, end_date=before) == []
    assert number in mine
    await client.xml(UPDATES, 403, api_key="wrong")


async def _brought_by(stack: Stack, number: str) -> str:
    full = await stack.http.get(f"/cases/{number}/full", headers=await stack.header_of("street-chief"))
    return str(full.json()["timeline"][0]["by"])


async def test_a_word_is_added_once(client: Client, stack: Stack) -> None:
    number = await client.file(service_code=ITEM)
    await client.until(number, state="called")
    first = await say(client, number, description="又多了一堆", status="OPEN", update_id="u1")
    again = await say(client, number, description="又多了一堆", status="OPEN", update_id="u1")
    assert first == again
    assert first["service_request_id"] == number
    await stack.until(case_of(stack, number), "called")
    assert (await stack.events(case_of(stack, number))).count("supplemented") == 1
    ids = [one["update_id"] for one in await client.json(UPDATES, api_key=KEY)]
    assert ids.count(first["update_id"]) == 1
    await client.post(
        f"{UPDATES}.xml", service_request_id=number, description="还有一句", status="investigating"
    )


async def test_done_while_at_work_is_a_withdrawal_and_open_again_a_reopening(
    client: Client, stack: Stack
) -> None:
    number = await client.file(service_code=ITEM)
    await client.until(number, state="called")
    await say(client, number, status="fixed", description="已经自己清走了")
    found = await client.until(number, outcome="withdrawn")
    assert found["status"] == "closed"
    refused = await say(client, number, 400, status="closed", description="再说一句")
    assert "status=open" in refused["description"]
    opened = await say(client, number, status="open", description="第二天又堆满了")
    other = opened["service_request_id"]
    assert other != number
    await client.until(other)
    linked = await stack.see(case_of(stack, other))
    assert linked["linked_to"] == number


async def test_a_word_may_follow_at_once(client: Client, stack: Stack) -> None:
    number = await client.file(service_code=ITEM)
    said = await say(client, number, description="忘了说：在后门")
    assert said["service_request_id"] == number
    guarded = next(i.code for i in stack.app.state.door.city.catalogue.items.values() if i.exposure == "case")
    number = await client.file(service_code=guarded)
    assert (await client.json(f"requests/{number}", api_key=KEY))[0]["service_request_id"] == number


async def test_done_after_the_unit_is_done_only_adds_a_word(client: Client, stack: Stack) -> None:
    number = await client.file(service_code=ITEM)
    await stack.to_rating(case_of(stack, number))
    await say(client, number, status="closed", description="看到了，谢谢")
    assert (await stack.see(case_of(stack, number)))["state"] == "rating"


async def test_who_did_not_file_it_says_nothing_to_it(client: Client, stack: Stack) -> None:
    by_hand = await stack.report(ITEM)
    await stack.until(by_hand, "called")
    await say(client, by_hand.case_no, 403, description="也算我一个")
    await say(client, "SGH-20261009-00000000", 404, description="有人吗")
    items = stack.app.state.door.city.catalogue.items.values()
    guarded = await stack.report(next(item.code for item in items if item.exposure == "case"))
    await stack.until(guarded, "called", "handling", "triage")
    await say(client, guarded.case_no, 404, description="也算我一个")


@pytest.mark.parametrize(
    "change",
    [
        {"service_request_id": ""},
        {"status": "sleeping"},
        {"description": ""},
        {"description": "字" * 2001},
        {"updated_datetime": "just now"},
        {"update_id": "x" * 121},
    ],
)
async def test_a_malformed_update_changes_nothing(
    client: Client, stack: Stack, change: dict[str, str]
) -> None:
    number = await client.file(service_code=ITEM)
    await client.until(number, state="called")
    before = await stack.events(case_of(stack, number))
    fields = {"service_request_id": number, "description": "又多了一堆", **change}
    (error,) = await client.post(f"{UPDATES}.json", 400, **fields)
    assert next(iter(change)) in error["description"]
    assert (await client.post(f"{UPDATES}.xml", 400, **fields))["error"] == [error]
    assert await stack.events(case_of(stack, number)) == before
