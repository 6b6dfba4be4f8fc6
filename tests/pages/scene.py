"""A town in which something goes on, told in Chinese or in English: behind every page there is something to see.

For the pictures of docs/pictures/ and for the test that walks all pages in English.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from contracts.replying import reply_key
from domain.chiefs import ChiefKind
from tests.api.browsing import browsing
from tests.api.stack import URGENT, Case
from tests.api.test_chiefs import opened, until
from tests.api.test_city_data import edition_of, sent, with_lines
from tests.api.test_matters import apply, slots
from tests.api.test_photos import send
from tests.pages.met import met
from tests.pages.said import CHINESE, Said
from tests.pages.town import Town, later

OPEN = (
    ("B0520", "SQ07-G03", 114.3421, 30.5507),
    ("B0601", "SQ10-G02", 114.3352, 30.5641),
    ("B0101", "SQ13-G01", 114.3441, 30.5710),
    ("B0706", "SQ11-G05", 114.3388, 30.5551),
    ("B0802", "SQ04-G03", 114.3366, 30.5462),
    ("B1401", "SQ16-G07", 114.3455, 30.5829),
    ("B0602", "SQ14-G02", 114.3466, 30.5781),
)
DESK, CHIEF, UNIT = "street-dispatch", "street-chief", "chengguan"


@dataclass(frozen=True)
class Scene:
    """What page addresses name: cases by what they are for, and the edition of the city's tables that is proposed."""

    case: Case  # open, with a photo
    rated: Case  # waits for its rating
    waiting: Case  # waits for the desk
    late: Case  # closed after a missed clock
    own: Case  # a grid worker's own
    checked: Case  # waits for a check
    checker: str  # the grid that makes it
    edition: str
    reply_key: str  # in the link of an e-mailed call of `case`
    matter: Case  # a visit that is booked
    meeting: str  # that was held
    topic: str  # decided by another
    round: str  # a joint action under way
    redraw: str  # proposed

    def fill(self, pattern: str) -> str:
        """An address or an account: `{case}` is the number of that case, `{case_code}` its code."""
        known = {"edition": self.edition, "checker": self.checker, "reply_key": self.reply_key}
        known |= {"meeting": self.meeting, "topic": self.topic, "round": self.round, "redraw": self.redraw}
        for name in ("case", "rated", "waiting", "late", "own", "checked", "matter"):
            of: Case = getattr(self, name)
            known |= {name: of.case_no, f"{name}_code": of.code}
        return pattern.format(**known)


def photo() -> bytes:
    """A street at night whose light does not burn, drawn by us."""
    image, out = Image.new("RGB", (900, 900), "#22313a"), BytesIO()
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 900, 900), fill="#39444a")
    draw.rectangle((60, 180, 330, 640), fill="#2d3d46")
    for row in range(4):
        for column in range(3):
            lit = "#d9b45b" if (row + column) % 3 == 0 else "#1c2930"
            draw.rectangle((90 + column * 80, 220 + row * 100, 140 + column * 80, 280 + row * 100), fill=lit)
    draw.rectangle((610, 200, 626, 700), fill="#8b979c")
    draw.polygon(((540, 190), (690, 190), (650, 160), (580, 160)), fill="#8b979c")
    draw.ellipse((575, 185, 655, 225), fill="#11181c")
    image.save(out, "JPEG")
    return out.getvalue()


async def lived_in(town: Town, said: Said = CHINESE) -> Scene:
    """Reports in every state that a page shows; the staff at work among them."""
    late = await _late(town, said)
    await _climbing(town, said)
    for item, grid, lng, lat in OPEN:
        place = {"lng": lng, "lat": lat}
        await town.stack.report(item, community=grid[:4], grid=grid, place=place, description=said.light)
    for item, mark in (("B0102", 5), ("B0102", 4), ("B0102", 3), ("A101", 5), ("A101", 5), ("A107", 4)):
        await _rate(town, await _to_rating(town, said, item), mark)
    await _reviewed(town, said)
    taken = (await send(town.stack.http, photo())).json()["id"]
    case = await town.stack.report("B0520", photos=[taken], description=said.light, reporter=_known(said))
    await town.stack.unit_of(case)
    rated = await _to_rating(town, said)
    checked, checker = await _checking(town, said)
    public = {"description": said.barbecue, "reporter": {"kind": "resident"}, "community": "SQ13"}
    answer = (await town.stack.http.post("/reports", json=public)).json()
    waiting = Case(answer["case_no"], answer["track_code"])
    await _desks(town, said)
    own = await _station(town, said)
    await _registers(town, said)
    edition = await _administration(town, said, case)
    until = town.now() + timedelta(days=30)
    key = reply_key(town.door.numbers.replying, UNIT, f"{case.case_no}.1", until)
    person = {"name": said.caller, "phone": "13800001234"}
    slot = (await slots(town.stack))[0]["start"]
    booked = await apply(town.stack, "S-X001", slot=slot, applicant=person)
    await booked.until("booked")
    matter = Case(booked.number, booked.code)
    meetings, rounds = await met(town, said), await _on_the_way(town, said)
    return Scene(case, rated, waiting, late, own, checked, checker, edition, key, matter, *meetings, *rounds)


