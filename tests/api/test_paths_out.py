"""What one may not read comes out nowhere: every GET route, every account, messages, and what Temporal shows.

Three cases, of a public, a `case` and a sealed item, each with marks in its words, name, phone and flat. A new GET
route must be added to `asked`, or the first test fails.
"""

import asyncio
import io
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest_asyncio
from sqlalchemy import select
from temporalio.api.sdk.v1 import WorkflowMetadata

from activities.departments.huying import body_of
from activities.notify import Notifier
from activities.places import Places
from activities.warnings import Warner
from domain import events as e
from domain.evolve import evolve
from hands import photo_links
from readmodel.upserts import MESSAGES
from tests.api.stack import FRIDAY, Case, Stack
from tests.api.test_matters import of_matters
from tests.patience import PATIENCE
from tests.workflows.looking import stored
from workflows import effects

SHANGHAI = ZoneInfo("Asia/Shanghai")
ITEMS = {"public": "B0102", "case": "A201", "sealed": "B1302"}
UNITS = {"public": "guanli", "case": "SQ07", "sealed": "gongan"}
SEALED = ("涉嫌聚众赌博", '"B1302"')
"""What names the sealed item."""
OFFICERS = {"street-chief", "street-director", "district-chief", "city-chief"}
DESK = {"street-intake", "street-dispatch", "supervisor", "callback-1", "reviewer-1", *OFFICERS}
READS = {"public": DESK, "case": {*DESK, "SQ07"}, "sealed": OFFICERS}
"""Who gets the reporter's words and flat: those who go there, and the desk; of what is sealed the named officers."""
NAMED_TO = {*OFFICERS, "gongan"}
OTHERS = {"guanli", "gongan", "chengguan", "SQ07-G03", "SQ08", "street-command", "street-committee"}
ACCOUNTS = sorted({*DESK, *OTHERS, "SQ07", "auditor", "area-chief-1", "operator", "admin", ""})
"""Accounts of every kind; "" is nobody."""


@dataclass
class Marked:
    """A case and the marks in it."""

    case: Case
    words: tuple[str, ...]
    person: tuple[str, ...]


def marks(exposure: str) -> tuple[tuple[str, str, str], tuple[str, str]]:
    """Marks of the words, the flat and what was added; of name and phone."""
    number = f"7391{list(ITEMS).index(exposure)}"
    return (f"言{number}", f"栋{number}", f"补{number}"), (f"赵{number}", f"1387391000{number[-1]}")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def marked(stack: Stack) -> dict[str, Marked]:
    """The three cases, answered by their units, supervised and warned of."""
    made = {}
    for exposure, item in ITEMS.items():
        words, person = marks(exposure)
        reporter = {"kind": "resident", "name": person[0], "phone": person[1]}
        place = {"lng": 114.3417, "lat": 30.5504, "address": f"放鹰台 {words[1]}"}
        case = await stack.report(item, description=f"事由 {words[0]}", reporter=reporter, place=place)
        made[exposure] = Marked(case, words, person)
        assert await stack.unit_of(case) == UNITS[exposure]
        code = f"?code={case.code}"
        for path, body in (("supplement", {"text": words[2]}), ("urge", {"text": words[2]})):
            said = await stack.http.post(f"/cases/{case.case_no}/{path}{code}", json=body)
            assert said.status_code == 200, said.text
        answer = {"kind": "contacted", "note": "已联系"}
        assert (
            await stack.post(f"/calls/{case.case_no}.1/respond", UNITS[exposure], answer)
        ).status_code == 202
        await stack.until(case, "handling")
        summary = {"text": "一处公共部位需要查看"}
        written = await stack.post(f"/cases/{case.case_no}/summarise", "street-chief", summary)
        assert written.status_code == 200, written.text
        order = await stack.post(f"/cases/{case.case_no}/supervise", "street-chief", {"text": "请速办"})
        assert order.status_code == 200, order.text
    for days in range(1, 6):
        await warned(stack, datetime.fromisoformat(FRIDAY) + timedelta(days=days, hours=1))
    return made


async def warned(stack: Stack, moment: datetime) -> None:
    """A look over the open calls, at a story moment of our choice."""
    door = stack.app.state.door
    outbox = Notifier(door.city, door.database)
    while (await Warner(door.city, door.database, outbox.keep, lambda: moment).warn()).more:
        pass


