"""What departments read: the desk's words, never the reporter's; photos by links that end."""

import json
from datetime import timedelta
from random import Random
from typing import Any

import httpx
import pytest

from activities.departments.huying import body_of
from activities.places import Places
from domain import facts as f
from domain.evolve import evolve
from domain.people import Role
from domain.policy import City
from domain.views import armed
from hands import photo_links
from tests.api.browsing import browsing
from tests.api.stack import Case, Stack, refused
from tests.api.test_photos import jpeg
from tests.chance import Chance
from tests.playing import Play
from workflows import effects

WORDS = "我家三楼的水管从上个星期一就开始往外冒水，喊了物业八遍都没有人来看"
NAME, PHONE, FLAT = "赵晓七", "13873910055", "茶港 5 栋 2 单元 301"
SUMMARY = "茶港小区一处公共水管漏水"
MARKS = ("三楼的水管", "喊了物业", "晓七", PHONE, "2 单元")


async def told(stack: Stack, colour: str, **more: Any) -> tuple[Case, str]:
    """A report with everything that must stay inside, and its photo."""
    photo = (
        await stack.http.post("/photos", files={"file": ("a.jpg", jpeg(colour=colour), "image/jpeg")})
    ).json()
    reporter = {"kind": "resident", "name": NAME, "phone": PHONE}
    place = {"lng": 114.3417, "lat": 30.5504, "address": FLAT}
    case = await stack.report(description=WORDS, reporter=reporter, place=place, photos=[photo["id"]], **more)
    await stack.until(case, "called")
    return case, photo["id"]


async def summarised(stack: Stack, case: Case, text: str | None, *photos: str) -> httpx.Response:
    """The desk writes it."""
    body = {"text": text, "photos": list(photos)}
    return await stack.post(f"/cases/{case.case_no}/summarise", "street-dispatch", body)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"漏水，联系 {PHONE}", "有电话号码"),
        ("茶港 5 栋 2 单元漏水", "有门牌到户的地址"),
        (f"{NAME}家漏水", "有诉求人的姓名"),
        ("赵女士家漏水", "有诉求人的姓名"),
        ("水管从上个星期一就开始往外冒水", "照抄了诉求人的原话"),
    ],
)
async def test_what_must_stay_inside_is_refused_with_the_reason(stack: Stack, text: str, why: str) -> None:
    case, _ = await told(stack, "navy")
    problem = refused(await summarised(stack, case, text), 422, "malformed")
    assert why in problem["detail"]
    assert PHONE not in problem["detail"]
    by_dispatch = {"co": ["chengguan"], "summary": text}
    answer = await stack.post(f"/cases/{case.case_no}/dispatch", "street-dispatch", by_dispatch)
    assert why in refused(answer, 422, "malformed")["detail"]
    assert "summarised" not in await stack.events(case)


async def test_words_of_a_case_that_ended_in_it_stay_inside_too(stack: Stack) -> None:
    first, second = await stack.report(), (await told(stack, "coral"))[0]
    await stack.until(first, "called")
    merge = await stack.post(f"/cases/{second.case_no}/merge", "street-dispatch", {"into": first.case_no})
    assert merge.status_code == 200, merge.text
    await stack.until(second, "closed")
    refused(await summarised(stack, first, "赵女士家水管漏水"), 422, "malformed")


async def test_a_stranger_s_photo_is_not_let_out(stack: Stack) -> None:
    case, _ = await told(stack, "olive")
    _, other = await told(stack, "maroon")
    refused(await summarised(stack, case, SUMMARY, other), 422, "malformed")


async def test_the_unit_reads_the_summary_and_sees_what_was_let_out_until_it_is_taken_back(
    stack: Stack,
) -> None:
    case, photo = await told(stack, "purple")
    unit = str((await stack.see(case))["unit"])
    header = await stack.header_of(unit)
    call = f"/calls/{case.case_no}.1"
    before = (await stack.http.get(call, headers=header)).json()
    assert (before["summary"], before["photos"]) == ("", [])
    assert (await summarised(stack, case, SUMMARY, photo)).status_code == 200
    await until_recorded(stack, case)
    after = (await stack.http.get(call, headers=header)).json()
    assert after["summary"] == SUMMARY
    (link,) = after["photos"]
    site = httpx.URL("http://huying.test").join(link)
    assert (await stack.http.get(site)).headers["content-type"] == "image/jpeg"
    for wrong in (str(site).replace("call=1", "call=2"), str(site).replace("&call=1", "")):
        refused(await stack.http.get(wrong), 404, "unknown")
    async with browsing(stack.app, unit) as desk:
        for page in (f"/desk/{case.case_no}.1", f"/cases/{case.case_no}", f"/cases/{case.case_no}/print"):
            shown = await desk.open(page)
            assert SUMMARY in shown, page
            assert not [mark for mark in MARKS if mark in shown], page
    assert (await summarised(stack, case, SUMMARY)).status_code == 200
    await until_recorded(stack, case)
    refused(await stack.http.get(site), 404, "unknown")
    assert (await summarised(stack, case, SUMMARY, photo)).status_code == 200
    await until_recorded(stack, case)
    assert (await stack.http.get(site)).status_code == 200
    done = {"result": "solved", "reply": "已修好"}
    assert (await stack.post(f"{call}/complete", unit, done)).status_code == 202
    await stack.until(case, "checking", "rating")
    refused(await stack.http.get(site), 404, "unknown")


