"""What is asked of a closed case, over HTTP: two reviewers decide."""

from tests.api.stack import Stack


async def test_two_reviewers_leave_a_rating_out(stack: Stack) -> None:
    case = await stack.report("A203")
    await stack.to_rating(case)
    path = f"/cases/{case.case_no}"
    grumble = {"result": 2, "why": "other"}
    assert (await stack.http.post(f"{path}/rating?code={case.code}", json=grumble)).status_code == 200
    await stack.until(case, "reviewing")
    explained = {"choice": "explain", "note": "诉求人说点错了"}
    assert (await stack.post(f"{path}/reason", "street-chief", explained)).status_code == 200
    await stack.until(case, "closed")
    asked = await stack.post(f"{path}/exclude", "callback-1", {"reason": "e3", "note": "来电更正，录音 A-12"})
    assert asked.status_code == 200, asked.text
    full = await stack.http.get(f"{path}/full", headers=await stack.header_of("street-chief"))
    task = next(task["id"] for task in full.json()["tasks"] if task["kind"] == "exclude")
    for reviewer in ("reviewer-1", "reviewer-2"):
        yes = {"request_id": task, "granted": True, "note": "录音属实"}
        decided = await stack.post(f"{path}/approve", reviewer, yes)
        assert decided.status_code == 200, decided.text
    assert "exclude_decided" in await stack.events(case)
