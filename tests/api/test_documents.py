"""运行办法: versions that stay, of which the latest that has begun holds; entered by who may, read by everybody."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI

from api.schemas.text import LONGEST_DOCUMENT
from domain.documents import in_force
from tests.api.browsing import browsing
from tests.api.stack import Stack, refused

TEXT = "第一条　每季度召开一次。\n第二条　联系人 13800001234。"
ONE: dict[str, Any] = {
    "code": "joint-committee",
    "title": "街道大工委运行办法",
    "valid_from": "2026-01-01",
    "text": TEXT,
}


def test_the_latest_that_has_begun_holds() -> None:
    begins = {1: date(2026, 1, 1), 2: date(2026, 6, 1), 3: date(2026, 6, 1)}
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1))
    assert [in_force(begins, day) for day in days] == [None, 1, 3]


async def test_versions_stay_and_the_one_that_holds_is_shown(stack: Stack) -> None:
    first = await stack.post("/documents", "admin", ONE)
    assert (first.status_code, first.json()["version"], first.json()["in_force"]) == (201, 1, True)
    later = {**ONE, "title": "街道大工委运行办法（修订）", "valid_from": "2027-01-01", "text": "新"}
    second = await stack.post("/documents", "dangjian", later)
    assert (second.json()["version"], second.json()["in_force"], second.json()["unit"]) == (
        2,
        False,
        "dangjian",
    )
    now = (await stack.http.get("/documents/joint-committee")).json()
    assert (now["version"], [one["version"] for one in now["versions"]]) == (1, [2, 1])
    assert now["text"] == TEXT.replace("13800001234", "138****1234")
    (listed,) = (await stack.http.get("/documents")).json()["items"]
    assert (listed["version"], listed["title"]) == (1, ONE["title"])
    third = await stack.post("/documents", "admin", {**ONE, "valid_from": "2027-01-01", "text": "再新"})
    assert third.json()["version"] == 3
    assert (await stack.http.get("/documents/joint-committee/2")).json()["text"] == "新"
    early = await stack.post("/documents", "admin", {**ONE, "valid_from": "2026-12-31"})
    assert "valid_from" in str(refused(early, 422, "malformed"))
    for path in ("/documents/nothing", "/documents/joint-committee/4"):
        refused(await stack.http.get(path), 404, "unknown")


@pytest.mark.parametrize("by", ["SQ07", "street-director", "chengguan", "auditor"])
async def test_nobody_else_enters_one(stack: Stack, by: str) -> None:
    assert (await stack.post("/documents", by, {**ONE, "code": "theirs"})).status_code == 403


async def test_a_text_has_its_bounds(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    characters = LONGEST_DOCUMENT // 3  # three bytes each
    long = {**ONE, "code": "long", "text": "长" * characters}
    assert (await stack.post("/documents", "admin", long)).status_code == 201
    for wrong in ({"text": "长" * (characters + 1)}, {"text": " "}, {"title": "两\n行"}, {"code": "有 空"}):
        refused(await stack.post("/documents", "admin", {**ONE, "code": "long", **wrong}), 422, "malformed")
    monkeypatch.setattr("readmodel.documents.MOST", 1)
    for code in ("long", "another"):  # one version too many, and one document
        refused(await stack.post("/documents", "admin", {**ONE, "code": code}), 409, "too_many")


async def test_it_is_entered_by_a_form_and_read_on_pages(app: FastAPI) -> None:
    typed = {**ONE, "code": "community-rules", "title": "社区大党委运行办法"}
    async with browsing(app, "dangjian") as keeper, browsing(app) as anybody:
        await keeper.open("/documents")
        page = await keeper.send("/documents/add", **{**typed, "text": ""})
        assert (keeper.status, typed["title"] in page) == (422, True)
        whole = "长" * (LONGEST_DOCUMENT // 3 - 1)
        page = await keeper.send("/documents/add", **{**typed, "text": whole})
        assert (keeper.status, whole in page, "现行" in page) == (200, True, True)
        await keeper.open("/documents")
        await keeper.send("/documents/add", **{**typed, "valid_from": "2027-01-01", "text": "将来的"})
        page = await anybody.open("/organisation")
        assert (typed["title"] in page, "第 1 版" in page, "/documents/community-rules" in page) == (
            True,
        ) * 3
        assert whole in await anybody.open("/documents/community-rules")
        page = await anybody.open("/documents/community-rules/2")
        assert ("将来的" in page, "尚未施行" in page) == (True, True)
        await anybody.open("/documents/community-rules/3")
        assert anybody.status == 404
    async with browsing(app, "supervisor") as other:
        await other.open("/documents")
        assert other.status == 403
