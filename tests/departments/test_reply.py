"""An e-mailed call is answered by the link in the message: a real mail server, the real API, a real case."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from activities.call import Caller
from activities.departments.mail import reply_links
from activities.departments.making import Means, departments
from activities.departments.noting import noted
from activities.listening import Listener
from activities.places import Places
from contracts.links import Smtp
from contracts.replying import key_fits, reply_key
from hands import photo_links
from infra.departments import load_links
from infra.temporal import ensure_search_attributes
from tests.api.browsing import browsing
from tests.api.conftest import demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, Case, Stack, once
from tests.departments.mailbox import TO, Mailbox, receiving
from tests.departments.played import Fault
from tests.departments.town import ITEMS, UNITS
from tests.patience import PATIENCE
from worker import SEARCH_ATTRIBUTES, department_worker

UNIT, ITEM = UNITS["email"], ITEMS["email"]
BASE = "http://huying.test"
MARK = "言4471"


@dataclass
class Street:
    """An installation whose one department is reached by mail."""

    stack: Stack
    box: Mailbox

    async def mailed(self, **more: object) -> tuple[Case, str]:
        """A case, and the link that came with its call."""
        case = await self.stack.report(ITEM, **more)
        await asyncio.to_thread(self.box.wait_for, f"{case.case_no}.1", 1)
        await self.stack.until(case, "called", "handling")
        return case, self.box.link(f"{case.case_no}.1")

    async def post(self, link: str, type: str, **fields: str) -> httpx.Response:
        """Send a form of that page, as a browser does."""
        key = parse_qs(urlsplit(link).query)["key"][0]
        form = {"key": key, "type": type, "once": fields.pop("once", type), **fields}
        return await self.stack.http.post(link.partition("?")[0], data=form)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def street(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    """API, case worker and the department's worker, on a server of their own."""
    folder, box = tmp_path_factory.mktemp("reply"), Mailbox()
    file = folder / "departments.toml"
    file.write_text(f'[{UNIT}]\nkind = "email"\nto = "{TO}"\n', encoding="utf-8")
    settings = demo_settings(folder, story_start=FRIDAY, departments=file)
    with receiving(box) as port:
        async with contextlib.AsyncExitStack() as open:
            temporal = await open.enter_async_context(await temporal_server())
            await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
            stack = await open.enter_async_context(installation(settings, temporal, frozenset({UNIT})))
            door = stack.app.state.door
            smtp = Smtp("127.0.0.1", port, "huying@street.test", tls="none")
            places = Places(door.city, door.vault.unseal, photo_links("", door.numbers))
            means = Means(door.database, places, smtp, reply_links(BASE, door.numbers.replying), True)
            links = load_links(file)
            caller = Caller(departments(links.values(), means, open).reached, noted(door.database))
            listener = Listener(stack.temporal, door.database, {}, door.now)
            await open.enter_async_context(department_worker(stack.temporal, links[UNIT], caller, listener))
            yield Street(stack, box)


async def test_a_call_is_answered_and_completed_by_its_link(street: Street) -> None:
    case, link = await street.mailed()
    page = await street.stack.http.get(link)
    assert page.status_code == 200
    assert "施工工地围挡" in page.text
    answered = await street.post(link, "responded", kind="on_site", note="已到现场，今天修好")
    assert (answered.status_code, answered.headers["location"].partition("?")[0]) == (
        303,
        f"/reply/{case.case_no}.1",
    )
    await street.stack.until(case, "handling")
    again = await street.post(link, "responded", kind="on_site", note="已到现场，今天修好")
    assert again.status_code == 303  # pressed twice
    assert (await street.post(link, "progress", note="正在修")).status_code == 303
    assert (await street.post(link, "completed", result="solved", reply="已修好")).status_code == 303
    await street.stack.until(case, "checking", "rating")
    events = await street.stack.events(case)
    assert [events.count(kind) for kind in ("responded", "progressed", "completed")] == [1, 1, 1]
    done = await street.stack.http.get(link)
    assert "<form" not in done.text.partition("<main")[2]


async def test_it_may_be_given_back(street: Street) -> None:
    case, link = await street.mailed()
    said = await street.post(link, "returned", reason="r1", note="该路段属水务集团养护")
    assert said.status_code == 303
    await street.stack.until(case, "returned")


async def test_the_message_and_the_page_hold_nothing_of_the_reporter(street: Street) -> None:
    reporter = {"kind": "resident", "name": "赵4471", "phone": "13873914471"}
    place = {"lng": 114.3417, "lat": 30.5504, "address": "放鹰台 栋4471"}
    case, link = await street.mailed(description=f"事由 {MARK}", reporter=reporter, place=place)
    [came] = street.box.tries[f"{case.case_no}.1"]
    for text in (came.text, (await street.stack.http.get(link)).text):
        assert not [mark for mark in (MARK, "赵4471", "13873914471", "栋4471") if mark in text]
        assert "施工工地围挡" in text
        assert "水果湖" in text or "SQ07" in text
    assert all(line in came.text for line in ("响应时限：", "办结时限：", "编号："))


