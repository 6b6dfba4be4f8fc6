"""Operations between cases over HTTP: merged, gathered, let go, split, repaired, answered by reference, reopened."""

from typing import Any

import httpx

from tests.api.stack import URGENT, Case, Stack, once, refused

PHONE = "13800004321"
PERSON = {"kind": "resident", "name": "李先生", "phone": PHONE}


async def happened(stack: Stack, case: Case, event: str) -> dict[str, Any]:
    """The public view, once the timeline tells of that."""
    return await once(stack, case, lambda view: event in [line["event"] for line in view["timeline"]])


async def says(stack: Stack, case: Case, what: str, body: dict[str, Any] | None = None) -> httpx.Response:
    """The reporter says something, by number and code."""
    path = f"/cases/{case.case_no}/{what}?code={case.code}"
    return await stack.http.post(path, json=body) if body is not None else await stack.http.post(path)


def followed(answer: httpx.Response) -> Case:
    """The case that an answer gives a number and a code of."""
    assert answer.status_code == 202, answer.text
    return Case(answer.json()["case_no"], answer.json()["track_code"])


async def two(stack: Stack, **more: Any) -> tuple[Case, Case]:
    """Two open cases of the same matter, the earlier first."""
    cases = [await stack.report(**more) for _ in range(2)]
    views = {case.case_no: await stack.until(case, "called") for case in cases}
    earlier, later = sorted(cases, key=lambda case: (views[case.case_no]["opened_at"], case.case_no))
    return earlier, later


async def merged(stack: Stack) -> tuple[Case, Case]:
    """The later of two ended in the earlier, and both say so."""
    earlier, later = await two(stack)
    done = await stack.post(f"/cases/{later.case_no}/merge", "street-intake", {"into": earlier.case_no})
    assert (done.status_code, done.json()["made"]) == (200, ["merge_asked"]), done.text
    await happened(stack, earlier, "joined")
    await once(stack, later, lambda view: view["goes_on_in"] is not None)
    return earlier, later


async def closed(stack: Stack, **more: Any) -> Case:
    """A case that was solved and rated."""
    case = await stack.report(**more)
    await stack.to_rating(case)
    assert (await says(stack, case, "rating", {"result": 5})).status_code == 200
    await stack.until(case, "closed")
    return case


async def test_who_was_merged_follows_urges_adds_and_rates_under_the_own_number(stack: Stack) -> None:
    earlier, later = await merged(stack)
    view = await stack.see(later)
    assert (view["state"], view["outcome"]) == ("closed", "merged")
    on = view["goes_on_in"]
    assert (on["case_no"], on["state"], on["unit"]) == (earlier.case_no, "called", "guanli")
    assert on["timeline"][0]["text"].startswith("已受理")
    assert {"rating", "linked", "item"}.isdisjoint(on)  # of another's case no more than who has it
    for what, body in (("urge", {"text": "快一点"}), ("supplement", {"text": "还有一处"})):
        answer = await says(stack, later, what, body)
        assert (answer.status_code, answer.json()["case_no"]) == (200, earlier.case_no), answer.text
    told = await happened(stack, earlier, "supplemented")
    assert "urged" in [line["event"] for line in told["timeline"]]
    await stack.to_rating(earlier)
    assert (await says(stack, later, "rating", {"result": 4})).json()["made"] == ["rated"]
    refused(await says(stack, later, "rating", {"result": 4}), 409, "rated")
    assert (await says(stack, earlier, "rating", {"result": 5})).status_code == 200
    ended = await stack.until(earlier, "closed")
    assert any("2 人评价：满意 2" in line["text"] for line in ended["timeline"])
    followed_to_the_end = await once(stack, later, lambda view: view["goes_on_in"]["state"] == "closed")
    assert followed_to_the_end["goes_on_in"]["outcome"] == "solved"


async def test_who_was_merged_may_withdraw_and_then_follows_no_more(stack: Stack) -> None:
    earlier, later = await merged(stack)
    assert (await says(stack, later, "withdraw")).json()["made"] == ["detached"]
    await once(stack, later, lambda view: view["goes_on_in"] is None)
    assert (await stack.see(earlier))["state"] == "called"  # it goes on for the other
    refused(await says(stack, later, "urge"), 409, "not_attached")
    await stack.to_rating(earlier)
    refused(await says(stack, later, "rating", {"result": 1}), 409, "not_attached")
    assert (await says(stack, earlier, "rating", {"result": 5})).json()["made"][-1] == "closed"


