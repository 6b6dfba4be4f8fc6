"""Accounts by a form: added with a one-time password, shut with a new one, disabled; never one's own."""

import re

from fastapi import FastAPI

from tests.api.browsing import browsing
from tests.api.stack import Stack


async def test_an_account_comes_changes_its_password_and_goes(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin, browsing(app) as newcomer:
        await admin.open("/accounts")
        page = await admin.send("/accounts/add", username="li-si", unit="nowhere", roles=["handler"])
        assert (admin.status, "没有这个单位" in page) == (422, True)
        assert 'value="li-si"' in page
        page = await admin.send("/accounts/add", username="li-si", unit="chengguan")
        assert admin.status == 422
        page = await admin.send("/accounts/add", username="li-si", unit="chengguan", roles=["handler"])
        first = re.search("<code>(.+?)</code>", page)[1]
        await admin.send("/accounts/add", username="li-si", unit="sifa", roles=["handler"])
        assert admin.status == 409
        await newcomer.send("/login", username="li-si", password=first)
        assert newcomer.status == 200
        page = await admin.send("/accounts/li-si/password")
        second = re.search("<code>(.+?)</code>", page)[1]
        assert second != first
        await newcomer.send("/login", username="li-si", password=first)
        assert newcomer.status == 401
        await admin.send("/accounts/li-si/disable")
        await newcomer.send("/login", username="li-si", password=second)
        assert newcomer.status == 401
        await admin.send("/accounts/nobody/disable")
        assert admin.status == 404
        await admin.open("/accounts")
        assert "不能停用自己的账号" in await admin.send("/accounts/admin/disable")


async def test_roles_change_by_a_form_and_every_act_is_on_record(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin, browsing(app) as person:
        await admin.open("/accounts")
        page = await admin.send("/accounts/add", username="wang-wu", unit="chengguan", roles=["handler"])
        password = re.search("<code>(.+?)</code>", page)[1]
        await person.send("/login", username="wang-wu", password=password)
        assert "/rates" not in await person.open("/desk")
        await admin.send("/accounts/wang-wu/change", unit="nowhere", roles=["handler"])
        assert admin.status == 422
        await admin.send("/accounts/wang-wu/change", unit="street-command", roles=["chief"])
        assert (admin.status, "已修改 wang-wu" in admin.page) == (200, True)
        await person.open("/rates")
        assert "/login" in str(person.page)  # the session that had the old roles has ended
        await person.send("/login", username="wang-wu", password=password)
        await person.open("/rates")
        assert person.status == 200
        await admin.send("/accounts/admin/change", unit="chengguan", roles=["handler"])
        assert (admin.status, "不能改自己的角色" in admin.page) == (409, True)
        acts = await admin.open("/acts")
        rows = re.findall(r"<td>admin</td><td[^>]*>(.+?)</td><td>wang-wu</td><td[^>]*>(.*?)</td>", acts)
        assert rows == [
            ("修改角色", "chengguan: handler → street-command: chief"),
            ("新增账号", "chengguan: handler"),
        ]


async def test_an_operator_tries_again_what_got_stuck(stack: Stack) -> None:
    case = await stack.report("B0102")
    await stack.until(case, "called")
    async with browsing(stack.app, "operator") as operator, browsing(stack.app, "auditor") as auditor:
        assert "未送达对方系统的交办" in await operator.open("/operations")
        assert "已请" in await operator.send(f"/operations/wake/{case.case_no}")
        assert "没有需要重发的交办" in await operator.send(f"/operations/resend/{case.case_no}.1")
        assert operator.status == 409
        await auditor.open("/operations")
        await auditor.send(f"/operations/wake/{case.case_no}")
        assert auditor.status == 403
    assert (await stack.see(case))["state"] == "called"