async def until_recorded(stack: Stack, case: Case) -> None:
    """The case as it is now is in the read model: its next event comes after all before."""
    order = await stack.post(f"/cases/{case.case_no}/supervise", "street-chief", {"text": "请速办"})
    seq = order.json()["seq"]
    while True:
        path = f"/cases/{case.case_no}/full"
        full = await stack.http.get(path, headers=await stack.header_of("street-chief"))
        if full.json()["timeline"][-1]["seq"] >= seq:
            return


async def test_the_desk_writes_it_on_a_page(stack: Stack) -> None:
    case, photo = await told(stack, "gold")
    async with browsing(stack.app, "street-dispatch") as desk:
        page = await desk.open(f"/cases/{case.case_no}")
        assert f'name="photos" value="{photo}"' in page
        await desk.send(f"/cases/{case.case_no}/summarise", text=f"联系 {PHONE}", photos=[photo])
        assert desk.status == 422
        assert "有电话号码" in desk.page
        await desk.send(f"/cases/{case.case_no}/summarise", text=SUMMARY, photos=[photo])
        assert desk.status == 200
        assert SUMMARY in desk.page
        assert f'value="{photo}" checked' in desk.page


async def test_a_department_s_own_system_gets_the_link_and_it_ends(stack: Stack) -> None:
    case, photo = await told(stack, "crimson")
    door = stack.app.state.door
    assert (await summarised(stack, case, SUMMARY, photo)).status_code == 200
    await until_recorded(stack, case)
    link = photo_links("http://huying.test", door.numbers)(case.case_no, 1, photo)
    assert (await stack.http.get(link)).status_code == 200
    until = int(httpx.URL(link).params["until"])
    assert timedelta(days=2) < timedelta(seconds=until - door.clock().timestamp()) <= timedelta(days=3)
    refused(await stack.http.get(link.replace(f"until={until}", f"until={until + 1}")), 404, "unknown")


async def test_open311_repeats_nothing_of_it(stack: Stack) -> None:
    case, _ = await told(stack, "teal")
    assert (await summarised(stack, case, SUMMARY)).status_code == 200
    await until_recorded(stack, case)
    for path in (f"requests/{case.case_no}.json", "requests.json", "requests.xml"):
        answer = await stack.http.get(httpx.URL("http://huying.test").join(f"/open311/v2/{path}"))
        assert answer.status_code == 200, answer.text
        assert not [mark for mark in (*MARKS, SUMMARY) if mark in answer.text], path


MARKED = {"description": WORDS, "name": NAME, "phone": PHONE, "address": FLAT, "point": [114.3417, 30.5504]}
CONNECTED = frozenset({"guanli", "chengguan", "gongan", "fangguan", "wuye", "district-command"})


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_no_message_repeats_what_was_told(city: City, seed: int) -> None:
    chance = Random(f"messages {seed}")
    item = chance.choice(("B0102", "B0513", "B0116", "B1105", "B1302", "B0520"))
    play = Play(city, connected=CONNECTED).report(
        item=item, community="SQ07", grid="SQ07-G03", channel="phone", photos=("p" * 40,)
    )
    player = Chance(play, chance)
    for _ in range(12):
        if armed(play.open) is None:
            break
        player.move()
        if chance.random() < 0.2:
            play.bring(f.Summarise(SUMMARY, ()), play.desk(Role.CHIEF))
    places = Places(city, lambda case_no, sealed: MARKED, lambda case_no, call, photo: f"/{photo}")
    case, sent = None, []
    for event in play.events:
        case = evolve(case, event)
        message = effects.message(case, event)
        if message is not None:
            sent.append(body_of(message, places).decode())
    assert not [mark for mark in (*MARKS, "p" * 40) for body in sent if mark in body]
    exposure = city.catalogue.items[item].exposure
    assert exposure == "public" or not [body for body in sent if "lng" in json.loads(body)["place"]]