async def told_of(stack: Stack, numbers: list[str]) -> str:
    """The messages, once a warning and a supervision order of each case are among them."""
    end, kinds = time.monotonic() + PATIENCE, ('"what":"warning"', '"what":"supervision"')
    while True:
        async with stack.app.state.door.database.session() as session:
            rows = (await session.execute(select(MESSAGES))).all()
        found = [
            any(no in row.notice and kind in row.notice for row in rows) for no in numbers for kind in kinds
        ]
        if all(found):
            return "\n".join(map(str, rows))
        assert time.monotonic() < end, found
        await asyncio.sleep(0.05)


def numbers_of(marked: dict[str, Marked]) -> list[str]:
    """Their case numbers."""
    return [one.case.case_no for one in marked.values()]


def asked(numbers: list[str]) -> dict[str, list[str]]:
    """What is asked of every GET route, probes among it: a name sought for, a unit and an item named."""
    lists = ["limit=200", "limit=200&q=赌博", "limit=200&q=7391", "limit=200&item=B1302"]
    by = ("unit", "tier", "community", "grid", "item", "reporter_kind", "month")
    units = ("guanli", "gongan", "chengguan", "street-command")
    keys = (*(("unit", unit) for unit in units), ("item", "B1302"), ("item", "sealed"))
    rates = ("response", "completion", "satisfaction")
    return {
        "/cases/{case_no}": [f"/cases/{no}?code=00000000" for no in numbers],
        "/cases": [f"/cases?{query}" for query in (*lists, *(f"q={no}" for no in numbers))],
        "/cases/{case_no}/full": [f"/cases/{no}/full" for no in numbers],
        "/cases/{case_no}/suggestions": [f"/cases/{no}/suggestions" for no in numbers],
        "/cases/{case_no}/similar": [f"/cases/{no}/similar" for no in numbers],
        "/calls": [f"/calls?limit=200{unit}" for unit in ("", "&unit=gongan", "&unit=SQ07")],
        "/calls/{call_id}": [f"/calls/{no}.1" for no in numbers],
        "/warnings": [f"/warnings?limit=200{unit}" for unit in ("", "&unit=gongan", "&unit=SQ07")],
        "/rates": [f"/rates?by={key}" for key in by],
        "/rates/cases": [f"/rates/cases?limit=200&by={b}&key={k}&rate={r}" for b, k in keys for r in rates],
        "/rates.xlsx": [f"/rates.xlsx?by={key}" for key in ("unit", "item")],  # the table of `/rates`
        "/rates.docx": ["/rates.docx"],
        "/results": ["/results"],
        "/simplifications": ["/simplifications?limit=200"],
        "/simplifications.xlsx": ["/simplifications.xlsx"],
        "/results/published": ["/results/published"],
        "/results/published.docx": ["/results/published.docx"],
        **of_matters(numbers),
        "/chiefs": [],  # posts, of no case
        "/chiefs/mine": ["/chiefs/mine"],
        "/chiefs/{code}": ["/chiefs/LZ01"],
        "/rounds": ["/rounds?limit=200"],
        "/rounds/{round_no}": [f"/rounds/{no}" for no in numbers],
        "/grids/editions": [],
        "/grids/{code}/history": [],
        "/grids/redraws": ["/grids/redraws"],
        "/grids/redraws/{redraw}": [f"/grids/redraws/{no}" for no in numbers],
        "/grids/redraws/{redraw}/following": [f"/grids/redraws/{no}/following" for no in numbers],
        "/referrals": ["/referrals?limit=200"],
        "/referrals/results.csv": ["/referrals/results.csv?source=hotline"],
        "/referrals/{source}/results": [],  # signed by whoever referred them: test_referrals.py
        "/session": ["/session"],
        "/session/hearing": ["/session/hearing"],
        "/messages": ["/messages?limit=200"],
        "/cases/{case_no}/messages": [f"/cases/{no}/messages?limit=200" for no in numbers],
        "/healthz": ["/healthz"],
        "/readyz": ["/readyz"],
        "/catalogue": [],  # names every item, of no case
        "/suggest": ["/suggest?q=7391"],  # names items, of no case
        "/nearby": [f"/nearby?lng=114.3417&lat=30.5504{item}" for item in ("", "&item=B1302", "&item=B0102")]
        + [f"/nearby?community=SQ07&item={item}" for item in ("B1302", "B0102")],
        "/notices": ["/notices"],
        "/operations/departments": ["/operations/departments"],
        "/operations/undelivered": ["/operations/undelivered"],
        "/heads": ["/heads"],
        "/heads/key": ["/heads/key"],
        "/heads/{day}": [f"/heads/{datetime.now(SHANGHAI) - timedelta(days=1):%Y-%m-%d}"],
        "/cases/{case_no}/proof": [f"/cases/{no}/proof?code=00000000" for no in numbers],
        "/meetings": ["/meetings?limit=200"],
        "/meetings/{meeting}": [],  # what a meeting wrote, and where its cases stand: test_meetings.py
        "/deliberations": ["/deliberations?limit=200"],
        "/deliberations/raised": ["/deliberations/raised?limit=200"],
        "/deliberations/{topic}": [],  # what its answer says, and where its case stands: test_deliberations.py
        "/documents": ["/documents"],
        "/documents/{code}": [],  # what an office wrote for everybody
        "/documents/{code}/{version}": [],
        "/organisation": ["/organisation"],
        "/organisation/staffing": ["/organisation/staffing"],
        "/powers/uses": ["/powers/uses?limit=200"],
        "/powers/uses.xlsx": ["/powers/uses.xlsx"],
        "/absences": ["/absences?limit=200"],
        "/absences/deputies": ["/absences/deputies"],
        "/duty": ["/duty"],
        "/handovers": ["/handovers?limit=200"],
        "/persons/requests": ["/persons/requests"],
        "/persons/requests/{request_id}/export": [],  # for who asked, once granted, on record: test_persons.py
        "/registers": ["/registers"],
        "/registers/report": ["/registers/report"],
        "/registers/report.xlsx": ["/registers/report.xlsx"],
        "/registers/{code}": ["/registers/needs"],
        "/registers/{code}/table.xlsx": ["/registers/needs/table.xlsx"],
        "/registers/{code}/template.xlsx": ["/registers/needs/template.xlsx"],
        "/registers/{code}/{key}": ["/registers/needs/XQ-0001"],
        "/registers/{code}/{key}/matches": ["/registers/needs/XQ-0001/matches"],
        "/photos/{photo}": [],  # by a signed link that expires: test_photos.py
        "/channels/wechat": ["/channels/wechat"],  # signed by WeChat: tests/channels
        "/events": [],  # a stream of numbers and kinds: test_live.py holds who hears of what
    }