async def _on_the_way(town: Town, said: Said) -> tuple[str, str]:
    """The waters' rounds, a joint action that has begun, a proposed redraw: the numbers of the last two."""
    await opened(town.stack, ChiefKind.WATER)
    begins, ends = town.now() - timedelta(hours=1), town.now() + timedelta(days=30)
    action = {"title": said.joint, "lead": UNIT, "members": ["jiaoguan", "shichang"]}
    times = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
    planned = await town.stack.post("/rounds", "street-director", {**action, **times})
    number: str = planned.json()["round_no"]
    await until(town.stack, f"/rounds/{number}", UNIT, "phase", "waiting")
    await _ok(town, f"/rounds/{number}/begin", UNIT, {})
    await _ok(town, f"/rounds/{number}/come", "jiaoguan", {})
    await until(town.stack, f"/rounds/{number}", UNIT, "came", ["jiaoguan"])
    day = (town.now() + timedelta(days=400)).date().isoformat()
    proposal = {"name": "2028", "valid_from": day, "reason": said.redraw, "target": 600}
    made = await town.stack.post("/grids/redraws", "admin", proposal)
    return number, made.json()["id"]


def _known(said: Said) -> dict[str, str]:
    return {"kind": "resident", "name": said.caller, "phone": "13800001234"}


async def _ok(town: Town, path: str, by: str, body: dict[str, Any]) -> None:
    answer = await town.stack.post(path, by, body)
    assert answer.is_success, (path, by, answer.text)


async def _registers(town: Town, said: Said) -> None:
    """A need, what fits it, and who gives that."""
    unit = {
        "name": said.co_builder,
        "kind": "institution",
        "community": "SQ07",
        "takes_part": "yes",
        "members": 42,
    }
    law = {"kind": "law", "community": "SQ07"}
    for path, values in (
        ("co-building/GJ-0001", unit),
        ("resources/ZY-0001", {"name": said.lecture, "unit": "GJ-0001", **law}),
        ("needs/XQ-0001", {"name": said.question, "people": 60, **law}),
    ):
        header = await town.stack.header_of("dangjian")
        answer = await town.stack.http.put(f"/registers/{path}", json={"values": values}, headers=header)
        assert answer.status_code == 200, answer.text


async def _tasks(town: Town, case: Case) -> list[dict[str, Any]]:
    header = await town.stack.header_of("street-chief")
    full = (await town.stack.http.get(f"/cases/{case.case_no}/full", headers=header)).json()
    tasks: list[dict[str, Any]] = full["tasks"]
    return tasks


async def _to_rating(town: Town, said: Said, item: str = "B0102") -> Case:
    case = await town.stack.report(item, description=said.leak, reporter=_known(said))
    await town.stack.to_rating(case, said.on_site, said.done)
    return case


async def _rate(town: Town, case: Case, mark: int) -> None:
    url = f"/cases/{case.case_no}/rating?code={case.code}"
    assert (await town.stack.http.post(url, json={"result": mark})).is_success
    await town.stack.until(case, "closed")


async def _reviewed(town: Town, said: Said) -> None:
    """One whose reporter is not satisfied, which two reviewers look at."""
    case = await _to_rating(town, said)
    url = f"/cases/{case.case_no}/rating?code={case.code}"
    assert (await town.stack.http.post(url, json={"result": 1, "why": "attitude"})).is_success
    await town.stack.until(case, "reviewing")
    await _ok(town, f"/cases/{case.case_no}/reason", DESK, {"choice": "review", "note": said.explained})


async def _burning(town: Town, said: Said) -> Case:
    """An urgent report that a unit has."""
    case = await town.stack.report(URGENT, description=said.fire)
    await town.stack.unit_of(case)
    return case


async def _climbs(town: Town, tier: str, *cases: Case) -> None:
    """Nobody answers any of them until they lie with that tier."""
    while (view := await town.stack.see(cases[0]))["tier"] != tier:
        left = datetime.fromisoformat(view["due_at"]) - town.now()
        await town.forward(cases[0].case_no, max(left, timedelta()) + timedelta(seconds=5))
        await later(town, cases[0], view["timeline"][-1]["seq"])
    for case in cases[1:]:
        await town.forward(case.case_no, timedelta())
        while (await town.stack.see(case))["tier"] != tier:
            await asyncio.sleep(0.05)


