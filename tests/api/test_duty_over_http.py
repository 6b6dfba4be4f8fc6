"""Absences, deputies and shifts for programs: the rules of the pages, told as JSON."""

from typing import Any

from tests.api.stack import Case, Stack, once, refused

GRID, DEPUTY, STATION = "SQ07-G03", "SQ07-G01", "SQ07"
AWAY = {
    "unit": GRID,
    "deputy": DEPUTY,
    "starts_at": "2026-10-01T08:00:00+08:00",
    "ends_at": "2026-10-20T18:00:00+08:00",
    "reason": "年休假",
}


async def got(stack: Stack, path: str, by: str) -> dict[str, Any]:
    """What this account is told."""
    answer = await stack.http.get(path, headers=await stack.header_of(by))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_chief_puts_an_absence_down_and_ends_it(stack: Stack) -> None:
    able = await got(stack, "/absences/deputies", STATION)
    assert DEPUTY in {one["account"] for one in able["items"]}
    assert all(one["unit"].startswith(STATION) for one in able["items"])
    made = await stack.post("/absences", STATION, AWAY)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["unit"], shown["deputy"], shown["ended_by"]) == (GRID, DEPUTY, None)
    assert shown["starts_at"] >= "2026-10-09"  # nobody stood in before it was put down
    refused(await stack.post("/absences", STATION, AWAY | {"deputy": "SQ07-G02"}), 409, "absent_already")
    refused(await stack.post("/absences", STATION, AWAY | {"deputy": "SQ08-G01"}), 422, "malformed")
    refused(await stack.post("/absences", "SQ08", AWAY), 422, "malformed")
    refused(await stack.post("/absences", GRID, AWAY), 403, "not_yours")
    for seen_by in (STATION, "street-chief"):
        assert shown["id"] in {one["id"] for one in (await got(stack, "/absences", seen_by))["items"]}
    assert (await got(stack, "/absences", "SQ08"))["items"] == []
    header = await stack.header_of(GRID)
    refused(await stack.http.get("/absences", headers=header), 403, "not_yours")
    assert (await stack.http.get("/absences")).status_code == 401
    path = f"/absences/{shown['id']}/end"
    refused(await stack.post(path, "SQ08", {}), 404, "unknown")
    ended = await stack.post(path, STATION, {})
    assert (ended.status_code, ended.json()["ended_by"]) == (200, STATION)
    assert ended.json()["ends_at"] < shown["ends_at"]
    refused(await stack.post(path, STATION, {}), 404, "unknown")


async def test_absences_come_page_by_page(stack: Stack) -> None:
    made = []
    for grid, until in ((GRID, "12"), ("SQ07-G02", "13"), ("SQ07-G04", "14")):
        away = AWAY | {"unit": grid, "ends_at": f"2026-10-{until}T18:00:00+08:00"}
        answer = await stack.post("/absences", STATION, away)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = await got(stack, f"/absences?limit=1{f'&cursor={cursor}' if cursor else ''}", STATION)
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == made
    for name in made:
        assert (await stack.post(f"/absences/{name}/end", STATION, {})).status_code == 200


async def test_who_is_on_duty_now(stack: Stack) -> None:
    told = await got(stack, "/duty", "street-intake")
    assert told["working_day"] is True
    duty = [one["on_duty"] for one in told["items"]]
    assert duty == sorted(duty, reverse=True)
    assert {"street-command", "chengguan"} <= {one["unit"] for one in told["items"]}
    header = await stack.header_of("chengguan")
    refused(await stack.http.get("/duty", headers=header), 403, "not_yours")


async def test_a_shift_is_signed_by_both_over_http(stack: Stack) -> None:
    case = await waits_for_approval(stack)
    made = await stack.post("/handovers", "street-chief", {"note": "一件待审"})
    assert made.status_code == 201, made.text
    name, matters = made.json()["id"], made.json()["matters"]
    assert (case.case_no, "result") in {(one["case_no"], one["what"]) for one in matters}
    refused(await stack.post("/handovers", "street-director", {"note": "再交"}), 409, "handover_waits")
    path = f"/handovers/{name}/take"
    refused(await stack.post(path, "street-chief", {"note": "自己接"}), 409, "not_to_take")
    refused(await stack.post(path, "street-intake", {"note": "不是我"}), 403, "not_yours")
    refused(await stack.post(path, "district-chief", {"note": "别的台"}), 409, "not_to_take")
    refused(await stack.post(path, "street-director", {"note": " "}), 422, "malformed")
    taken = await stack.post(path, "street-director", {"note": "已清楚"})
    assert (taken.status_code, taken.json()["taken_by"]) == (200, "street-director")
    assert taken.json()["matters"] == matters
    refused(await stack.post(path, "street-director", {"note": "又接"}), 409, "not_to_take")
    newest = (await got(stack, "/handovers?limit=1", "street-intake"))["items"][0]
    assert (newest["id"], newest["taken_note"]) == (name, "已清楚")
    assert (await got(stack, "/handovers", "district-chief"))["items"] == []


async def test_what_turns_out_to_be_about_the_desk_leaves_its_handovers(stack: Stack) -> None:
    case = await waits_for_approval(stack)
    name = (await stack.post("/handovers", "street-chief", {"note": "交班"})).json()["id"]
    assert (await stack.post(f"/handovers/{name}/take", "street-director", {"note": "接班"})).is_success
    assert case.case_no in str(await got(stack, "/handovers?limit=1", "street-chief"))
    task = (await got(stack, f"/cases/{case.case_no}/full", "street-chief"))["tasks"][0]["id"]
    no = {"request_id": task, "granted": False, "note": "依据不足"}
    assert (await stack.post(f"/cases/{case.case_no}/approve", "street-chief", no)).is_success
    named = await stack.post(f"/cases/{case.case_no}/party", "supervisor", {"unit": "street-command"})
    assert named.status_code == 200, named.text
    await once(stack, case, lambda view: "party_named" in [line["event"] for line in view["timeline"]])
    newest = (await got(stack, "/handovers?limit=1", "street-chief"))["items"][0]
    assert (newest["id"], case.case_no in str(newest)) == (name, False)


async def waits_for_approval(stack: Stack) -> Case:
    """A case whose result the desk has to approve."""
    case = await stack.report()
    done = {"result": "explained", "reply": "已说明", "internal_note": "通话记录"}
    answer = await stack.post(f"/calls/{case.case_no}.1/complete", await stack.unit_of(case), done)
    assert answer.status_code == 202, answer.text
    await stack.until(case, "approving")
    return case