def asked_by_open311(numbers: list[str]) -> dict[str, list[str]]:
    """The same of GeoReport's routes, which other systems ask."""
    found, at = ",".join(numbers), "/open311/v2"
    return {
        f"{at}/discovery.{{format}}": [f"{at}/discovery.json"],
        f"{at}/services.{{format}}": [],  # names every item, of no case
        f"{at}/services/{{service_code}}.{{format}}": [f"{at}/services/B1302.json"],
        f"{at}/tokens/{{token}}.{{format}}": [f"{at}/tokens/{no}.json" for no in numbers],
        f"{at}/requests.{{format}}": [
            f"{at}/requests.json?{query}"
            for query in ("page_size=200", f"service_request_id={found}", "q=7391")
        ],
        f"{at}/requests/{{service_request_id}}.{{format}}": [
            f"{at}/requests/{no}.{form}" for no in numbers for form in ("json", "xml")
        ],
        f"{at}/servicerequestupdates.{{format}}": [
            f"{at}/servicerequestupdates.json?service_request_id={found}"
        ],
    }


def connected(event: e.Event) -> e.Event:
    """The same, of a unit with a system of its own."""
    if not isinstance(event.body, e.Called):
        return event
    return replace(event, body=replace(event.body, call=replace(event.body.call, connected=True)))


async def answers(stack: Stack, account: str, paths: Iterable[str]) -> str:
    """All that this account is told."""
    header = await stack.header_of(account) if account else {}
    told: list[httpx.Response] = [await stack.http.get(path, headers=header) for path in paths]
    assert all(answer.status_code in (200, 401, 403, 404) for answer in told), [a.text for a in told]
    return "\n".join(map(text_of, told))