async def test_not_the_same_goes_on_as_a_case_of_its_own(stack: Stack) -> None:
    earlier, later = await merged(stack)
    words = {"text": "我说的是 3 栋，不是 5 栋"}
    own = followed(await says(stack, later, "not-the-same", words))
    assert own.case_no not in (earlier.case_no, later.case_no)
    assert followed(await says(stack, later, "not-the-same", words)) == own
    again = refused(await says(stack, later, "not-the-same", {"text": "别的话"}), 409, "reopened")
    assert own.case_no in again["detail"]
    view = await stack.until(own, "called")
    assert (view["linked_to"], view["item"]) == (later.case_no, "B0102")
    full = await stack.http.get(f"/cases/{own.case_no}/full", headers=await stack.header_of("street-chief"))
    assert full.json()["description"].startswith(words["text"])
    gone = await once(stack, later, lambda view: bool(view["linked"]) and view["goes_on_in"] is None)
    assert [(link["case_no"], link["why"]) for link in gone["linked"]] == [(own.case_no, "left")]
    assert (await stack.see(earlier))["state"] == "called"
    assert "detached" in await stack.events(earlier)


async def test_not_the_same_is_for_what_was_merged_into_an_open_case(stack: Stack) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    words = {"text": "不是同一件"}
    refused(await says(stack, case, "not-the-same", words), 409, "not_attached")
    earlier, later = await merged(stack)
    await stack.to_rating(earlier)
    for rater in (earlier, later):
        assert (await says(stack, rater, "rating", {"result": 5})).status_code == 200
    await stack.until(earlier, "closed")
    late = refused(await says(stack, later, "not-the-same", words), 409, "closed")
    assert late["allowed"] == ["reopen"]
    assert (await stack.see(later))["linked"] == []  # and nothing was opened


async def test_an_incident_gathers_the_cases_that_are_named(stack: Stack) -> None:
    main, second = await two(stack)
    third = await stack.report()
    await stack.until(third, "called")
    body = {"cases": [second.case_no, third.case_no, second.case_no]}
    opened = await stack.post(f"/cases/{main.case_no}/incident", "street-dispatch", body)
    assert opened.status_code == 200, opened.text
    assert [(one["case_no"], one["asked"]) for one in opened.json()["cases"]] == [
        (second.case_no, True),
        (third.case_no, True),
    ]
    for other in (second, third):
        view = await once(stack, other, lambda view: view["goes_on_in"] is not None)
        assert view["goes_on_in"]["case_no"] == main.case_no
        assert any("已并入突发事件" in line["text"] for line in view["timeline"])
    head = await stack.header_of("street-chief")
    full = (await stack.http.get(f"/cases/{main.case_no}/full", headers=head)).json()
    assert set(full["attached"]) == {second.case_no, third.case_no}
    assert ("incident" in full["flags"], len(full["calls"])) == (True, 1)  # one set of calls
    again = await stack.post(f"/cases/{main.case_no}/incident", "street-dispatch", {})
    refused(again, 409, "incident")


async def test_an_incident_says_which_cases_could_not_be_asked(stack: Stack) -> None:
    ended = await closed(stack)
    main = await stack.report()
    await stack.unit_of(main)
    body = {"cases": [ended.case_no]}
    opened = await stack.post(f"/cases/{main.case_no}/incident", "street-dispatch", body)
    assert opened.json()["cases"] == [{"case_no": ended.case_no, "asked": False, "detail": "案件已经结案"}]