async def _late(town: Town, said: Said) -> Case:
    """Done after it went to the district, closed; its unit appeals."""
    case = await _burning(town, said)
    await _climbs(town, "district", case)
    done = {"result": "solved", "reply": said.done}
    await _ok(town, f"/calls/{case.case_no}.1/complete", UNIT, done)
    await town.stack.until(case, "checking")
    (check,) = await _tasks(town, case)
    await _ok(town, f"/cases/{case.case_no}/check", check["unit"], {"passed": True, "note": said.done})
    await town.stack.until(case, "rating")
    await _rate(town, case, 5)
    await _ok(town, f"/calls/{case.case_no}.1/appeal", UNIT, {"clock": "respond", "note": said.outage})
    return case


async def _climbing(town: Town, said: Said) -> None:
    """Two above the street: the district has answered one, nobody the other."""
    answered, case = await _burning(town, said), await _burning(town, said)
    await _climbs(town, "district", case, answered)
    word = {"kind": "contacted", "note": said.on_site}
    await _ok(town, f"/calls/{answered.case_no}.2/respond", "district-command", word)
    await town.stack.until(answered, "handling")
    await _climbs(town, "city", case)
    await town.forward(answered.case_no, timedelta())
    await _ok(town, f"/cases/{case.case_no}/supervise", CHIEF, {"text": said.order})


async def _checking(town: Town, said: Said) -> tuple[Case, str]:
    """One that a grid worker has to look at."""
    case = await town.stack.report("B0101", description=said.leak)
    unit = await town.stack.unit_of(case)
    await _ok(town, f"/calls/{case.case_no}.1/complete", unit, {"result": "solved", "reply": said.done})
    await town.stack.until(case, "checking")
    (check,) = await _tasks(town, case)
    return case, check["unit"]


async def _desks(town: Town, said: Said) -> None:
    """A result, an extension and a hand-up to decide, a return, a referral, a notice, a shift handed over."""
    for operation, body in (
        ("complete", {"result": "explained", "reply": said.explained, "internal_note": said.proof}),
        ("extend", {"reason": said.weather}),
        ("hand-up", {"reason": "h1"}),
        ("return", {"reason": "r1", "note": said.explained}),
    ):
        case = await town.stack.report("B0102", description=said.leak)
        await _ok(town, f"/calls/{case.case_no}.1/{operation}", await town.stack.unit_of(case), body)
    head = "编号,诉求内容,事项,社区,来电人,联系电话"
    row = f"WR-2026-00001,{said.referred},B0102,SQ07,{said.caller},13800001234"
    answer = await town.stack.http.post(
        "/referrals/upload",
        data={"source": "hotline", "preview": "false"},
        files={"file": ("referrals.csv", f"{head}\n{row}\n".encode())},
        headers=await town.stack.header_of("street-intake"),
    )
    assert answer.is_success, answer.text
    ends = town.now() + timedelta(hours=9)
    notice = {"title": said.notice, "text": said.notice_text, "communities": ["SQ07"], "items": ["B0520"]}
    await _ok(town, "/notices", "street-intake", notice | {"ends_at": ends.isoformat()})
    async with browsing(town.app, CHIEF) as goes, browsing(town.app, "street-director") as comes:
        await goes.open("/duty")
        page = await goes.send("/duty/handover", note=said.shift)
        assert goes.status == 200, page
        page = await comes.open("/duty")
        take = page.split('/take"')[0].rpartition('action="')[2] + "/take"
        await comes.send(take, note=said.taken)
        assert comes.status == 200
        await comes.send("/duty/handover", note=said.shift)


async def _station(town: Town, said: Said) -> Case:
    """A grid worker away, her calls with a deputy."""
    own = await town.stack.report("A107", description=said.leak)
    await town.stack.unit_of(own)
    now = town.now()
    async with browsing(town.app, "SQ07") as chief:
        await chief.open("/station")
        page = await chief.send(
            "/station/absences",
            unit="SQ07-G03",
            deputy="SQ07-G01",
            starts_at=(now - timedelta(hours=1)).isoformat(),
            ends_at=(now + timedelta(days=4)).isoformat(),
            reason=said.leave,
        )
        assert chief.status == 200, page
    return own


async def _administration(town: Town, said: Said, case: Case) -> str:
    """An account made and changed, a number revealed, another edition of the city's tables proposed."""
    async with browsing(town.app, "admin") as admin, browsing(town.app, CHIEF) as chief:
        await admin.open("/accounts")
        await admin.send("/accounts/add", username="li-si", unit=UNIT, roles=["handler"])
        await admin.open("/accounts")
        await admin.send("/accounts/li-si/change", unit="street-command", roles=["dispatcher"])
        await chief.open(f"/cases/{case.case_no}")
        await chief.send(f"/cases/{case.case_no}/reveal", reason=said.callback)
        assert chief.status == 200, chief.page
        await admin.open("/city")
        row = f"2026-10-13,holiday,{said.holiday},{said.holiday},street"
        page = await sent(admin, {"calendar.csv": with_lines("calendar.csv", row)})
        assert admin.status == 200, page
        return edition_of(page)
