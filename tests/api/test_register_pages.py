"""Registers in a browser without scripts: entered, found, brought as a table, claimed, followed up, rated; English."""

from fastapi import FastAPI

from domain.registers.declared import REGISTERS
from tests.api.browsing import Browser, browsing
from tests.api.stack import CHINESE

UNIT = {"name": "页面单位 001", "kind": "company", "community": "SQ07", "takes_part": "yes"}


async def brought(browser: Browser, register: str, table: str, **fields: str) -> str:
    """The page after a table was sent from the page of that register."""
    await browser.open(f"/registers/{register}/import")
    token = {name: browser.hidden(name) for name in ("csrf", "key")}
    files = {"file": ("table.csv", table.encode(), "text/csv")} if table else None
    answer = await browser.http.post(f"/registers/{register}/import", data={**token, **fields}, files=files)
    browser.page = answer.text
    return answer.text


async def test_every_register_has_its_pages_for_those_who_keep_it_and_who_look_on(app: FastAPI) -> None:
    async with browsing(app, "dangjian") as keeper, browsing(app, "auditor") as auditor:
        overview = await keeper.open("/registers")
        for register in REGISTERS:
            assert f'href="/registers/{register.code}"' in overview
            for path in ("", "/new", "/import"):
                page = await keeper.open(f"/registers/{register.code}{path}")
                assert (keeper.status, register.label in page) == (200, True), path
            await auditor.open(f"/registers/{register.code}")
            assert (auditor.status, "登记一行" in auditor.page) == (200, False)
            await auditor.open(f"/registers/{register.code}/new")
            assert auditor.status == 403


async def test_a_row_on_pages(app: FastAPI) -> None:
    async with browsing(app, "SQ07") as community:
        page = await community.open("/registers/co-building/new")
        assert '<option value="SQ07" selected>' in page
        page = await community.send("/registers/co-building/new", **{**UNIT, "members": "x"})
        assert (community.status, "在职党员数：须为整数" in page, UNIT["name"] in page) == (422, True, True)
        page = await community.send("/registers/co-building/new", **{**UNIT, "phone": "13900005555"})
        assert "已登记 GJ-0001" in page
        at = "/registers/co-building/GJ-0001"
        page = await community.send(f"{at}/change", edition="1", **{**UNIT, "members": "7"})
        assert "在职党员数：— → 7" in page
        page = await community.send(f"{at}/change", edition="1", **{**UNIT, "members": "8"})
        assert (community.status, "别人刚改过" in page) == (409, True)
        assert "13900005555" not in await community.open("/registers/co-building?q=页面")
        assert "GJ-0001" in community.page
        assert "没有" in await community.open("/registers/co-building?where=kind:school")
        page = await community.open(at)
        page = await community.send(f"{at}/remove", edition="2")
        assert (community.status, "请写明删除原因" in page) == (422, True)
        page = await community.send(f"{at}/remove", edition="2", note="登记错了")
        assert "已删除 GJ-0001" in page


async def test_a_table_is_looked_at_and_taken_in_from_the_page(app: FastAPI) -> None:
    table = "编号,单位名称,单位性质,社区,参与共建\nGJ-0101,共建单位 101,学校,SQ07,参与\n"
    async with browsing(app, "dangjian") as keeper:
        page = await brought(keeper, "co-building", table.replace("学校", "寺"), do="look")
        assert "一行都没有导入" in page
        page = await brought(keeper, "co-building", table, do="look")
        assert "将新增 1 行" in page
        page = await keeper.send("/registers/co-building/import", carried=keeper.hidden("carried"), do="take")
        assert "已新增 1 行" in page
        report = await keeper.open("/registers/report?day=2026-10-09")
        assert "共建单位参与率" in report
        for path in ("report.xlsx", "co-building/table.xlsx", "co-building/template.xlsx"):
            answer = await keeper.http.get(f"/registers/{path}")
            assert (answer.status_code, answer.content[:2]) == (200, b"PK")


async def test_a_need_becomes_a_project_and_is_rated_on_pages(app: FastAPI) -> None:
    async with browsing(app, "dangjian") as keeper, browsing(app, "SQ07") as community:
        await keeper.open("/registers/co-building/new")
        await keeper.send("/registers/co-building/new", **{**UNIT, "row_key": "GJ-0201"})
        await keeper.open("/registers/resources/new")
        await keeper.send(
            "/registers/resources/new", name="普法讲座", kind="law", unit="GJ-0201", row_key="ZY-1"
        )
        await community.open("/registers/needs/new")
        page = await community.send(
            "/registers/needs/new", name="想听普法", kind="law", community="SQ07", row_key="XQ-1"
        )
        assert "普法讲座" in page
        page = await community.send("/registers/needs/XQ-1/claim", resource="ZY-1")
        assert "已认领，成为项目 XM-0001" in page
        at = "/registers/projects/XM-0001"
        page = await community.send(f"{at}/follow-up", state="under_way", note="约时间")
        assert (community.status, "下次跟进日期" in page, "约时间" in page) == (409, True, True)
        await keeper.open(at)
        page = await keeper.send(f"{at}/follow-up", state="done", note="讲完了")
        assert "需求方评价</summary>" not in page
        page = await community.open(at)
        assert "需求方评价</summary>" in page
        page = await community.send(f"{at}/rating", rating="5")
        assert "非常满意" in page


async def test_in_english_nothing_of_ours_is_chinese(app: FastAPI) -> None:
    async with browsing(app, "dangjian") as keeper:
        for register in REGISTERS:
            for path in ("", "/new"):
                page = await keeper.open(f"/registers/{register.code}{path}?lang=en")
                main = page.split("<main")[1].split("</main>")[0]
                for row in ("页面单位 001", "共建单位 101", "普法讲座", "想听普法"):
                    main = main.replace(row, "")
                assert not CHINESE.findall(main), (register.code, path, CHINESE.findall(main)[:20])
