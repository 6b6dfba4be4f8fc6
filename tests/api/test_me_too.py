"""我也遇到: an open public case near by is joined under a number of one's own; nobody learns whose it is."""

import re
from dataclasses import replace
from typing import Any

from api.limits import ME_TOO, Limits
from api.nearby import ref_of as named
from tests.api.browsing import browsing
from tests.api.stack import Case, Stack, once, refused

HERE = {"lng": 114.3417, "lat": 30.5504}
ITEM = "B0102"


async def main_case(stack: Stack, **place: float) -> Case:
    """A public case with a place."""
    case = await stack.report(ITEM, place={**HERE, **place})
    await stack.unit_of(case)
    return case


async def ref_of(stack: Stack, case: Case, **place: float) -> str:
    """What names it to people near by."""
    ref = named(stack.app.state.door, case.case_no)
    at = {**HERE, **place}
    near = (await stack.http.get(f"/nearby?lng={at['lng']}&lat={at['lat']}")).json()["items"]
    assert ref in {one["ref"] for one in near}
    assert case.case_no not in str(near)
    return ref


async def joined(stack: Stack, ref: str, key: str = "", **more: Any) -> Case:
    """Somebody says: me too."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = await stack.http.post(f"/nearby/{ref}/me-too", json={**HERE, **more}, headers=headers)
    assert answer.status_code == 202, answer.text
    return Case(answer.json()["case_no"], answer.json()["track_code"])


async def test_who_joins_follows_and_rates_under_a_number_of_their_own(stack: Stack) -> None:
    main = await main_case(stack)
    mine = await joined(
        stack, await ref_of(stack, main), reporter={"kind": "resident", "phone": "13800000002"}
    )
    assert mine.case_no != main.case_no
    view = await stack.until(mine, "closed")
    assert (view["outcome"], view["item"]) == ("merged", ITEM)
    assert view["goes_on_in"]["unit"] == "guanli"
    assert any("已一并办理" in line["text"] for line in view["timeline"])
    assert main.case_no not in str(view)
    async with browsing(stack.app) as reporter:
        page = await reporter.open(f"/c/{mine.case_no}?code={mine.code}")
        assert (reporter.status, main.case_no in page) == (200, False)
    await once(stack, main, lambda view: any("1 件报事并入" in line["text"] for line in view["timeline"]))
    await stack.to_rating(main)
    rated = await stack.http.post(f"/cases/{mine.case_no}/rating?code={mine.code}", json={"result": 5})
    assert rated.status_code == 200, rated.text


async def test_the_same_key_joins_once(stack: Stack) -> None:
    ref = await ref_of(stack, await main_case(stack))
    first = await joined(stack, ref, "me-too-1")
    assert await joined(stack, ref, "me-too-1") == first
    other = {**HERE, "description": "另一句话"}
    answer = await stack.http.post(
        f"/nearby/{ref}/me-too", json=other, headers={"Idempotency-Key": "me-too-1"}
    )
    refused(answer, 422, "key_reused")


async def test_nobody_joins_what_is_far_closed_or_unknown(stack: Stack) -> None:
    main = await main_case(stack)
    ref = await ref_of(stack, main)
    far = {**HERE, "lng": 114.3617}
    refused(await stack.http.post(f"/nearby/{ref}/me-too", json=far), 409, "not_near")
    refused(await stack.http.post(f"/nearby/{'0' * 32}/me-too", json=HERE), 409, "not_near")
    refused(await stack.http.post(f"/nearby/{main.case_no}/me-too", json=HERE), 422, "malformed")
    assert (await stack.http.post(f"/cases/{main.case_no}/withdraw?code={main.code}")).status_code == 200
    await stack.until(main, "closed")
    refused(await stack.http.post(f"/nearby/{ref}/me-too", json=HERE), 409, "not_near")


async def test_where_the_work_is_done_already_the_report_goes_on_by_itself(stack: Stack) -> None:
    main = await main_case(stack)
    ref = await ref_of(stack, main)
    await stack.to_rating(main)
    mine = await joined(stack, ref)
    view = await stack.until(mine, "triage", "called")
    assert view["goes_on_in"] is None
    assert "merge_refused" in await _until_event(stack, mine, "merge_refused")


async def _until_event(stack: Stack, case: Case, kind: str) -> list[str]:
    for _ in range(400):
        events = await stack.events(case)
        if kind in events:
            return events
    raise AssertionError(events)


async def test_what_is_about_a_unit_is_near_nobody(stack: Stack) -> None:
    at = {"lng": 114.3517, "lat": 30.5604}
    case = await stack.report(ITEM, place=at, about="chengguan")
    await stack.unit_of(case)
    near = (await stack.http.get(f"/nearby?lng={at['lng']}&lat={at['lat']}")).json()["items"]
    assert near == []


async def test_so_many_an_hour(stack: Stack) -> None:
    ref = await ref_of(stack, await main_case(stack))
    door = stack.app.state.door
    stack.app.state.door = replace(door, limits=Limits())
    for _ in range(ME_TOO.amount):
        stack.app.state.door.limits.spend(ME_TOO, "127.0.0.1")
    answer = await stack.http.post(f"/nearby/{ref}/me-too", json=HERE)
    refused(answer, 429, "too_many")
    stack.app.state.door = door


async def test_the_report_page_offers_it_as_a_plain_form(stack: Stack) -> None:
    place = {"lng": 114.3388, "lat": 30.5551}
    ref = await ref_of(stack, await main_case(stack, **place), **place)
    async with browsing(stack.app) as reporter:
        await reporter.open("/report")
        key = reporter.hidden("key")
        at = {name: str(value) for name, value in place.items()}
        part = await reporter.open(f"/report/already?lng={at['lng']}&lat={at['lat']}&item={ITEM}")
        assert re.search(rf'<button [^>]*name="me_too" value="{ref}"', part)
        assert ref not in await reporter.open(f"/report/already?lng={at['lng']}&lat={at['lat']}&item=B0520")
        page = await reporter.send("/report", key=key, me_too=ref, description="", **at)
        assert (reporter.status, "已受理" in page) == (200, True)
        page = await reporter.send("/report", key="another", me_too="0" * 32, description="还在", **at)
        assert (reporter.status, "请单独报事" in page, "还在" in page) == (422, True, True)


async def test_a_community_alone_is_place_enough_for_the_item_s_class(stack: Stack) -> None:
    main = await main_case(stack)
    ref = named(stack.app.state.door, main.case_no)

    async def refs(query: str) -> set[str]:
        answer = await stack.http.get(f"/nearby?{query}")
        assert all(one["metres"] is None for one in answer.json()["items"])
        return {one["ref"] for one in answer.json()["items"]}

    for _ in range(9):  # ten are listed, the newest first
        await main_case(stack)
    catalogue = stack.app.state.door.city.catalogue.items
    other = next(i.code for i in catalogue.values() if i.class_zh != catalogue[ITEM].class_zh)
    same = next(i.code for i in catalogue.values() if i.class_zh == catalogue[ITEM].class_zh)
    assert ref in await refs(f"community=SQ07&item={ITEM}")
    assert ref in await refs(f"community=SQ07&item={same}")
    assert ref not in await refs(f"community=SQ07&item={other}")
    assert await refs(f"community=SQ08&item={ITEM}") == set()
    refused(await stack.http.get("/nearby?community=SQ07"), 422, "malformed")
    refused(await stack.http.get(f"/nearby?item={ITEM}&lng=114.3"), 422, "malformed")

    path = f"/nearby/{ref}/me-too"
    refused(await stack.http.post(path, json={"community": "SQ08"}), 409, "not_near")
    refused(await stack.http.post(path, json={}), 422, "malformed")
    answer = await stack.http.post(path, json={"community": "SQ07", "address": "3 栋"})
    assert answer.status_code == 202, answer.text
    mine = Case(answer.json()["case_no"], answer.json()["track_code"])
    assert (await stack.until(mine, "closed"))["outcome"] == "merged"


async def test_the_report_page_offers_what_is_in_hand_in_the_community(stack: Stack) -> None:
    ref = named(stack.app.state.door, (await main_case(stack)).case_no)
    async with browsing(stack.app) as reporter:
        await reporter.open("/report")
        key = reporter.hidden("key")
        assert ref not in await reporter.open("/report/already?community=SQ07")
        assert ref not in await reporter.open(f"/report/already?community=SQ08&item={ITEM}")
        assert ref in await reporter.open(f"/report/already?community=SQ07&item={ITEM}")
        assert "同一社区" in reporter.page
        said = {"community": "SQ07", "description": "垃圾堆了好几天没人清，积存的渣土"}
        assert ref in (await reporter.http.post("/report/already", data=said)).text
        page = await reporter.send("/report", key=key, me_too=ref, description="", community="SQ07")
        assert (reporter.status, "已受理" in page) == (200, True)
