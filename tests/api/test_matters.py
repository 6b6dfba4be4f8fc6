"""办事 over HTTP: each way of having a service on its whole way, and who may see or say what."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api import errors
from api.limits import APPLICATIONS, Limits
from domain.matters.words import PHASES
from tests.api.stack import Stack, refused
from tests.patience import until

ONLINE, ONSITE, UNASKED = "S-W003", "S-X001", "S-M001"
PERSON = {"name": "赵测试", "phone": "13800001234"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REGISTER = (
    "编号,姓名,电话,出生日期,类别\nR-1,钱测试,13800005678,1940-03-01,\nR-2,孙测试,,1990-05-06,低保 残疾\n"
    "R-3,李测试,13800009999,1950-01-01,\n"
)


def of_matters(numbers: list[str]) -> dict[str, list[str]]:
    """What `test_paths_out` asks of these GET routes; nothing of a case is told by them."""
    return {
        "/services": ["/services"],
        "/services/results": ["/services/results"],
        "/services/{code}": ["/services/S-W003"],
        "/services/{code}/slots": ["/services/S-X001/slots"],
        "/matters": ["/matters?limit=200"],
        "/matters/{number}": [f"/matters/{no}?code=00000000" for no in numbers],
        "/matters/{number}/full": [f"/matters/{no}/full" for no in numbers],
        "/matters/{number}/papers/{paper}": [f"/matters/{no}/papers/a" for no in numbers],
        "/candidates": ["/candidates"],
    }


@dataclass
class Held:
    """What a person holds of their matter."""

    stack: Stack
    number: str
    code: str

    async def see(self) -> dict[str, Any]:
        """The person's view."""
        answer = await self.stack.http.get(f"/matters/{self.number}?code={self.code}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def until(self, phase: str) -> dict[str, Any]:
        """The person's view, once it stands there."""
        return await until(self.see, lambda view: view["phase"] == phase and view["timeline"])

    async def say(self, what: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """The person says something."""
        return await self.stack.http.post(f"/matters/{self.number}/{what}?code={self.code}", json=body)

    async def office(self, by: str, what: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Staff say something."""
        headers = await self.stack.header_of(by)
        return await self.stack.http.post(f"/matters/{self.number}/{what}", json=body, headers=headers)

    async def done(self, by: str, what: str, body: dict[str, Any] | None = None) -> None:
        """Staff say something that is allowed."""
        answer = await self.office(by, what, body)
        assert answer.status_code == 200, answer.text


async def apply(stack: Stack, service: str, key: str = "", **more: Any) -> Held:
    """A person applies."""
    headers = {"Idempotency-Key": key} if key else {}
    body = {"service": service, "applicant": PERSON, **more}
    answer = await stack.http.post("/matters", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return Held(stack, answer.json()["matter_no"], answer.json()["track_code"])


async def paper(stack: Stack, content: bytes = PDF) -> str:
    """A paper that was sent."""
    answer = await stack.http.post("/papers", files={"file": ("a.pdf", content)})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def slots(stack: Stack, service: str = ONSITE) -> list[dict[str, Any]]:
    """What is free."""
    answer = await stack.http.get(f"/services/{service}/slots")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_online_from_application_to_rating(stack: Stack) -> None:
    held = await apply(stack, ONLINE, "one", files=[await paper(stack)], note="补办")
    again = await apply(stack, ONLINE, "one", files=[await paper(stack)], note="补办")
    assert again.number == held.number
    other = {"service": ONLINE, "applicant": PERSON, "note": "别的"}
    refused(
        await stack.http.post("/matters", json=other, headers={"Idempotency-Key": "one"}), 422, "key_reused"
    )
    await held.until("applied")
    await held.done("renshe", "ask-papers", {"missing": ["近期免冠照片"]})
    view = await held.until("papers")
    assert (view["missing"], view["may"]) == (["近期免冠照片"], ["bring", "withdraw"])
    assert (await held.say("papers", {"files": [await paper(stack, PDF + b"\n")]})).status_code == 200
    refused(await held.office("renshe", "ask-papers", {"missing": ["户口簿"]}), 409, "asked_once")
    for what, body in (("accept", None), ("decide", {"granted": True}), ("deliver", {"how": "post"})):
        await held.done("renshe", what, body)
    await held.until("rating")
    assert (await held.say("rating", {"result": 5})).status_code == 200
    view = await held.until("closed")
    assert (view["outcome"], view["rating"]) == ("granted", 5)
    assert "赵测试" not in str(view)
    refused(await held.say("withdraw"), 409, "closed")


async def test_only_its_office_reads_what_the_person_told(stack: Stack) -> None:
    name = await paper(stack, PDF + b"own")
    held = await apply(stack, ONLINE, files=[name], note="只给窗口看")
    await held.until("applied")
    full, one = f"/matters/{held.number}/full", f"/matters/{held.number}/papers/{name}"
    own = (await stack.http.get(full, headers=await stack.header_of("renshe"))).json()
    assert (own["applicant"], own["phone"], own["note"]) == ("赵测试", "13800001234", "只给窗口看")
    assert own["staff_may"] == ["accept", "ask_papers", "decide"]
    seen = await stack.http.get(one, headers=await stack.header_of("renshe"))
    assert (seen.content, seen.headers["content-disposition"][:10]) == (PDF + b"own", "attachment")
    desk = (await stack.http.get(full, headers=await stack.header_of("street-chief"))).json()
    assert (desk["applicant"], desk["phone"], desk["note"]) == ("赵**", "138****1234", None)
    for account in ("minzheng", "SQ07-G03", "admin"):
        headers = await stack.header_of(account)
        assert (await stack.http.get(full, headers=headers)).status_code == 404, account
        assert (await stack.http.get(one, headers=headers)).status_code == 404, account
        assert (await held.office(account, "accept")).status_code in (403, 404), account
    assert (await stack.http.get(one, headers=await stack.header_of("street-chief"))).status_code == 404
    refused(await held.office("street-chief", "accept"), 404, "unknown")
    assert (await stack.http.get(full)).status_code == 401
    wrong = Held(stack, held.number, "00000000")
    assert (await stack.http.get(f"/matters/{wrong.number}?code={wrong.code}")).status_code == 404
    handle = stack.temporal.get_workflow_handle(held.number)
    history = b"".join([event.SerializeToString() for event in (await handle.fetch_history()).events])
    assert held.number.encode() in history
    assert not [word for word in ("赵测试", "13800001234", "只给窗口看") if word.encode() in history]


async def test_on_site_one_visit_and_a_second_one_that_is_ours(stack: Stack) -> None:
    refused(
        await stack.http.post("/matters", json={"service": ONSITE, "applicant": PERSON}), 422, "malformed"
    )
    first, second = (await slots(stack))[:2]
    held = await apply(stack, ONSITE, slot=first["start"])
    view = await held.until("booked")
    assert view["papers"][0] == "申请表"
    assert (await held.say("appointment", {"slot": second["start"]})).status_code == 200
    free = {one["start"]: one["free"] for one in await slots(stack)}
    assert (free[first["start"]], free[second["start"]]) == (first["free"], second["free"] - 1)
    await held.done("minzheng", "check-in")
    await held.done("minzheng", "come-again", {"whose": "office", "why": "系统故障"})
    view = await held.until("to_book")
    assert view["second_visits"] == 1
    await held.done("minzheng", "book", {"slot": second["start"]})
    for what, body in (("check-in", None), ("decide", {"granted": False, "reason": "收入超过标准"})):
        await held.done("minzheng", what, body)
    view = await held.until("rating")
    assert (view["reason"], view["visits"]) == ("收入超过标准", 2)
    assert (await held.say("rating", {"result": 2})).status_code == 200
    assert (await held.until("closed"))["outcome"] == "refused"


async def test_a_full_slot_takes_nobody_more(stack: Stack) -> None:
    last = (await slots(stack))[-1]
    body = {"service": ONSITE, "applicant": PERSON, "slot": last["start"]}
    answers = await asyncio.gather(*(stack.http.post("/matters", json=body) for _ in range(last["free"] + 2)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202] * last["free"] + [409] * 2
    assert last["start"] not in [one["start"] for one in await slots(stack)]


async def test_unasked_by_the_register_and_never_without_a_yes(stack: Stack) -> None:
    sent = {"file": ("register.csv", REGISTER.encode())}
    admin = await stack.header_of("admin")
    taken = await stack.http.post("/residents", files=sent, headers=admin)
    assert taken.status_code == 200, taken.text
    assert taken.json()["lines"] == 3
    broken = {"file": ("register.csv", REGISTER.replace("1990-05-06", "去年").encode())}
    faults = (await stack.http.post("/residents", files=broken, headers=admin)).json()
    assert (faults["lines"], faults["faults"]) == (0, ["第 3 行：出生日期须为 1946-03-01 这样的日期"])
    assert (
        await stack.http.post("/residents", files=sent, headers=await stack.header_of("minzheng"))
    ).status_code == 403
    window = await stack.header_of("minzheng")
    listed = (await stack.http.get("/candidates", headers=window)).json()
    mine = [one for one in listed if one["service"] == UNASKED]
    assert [one["who"] for one in mine] == ["钱** 138****5678"]
    assert "钱测试" not in str(listed)
    confirm = f"/candidates/{UNASKED}/{mine[0]['ref']}/confirm"
    assert (await stack.http.post(confirm, headers=await stack.header_of("renshe"))).status_code == 404
    confirmed = await stack.http.post(confirm, headers=window)
    assert confirmed.status_code == 200, confirmed.text
    refused(await stack.http.post(confirm, headers=window), 404, "unknown")
    number = confirmed.json()["matter_no"]
    held = Held(stack, number, stack.app.state.door.numbers.track_code(number))  # as the message tells it
    await held.until("consent")
    for what, body in (("decide", {"granted": True}), ("deliver", {"how": "post"}), ("accept", None)):
        refused(await held.office("minzheng", what, body), 409, "phase")
    assert (await held.say("consent", {"given": True})).status_code == 200
    await held.until("handling")
    await held.done("minzheng", "decide", {"granted": True})
    refused(await stack.http.post("/matters", json={"service": UNASKED, "applicant": PERSON}), 409, "unasked")


async def test_services_are_found_by_words_pinyin_and_kind(stack: Stack) -> None:
    async def names(query: str) -> list[str]:
        answer = await stack.http.get(f"/services?{query}")
        assert answer.status_code == 200, answer.text
        return [one["name"] for one in answer.json()["items"]]

    assert len(await names("")) == 128
    assert (await names("q=高龄津贴"))[0] == "高龄津贴发放"
    assert "老年人优待证办理" in await names("q=老年证")
    assert "失业登记" in await names("q=shiyedengji")
    assert "失业登记" in await names("q=sydj")
    assert len(await names("mode=全程网上办")) == 21
    assert len(await names("category=残疾人与退役军人&mode=免申帮你办")) == 9
    assert await names("q=没有这样的事") == []
    one = (await stack.http.get(f"/services/{ONLINE}")).json()
    assert {paper["name"]: paper["ours"] for paper in one["papers"] if paper["name"] != "社保缴费记录"} == {
        "居民身份证": True,
        "近期免冠照片": False,
    }
    assert (await stack.http.get("/services/none")).status_code == 404


async def test_the_list_and_the_figures(stack: Stack) -> None:
    held = await apply(stack, ONLINE)
    await held.until("applied")
    for what, body in (("accept", None), ("decide", {"granted": True}), ("deliver", {"how": "download"})):
        await held.done("renshe", what, body)
    assert (await held.say("rating", {"result": 4})).status_code == 200
    await held.until("closed")
    results = (await stack.http.get("/services/results")).json()
    total, online = results["total"], next(one for one in results["by_mode"] if one["key"] == "全程网上办")
    assert results["services_by_mode"] == {"免申帮你办": 32, "全程网上办": 21, "现场一次办": 75}
    assert len(results["by_category"]) == 6
    assert total["matters"] == sum(one["matters"] for one in results["by_mode"])
    assert (online["legal_days"], online["granted"] >= 1, online["saved_percent"] > 90) == (5.0, True, True)
    window = await stack.header_of("renshe")
    listed = (await stack.http.get("/matters?phase=closed", headers=window)).json()["items"]
    assert held.number in [one["matter_no"] for one in listed]
    assert {one["unit"] for one in listed} == {"renshe"}
    every = (await stack.http.get("/matters?limit=200", headers=await stack.header_of("street-chief"))).json()
    assert len({one["unit"] for one in every["items"]}) >= 1
    assert (await stack.http.get("/matters")).status_code == 401
    wide = "opened_from=2020-01-01T00:00:00Z&opened_to=2026-01-01T00:00:00Z"
    refused(await stack.http.get(f"/services/results?{wide}"), 422, "malformed")


async def test_papers_that_are_none_and_numbers_that_are_not_ours(stack: Stack) -> None:
    for content in (b"", b"text", PDF[:20]):
        answer = await stack.http.post("/papers", files={"file": ("a.pdf", content)})
        assert answer.status_code == 422, content
    unknown = {"service": ONLINE, "applicant": PERSON, "files": ["a" * 40]}
    refused(await stack.http.post("/matters", json=unknown), 422, "malformed")
    refused(
        await stack.http.post("/matters", json={"service": "none", "applicant": PERSON}), 422, "malformed"
    )
    assert (await stack.http.get("/matters/SGH-20261123-48213057?code=12345678")).status_code == 404


async def test_the_public_applies_so_often_an_hour() -> None:
    limits = Limits()
    for _ in range(APPLICATIONS.amount):
        limits.spend(APPLICATIONS, "198.51.100.7")
    with pytest.raises(errors.Problem) as refusal:
        limits.spend(APPLICATIONS, "198.51.100.7")
    assert refusal.value.status_code == 429


def test_every_phase_has_its_words() -> None:
    assert all(label and label.en for label in PHASES.values())