def text_of(answer: httpx.Response) -> str:
    """What is told, out of an office file too."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))


async def test_every_get_route_is_known_here(stack: Stack, marked: dict[str, Marked]) -> None:
    paths = (await stack.http.get("/openapi.json")).json()["paths"]
    known = {f"/api/v1{path}" for path in asked(numbers_of(marked))}
    theirs = asked_by_open311(numbers_of(marked)).keys()
    assert {path for path, ways in paths.items() if "get" in ways} == known | theirs


async def test_other_systems_learn_no_words_and_no_sealed_case(
    stack: Stack, marked: dict[str, Marked]
) -> None:
    paths = [path for ways in asked_by_open311(numbers_of(marked)).values() for path in ways]
    told = "\n".join([(await stack.http.get(f"http://huying.test{path}")).text for path in paths])
    for exposure, one in marked.items():
        assert not [word for word in (*one.words, *one.person) if word in told], exposure
        assert (one.case.case_no in told.replace(f"tokens/{one.case.case_no}", "")) == (exposure == "public")


async def test_words_and_sealed_names_reach_those_entitled_and_nobody_else(
    stack: Stack, marked: dict[str, Marked]
) -> None:
    routes = asked(numbers_of(marked))
    with_codes = [*routes.pop("/cases/{case_no}"), *routes.pop("/cases/{case_no}/proof")]
    by_code = await answers(stack, "", with_codes)  # ten wrong ones a day are answered
    paths = [path for route in routes.values() for path in route]
    told = {account: await answers(stack, account, paths) for account in ACCOUNTS}
    told[""] += by_code
    for exposure, one in marked.items():
        for mark in one.words:
            readers = {account for account, text in told.items() if mark in text}
            assert readers == READS[exposure], (exposure, mark)
        for mark in one.person:
            assert not [account for account, text in told.items() if mark in text], (exposure, mark)
    for name in SEALED:
        assert {account for account, text in told.items() if name in text} == NAMED_TO, name


async def test_nobody_finds_a_sealed_case_by_the_name_of_its_item(
    stack: Stack, marked: dict[str, Marked]
) -> None:
    number = marked["sealed"].case.case_no
    probes = ["/cases?limit=200&q=赌博", "/cases?limit=200&item=B1302"]
    probes += [f"/rates/cases?by=item&key=B1302&rate={rate}" for rate in ("response", "completion")]
    for account in ACCOUNTS:
        assert number not in await answers(stack, account, probes), account
    together = "/rates/cases?limit=200&by=item&key=sealed&rate=response"
    assert number in await answers(stack, "supervisor", [together])  # every figure opens its cases


async def test_the_reporter_s_own_view_repeats_nothing_of_it(stack: Stack, marked: dict[str, Marked]) -> None:
    for exposure, one in marked.items():
        view = str(await stack.see(one.case))
        assert not [mark for mark in (*one.words, *one.person) if mark in view], exposure
        assert not [name for name in SEALED if name.strip('"') in view], exposure


async def test_messages_to_people_and_units_repeat_nothing_of_it(
    stack: Stack, marked: dict[str, Marked]
) -> None:
    door = stack.app.state.door
    sent = [await told_of(stack, numbers_of(marked))]
    places = Places(door.city, door.vault.unseal, photo_links("", door.numbers))
    for one in marked.values():
        state = None
        for event in map(connected, await stored(door.database, one.case.case_no)):
            state = evolve(state, event)
            message = effects.message(state, event)
            if message is not None:
                sent.append(body_of(message, places).decode())
    assert len(sent) == 1 + len(marked)
    every = "\n".join(sent)
    assert SEALED[0] not in every
    for one in marked.values():
        assert not [mark for mark in (*one.words, *one.person) if mark in every]


async def test_temporal_shows_and_keeps_nothing_of_it(stack: Stack, marked: dict[str, Marked]) -> None:
    for exposure, one in marked.items():
        handle = stack.temporal.get_workflow_handle(one.case.case_no)
        events = (await handle.fetch_history()).events
        kept = b"".join(event.SerializeToString() for event in events)
        assert one.case.case_no.encode() in kept
        assert not [mark for mark in (*one.words, *one.person, *SEALED) if mark.encode() in kept], exposure
        described = await handle.describe()
        told = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        shown = [
            str(await described.static_summary()),
            str(described.typed_search_attributes),
            str(await described.memo()),
            str(told.current_details),
            *(event.user_metadata.summary.data.decode() for event in events),
        ]
        assert "已受理" in told.current_details
        assert not [text for text in shown for mark in (*SEALED, *one.words, *one.person) if mark in text]