async def test_parts_are_cases_of_their_own_with_codes_that_work(stack: Stack) -> None:
    case = await stack.report(reporter=PERSON, description="楼道渗水，井盖也响")
    await stack.unit_of(case)
    parts = {"parts": [{"text": "井盖响", "item": "B0101"}, {"text": "不知归谁"}]}
    unknown = {"parts": [{"text": "井盖响", "item": "B9999"}]}
    path = f"/cases/{case.case_no}/split"
    refused(await stack.post(path, "street-dispatch", unknown), 422, "malformed")
    done = await stack.post(path, "street-dispatch", parts, key="split-1")
    assert done.json()["made"] == ["link_wanted", "link_wanted"], done.text
    again = await stack.post(path, "street-dispatch", parts, key="split-1")
    assert (again.status_code, again.json()["seq"] >= done.json()["seq"]) == (200, True)
    view = await once(stack, case, lambda view: len(view["linked"]) == len(parts["parts"]))
    children = [Case(link["case_no"], link["track_code"]) for link in view["linked"]]
    views = [await once(stack, child, lambda view: bool(view["timeline"])) for child in children]
    assert {(child["item"], child["state"]) for child in views} == {("B0101", "called"), (None, "triage")}
    assert {child["linked_to"] for child in views} == {case.case_no}
    assert [link["why"] for link in view["linked"]] == ["split", "split"]
    assert view["state"] == "called"  # it goes on with the rest
    chief = await stack.header_of("street-chief")
    for child in children:
        full = (await stack.http.get(f"/cases/{child.case_no}/full", headers=chief)).json()
        assert full["reporter_phone"] == "138****4321"
        assert "原报事：楼道渗水，井盖也响" in full["description"]


async def test_an_urgent_matter_made_safe_leaves_a_repair(stack: Stack) -> None:
    case = await stack.report(URGENT)
    unit = await stack.unit_of(case)
    call = f"/calls/{case.case_no}.1"
    done = {"result": "solved", "reply": "火已扑灭", "repair": "清理灰烬", "repair_item": "B0102"}
    assert (await stack.post(f"{call}/complete", unit, done)).status_code == 202
    view = await once(stack, case, lambda view: bool(view["linked"]))
    repair = Case(view["linked"][0]["case_no"], view["linked"][0]["track_code"])
    seen = await stack.until(repair, "called")
    assert (view["linked"][0]["why"], seen["item"], seen["unit"]) == ("repair", "B0102", "guanli")
    told = await happened(stack, case, "link_opened")
    assert any("后续修复另立案件" in line["text"] for line in told["timeline"])


async def test_a_repeat_is_the_same_person_s(stack: Stack) -> None:
    earlier = await closed(stack, reporter=PERSON)
    again = await stack.report(reporter={**PERSON, "phone": f"+86 {PHONE}"})
    another = await stack.report(reporter={**PERSON, "phone": "13900000000"})
    nameless = await stack.report()
    body = {"of": earlier.case_no, "reply": "已于上周答复，无新情况"}
    for case in (again, another, nameless):
        await stack.until(case, "called")
    for case in (another, nameless):
        answer = await stack.post(f"/cases/{case.case_no}/repeat", "street-intake", body)
        assert "split" in refused(answer, 409, "not_same_person")["allowed"]
    still_open = {**body, "of": another.case_no}
    refused(await stack.post(f"/cases/{again.case_no}/repeat", "street-intake", still_open), 422, "malformed")
    done = await stack.post(f"/cases/{again.case_no}/repeat", "street-intake", body)
    assert done.json()["made"][-1] == "closed", done.text
    view = await stack.until(again, "closed")
    assert view["outcome"] == "repeat"
    assert any("同一事项此前已答复：已于上周答复，无新情况" in line["text"] for line in view["timeline"])
    refused(await says(stack, again, "reopen", {"text": "又来了"}), 409, "outcome")


async def test_reopened_once_with_something_new(stack: Stack) -> None:
    case = await stack.report(reporter=PERSON)
    await stack.unit_of(case)
    early = refused(await says(stack, case, "reopen", {"text": "又坏了"}), 409, "open")
    assert early["allowed"] == ["supplement", "urge"]
    await stack.to_rating(case)
    assert (await says(stack, case, "rating", {"result": 5})).status_code == 200
    await stack.until(case, "closed")
    assert (await says(stack, case, "reopen", {"text": " "})).status_code == 422
    first = followed(await says(stack, case, "reopen", {"text": "又坏了"}))
    assert followed(await says(stack, case, "reopen", {"text": "又坏了"})) == first
    other = refused(await says(stack, case, "reopen", {"text": "另一句话"}), 409, "reopened")
    assert (first.case_no in other["detail"], other["allowed"]) == (True, ["supplement"])
    view = await stack.until(first, "called")
    assert (view["linked_to"], view["item"]) == (case.case_no, "B0102")
    parent = await once(stack, case, lambda view: bool(view["linked"]))
    assert parent["linked"][0]["track_code"] == first.code
    wrong = await stack.http.post(f"/cases/{case.case_no}/reopen?code=00000000", json={"text": "x"})
    refused(wrong, 404, "unknown")
