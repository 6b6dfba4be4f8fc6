"""What ties cases together, by the desk's forms: an incident, a merge, a part of its own, the unit reported."""

from tests.api.browsing import browsing
from tests.api.stack import Stack, once


async def test_the_desk_makes_an_incident_and_merges_into_it(stack: Stack) -> None:
    first, second = await stack.report(), await stack.report()
    for case in (first, second):
        await stack.until(case, "called")
    async with browsing(stack.app, "street-dispatch") as desk:
        assert "立为突发事件" in await desk.open(f"/cases/{first.case_no}")
        await desk.send(f"/cases/{first.case_no}/incident")
        assert desk.status == 200
        assert "已经是突发事件主单" in await desk.open(f"/cases/{first.case_no}")
        await desk.open(f"/cases/{second.case_no}")
        await desk.send(f"/cases/{second.case_no}/merge", into=first.case_no)
        assert desk.status == 200
        await stack.until(second, "closed")
    followed = await once(stack, second, lambda view: view["goes_on_in"] is not None)
    assert followed["outcome"] == "merged"


async def test_a_matter_becomes_a_case_and_a_unit_is_kept_out(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    async with browsing(stack.app, "street-dispatch") as desk:
        await desk.open(f"/cases/{case.case_no}")
        await desk.send(f"/cases/{case.case_no}/split", text="井盖也响", item="B0101")
        assert desk.status == 200
        view = await once(stack, case, lambda view: bool(view["linked"]))
        assert view["linked"][0]["why"] == "split"
        await desk.open(f"/cases/{case.case_no}")
        await desk.send(f"/cases/{case.case_no}/repeat", of=case.case_no, reply="见原件")
        assert (desk.status, "还没有结案" in desk.page) == (422, True)
        await desk.send(f"/cases/{case.case_no}/party", unit=unit)
        assert desk.status == 200
    assert (await once(stack, case, lambda view: view["unit"] != unit))["unit"] == "street-command"
    async with browsing(stack.app, unit) as kept_out:
        await kept_out.open(f"/cases/{case.case_no}")
        assert kept_out.status == 404