@pytest.mark.parametrize(
    ("type", "fields"),
    [
        ("responded", {"kind": "contacted"}),
        ("responded", {"kind": "nonsense", "note": "x"}),
        ("completed", {"result": "solved"}),
        ("returned", {"reason": "nonsense", "note": "x"}),
        ("nonsense", {"note": "x"}),
        ("", {}),
    ],
)
async def test_what_can_t_be_taken_is_said_on_the_page_and_changes_nothing(
    street: Street, type: str, fields: dict[str, str]
) -> None:
    case, link = await street.mailed()
    before = await street.stack.events(case)
    said = await street.post(link, type, **fields)
    assert said.status_code == 422
    assert 'role="alert"' in said.text
    assert await street.stack.events(case) == before


async def test_another_s_link_an_old_one_and_none_are_unknown(street: Street) -> None:
    case, link = await street.mailed()
    other, _ = await street.mailed()
    door, call = street.stack.app.state.door, f"{case.case_no}.1"
    key = parse_qs(urlsplit(link).query)["key"][0]
    old = reply_key(door.numbers.replying, UNIT, call, door.now() - timedelta(seconds=1))
    later = reply_key(b"another secret", UNIT, call, door.now() + timedelta(days=1))
    longer = f"{int(key.partition('-')[0], 16) + 1:x}-{key.partition('-')[2]}"
    for wrong in ("", "x", "-", f"{key}0", key[:-1], old, later, longer, "ffffffffffffffff-0", "-" * 199):
        answer = await street.stack.http.get(f"{BASE}/reply/{call}", params={"key": wrong})
        assert answer.status_code == 404, wrong
        sent = await street.post(f"{BASE}/reply/{call}?key=x", "responded", note="x", key=wrong)
        assert sent.status_code == 404, wrong
    assert (await street.stack.http.get(f"{BASE}/reply/{other.case_no}.1?key={key}")).status_code == 404
    assert (await street.stack.http.get(f"{BASE}/reply/{case.case_no}.2?key={key}")).status_code == 404
    assert (await street.stack.http.get(link)).status_code == 200


async def test_a_link_outlives_its_call_s_deadline_by_thirty_days(street: Street) -> None:
    case, link = await street.mailed()
    door, call = street.stack.app.state.door, f"{case.case_no}.1"
    key = parse_qs(urlsplit(link).query)["key"][0]
    due = (await street.stack.http.get(f"/calls/{call}", headers=await street.stack.header_of(UNIT))).json()
    end = datetime.fromisoformat(due["resolve_by"]).replace(microsecond=0) + timedelta(days=30)
    assert key_fits(door.numbers.replying, UNIT, call, key, end)
    assert not key_fits(door.numbers.replying, UNIT, call, key, end + timedelta(seconds=1))


async def test_a_unit_that_turns_out_to_be_the_one_reported_has_no_link(street: Street) -> None:
    case, link = await street.mailed()
    assert (await street.stack.http.get(link)).status_code == 200
    named = await street.stack.post(f"/cases/{case.case_no}/party", "supervisor", {"unit": UNIT})
    assert named.status_code == 200, named.text
    await once(street.stack, case, lambda view: view["unit"] != UNIT)
    assert (await street.stack.http.get(link)).status_code == 404
    assert (await street.post(link, "responded", kind="contacted", note="已联系")).status_code == 404


async def test_no_line_of_the_log_holds_the_key(
    street: Street, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _, link = await street.mailed()
    key = parse_qs(urlsplit(link).query)["key"][0]
    for type in ("responded", "nonsense"):
        await street.post(link, type, kind="contacted", note="已联系")
    await street.stack.http.get(f"{link}0")
    said = "".join(capsys.readouterr()) + caplog.text
    assert key.partition("-")[2] not in said


async def test_operators_see_the_department_and_why_a_message_did_not_arrive(street: Street) -> None:
    stack, operator = street.stack, await street.stack.header_of("operator")
    case, _ = await street.mailed()
    call = f"{case.case_no}.3"
    street.box.script(call, Fault.REFUSES)
    moved = await stack.post(f"/cases/{case.case_no}/dispatch", "street-dispatch", {"lead": "guanli"})
    assert moved.status_code == 200, moved.text
    back = await stack.post(f"/cases/{case.case_no}/dispatch", "street-dispatch", {"lead": UNIT})
    assert back.status_code == 200, back.text
    letter = await listed(stack, operator)
    shown = (letter["call_id"], letter["refused"], letter["kind"], letter["again"])
    assert shown == (call, True, "email", True)
    assert letter["why"] == "the mail server answered 550"
    departments = (await stack.http.get("/operations/departments", headers=operator)).json()["items"]
    assert [(one["unit"], one["kind"], one["circuit"]) for one in departments] == [(UNIT, "email", "closed")]
    async with browsing(stack.app, "operator") as browser:
        page = await browser.open("/operations")
        assert all(text in page for text in (call, "the mail server answered 550", "email"))
        await browser.send(f"/operations/resend/{call}")
    await asyncio.to_thread(street.box.wait_for, call, 2)


async def listed(stack: Stack, operator: dict[str, str]) -> dict[str, object]:
    """The one undelivered message, once it is listed."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = await stack.http.get("/operations/undelivered", headers=operator)
        if found := answer.json()["items"]:
            [letter] = found
            return dict(letter)
        assert time.monotonic() < end, answer.text
        await asyncio.sleep(0.05)
