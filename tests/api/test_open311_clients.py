"""Clients that others wrote, run against the live server: `georeport` reads, `civicbot` reads and writes."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from georeport import GeoReport

from tests.api.open311 import KEY, LAMP, POINT, Client, listening
from tests.api.stack import Stack

LAT, LNG = float(POINT["lat"]), float(POINT["long"])


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def address(stack: Stack) -> AsyncIterator[str]:
    """The interface on a real port."""
    async with listening(stack.app) as at:
        yield f"{at}/open311/v2"


@pytest.fixture
def bot(address: str) -> Open311Client:
    """civicbot, which would rather wait half a second between two requests."""
    endpoint = Endpoint("huying", "呼应", address, write=True)
    return Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0)))


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_georeport_reads_everything(stack: Stack, address: str, form: str) -> None:
    client, city = GeoReport(address, output_format=form, jurisdiction="shuiguohu"), stack.app.state.door.city
    services = await asyncio.to_thread(client.get_service_list)
    assert [service["service_code"] for service in services] == list(city.catalogue.items)
    assert {service["group"] for service in services} == {i.class_zh for i in city.catalogue.items.values()}
    definition = await asyncio.to_thread(client.get_service_definition, LAMP)
    assert definition["service_code"] == LAMP
    mine = Client(stack.app)
    numbers = [await mine.file(), await mine.file(service_code="B0101")]
    found = await asyncio.to_thread(client.get_service_requests, ",".join(numbers))
    assert [request["service_request_id"] for request in found] == numbers
    one = await asyncio.to_thread(client.get_service_request, numbers[0])
    assert (one["service_code"], one["status"]) == (LAMP, "open")
    await mine.until(numbers[1], state="called")
    listed = await asyncio.to_thread(client.get_service_requests, None, f"{LAMP},B0101", status="open")
    assert numbers[1] in [request["service_request_id"] for request in listed]


async def test_civicbot_files_with_attributes_and_follows(stack: Stack, bot: Open311Client) -> None:
    prepared = await asyncio.to_thread(
        lambda: bot.create_request(
            "B0401",
            dry_run=False,
            confirm="SEND",
            api_key=KEY,
            validate_remote=True,
            lat=LAT,
            lng=LNG,
            description="工地夜里还在打桩",
            attributes={"hours": ["noon", "night"], "since": "2026-10-01T22:00:00+08:00"},
            first_name="明",
            last_name="王",
            phone="(138) 0000-0001",
        )
    )
    number = prepared.response[0]["service_request_id"]
    shown = await asyncio.to_thread(bot.get_request, number)
    assert (shown["service_request_id"], shown["service_code"]) == (number, "B0401")
    assert "打桩" not in str(shown)
    case = await Client(stack.app).until(number)
    assert case["status"] == "open"
    door = stack.app.state.door
    sealed = (await door.cases.state(number)).report.sealed
    told = door.vault.unseal(number, sealed)
    assert told["description"] == (
        "工地夜里还在打桩\n什么时段：午休（12:00—14:00）、夜间（22:00—6:00）\n从什么时候开始：2026-10-01T22:00:00+08:00"
    )
    assert (told["name"], told["phone"]) == ("王明", "138-0000-0001")


async def test_civicbot_finds_wrong_answers_in_our_definition(bot: Open311Client) -> None:
    with pytest.raises(ValidationError, match="hours"):
        await asyncio.to_thread(
            lambda: bot.create_request(
                "B0401", validate_remote=True, lat=LAT, lng=LNG, attributes={"hours": ["dusk"]}
            )
        )


async def test_civicbot_resolves_a_token(stack: Stack, bot: Open311Client) -> None:
    number = await Client(stack.app).file()
    code = stack.app.state.door.numbers.track_code(number)
    found = await asyncio.to_thread(bot.get_token, f"{number}-{code}")
    assert found == [{"service_request_id": number, "token": f"{number}-{code}"}]
    with pytest.raises(HttpError) as refused:
        await asyncio.to_thread(bot.get_token, f"{number}-00000000")
    assert refused.value.status == 404
