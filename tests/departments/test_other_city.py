"""What only another city's system asks for: finding again what was filed, updates, tokens, service codes."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from activities.departments.making import Means
from contracts.links import Link, Open311Way
from tests.departments.city import KEY, CitySystem
from tests.departments.played import Fault
from tests.departments.sender import send
from tests.departments.town import UNITS, call_of, message
from tests.departments.web import serving


@contextlib.contextmanager
def city_of(system: CitySystem, **way: Any) -> Iterator[Link]:
    """A department that is this city."""
    given = {"default_service": "OTHER", **way}
    with serving(system.answer) as url:
        yield Link(UNITS["open311"], Open311Way(f"{url}/open311", KEY, **given))


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_what_was_filed_before_a_crash_is_found_again(means: Means, form: str) -> None:
    system, sent = CitySystem(), message("open311")
    system.script(call_of(sent), Fault.LOST)
    with city_of(system, form=form) as link:
        assert (
            await send(link, means, message("open311"))
        ).state == "delivered"  # another's, in the same list
        assert (await send(link, means, sent)).state == "away"
        assert (await send(link, means, sent)).state == "delivered"
        assert (await send(link, means, replace(sent, type="change", version=2))).state == "delivered"
    number = system.number_of(call_of(sent))
    assert [said["service_request_id"] for said in system.updates] == [number]
    assert len(system.requests) == 2


async def test_the_request_says_what_the_message_may_say(means: Means) -> None:
    system, sent = CitySystem(), message("open311")
    with city_of(system, services={"B0209": "MARKET"}) as link:
        await send(link, means, sent)
    [request] = system.requests.values()
    assert (request["service_code"], request["account_id"]) == ("MARKET", call_of(sent))
    assert "办结时限：" in request["description"]
    assert "1 天（办公时间）" in request["description"]
    assert request["address_string"]


async def test_what_the_desk_wrote_and_released_goes_along_and_no_more_than_fits(means: Means) -> None:
    system, photo = CitySystem(), "a" * 40
    sent = message("open311", summary="污水漫到路面" * 1000, released=(photo, "b" * 40))
    with city_of(system) as link:
        assert (await send(link, means, sent)).state == "delivered"
    [request] = system.requests.values()
    assert request["media_url"].endswith(photo)
    assert len(request["description"]) <= 4000
    assert request["description"].endswith(f"[{call_of(sent)}]")
    assert "情况：污水漫到路面" in request["description"]


async def test_an_item_without_a_service_code_is_for_a_person(means: Means) -> None:
    with city_of(CitySystem(), default_service=None, services={"B0104": "ROAD"}) as link:
        outcome = await send(link, means, message("open311"))
    assert (outcome.state, outcome.detail) == ("refused", "no service_code for B0209: add it to services")


async def test_a_city_without_updates_can_t_be_told_of_a_change(means: Means) -> None:
    sent = message("open311")
    with city_of(CitySystem(takes_updates=False)) as link:
        assert (await send(link, means, sent)).state == "delivered"
        outcome = await send(link, means, replace(sent, type="cancel", version=2))
    assert (outcome.state, outcome.detail) == ("refused", "it takes no updates: somebody has to tell them")


async def test_a_change_that_overtook_its_call_is_the_call(means: Means) -> None:
    system, sent = CitySystem(), message("open311", type="change", version=2)
    with city_of(system) as link:
        assert (await send(link, means, sent)).state == "delivered"
        assert (await send(link, means, replace(sent, type="call", version=1))).state == "delivered"
    assert system.effective(call_of(sent)) == ["call"]


async def test_calling_off_what_never_arrived_sends_nothing(means: Means) -> None:
    system = CitySystem()
    with city_of(system) as link:
        assert (await send(link, means, message("open311", type="cancel", version=2))).state == "delivered"
    assert not system.requests


async def test_a_token_becomes_a_number_when_it_is_needed(means: Means) -> None:
    system, sent = CitySystem(gives_tokens=True), message("open311")
    with city_of(system) as link:
        assert (await send(link, means, sent)).state == "delivered"
        assert (await send(link, means, replace(sent, type="cancel", version=2))).state == "delivered"
    [said] = system.updates
    assert said["service_request_id"] == system.number_of(call_of(sent))
    assert said["status"] == "closed"
