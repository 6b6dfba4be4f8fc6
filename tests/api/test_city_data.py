"""The city's tables by a form: another edition is looked at, with its faults or what it moves; then taken up."""

import io
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import Workbook, load_workbook

from api.sheets import MOST_ROWS
from infra.editions import MOST
from infra.pack import load_city
from infra.temporal import ensure_search_attributes
from tests.api.browsing import Browser, browsing
from tests.api.conftest import SHUIGUOHU, demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY
from worker import SEARCH_ATTRIBUTES

HOLIDAY = ["2026-10-12", "holiday", "临时放假", "extra holiday", "street"]


async def sent(browser: Browser, files: dict[str, bytes], **fields: str) -> str:
    """The import form of the present page; the page that follows."""
    given = {name: browser.hidden(name) for name in ("csrf", "key", "base")}
    parts = [("files", (name, content)) for name, content in files.items()]
    answer: httpx.Response = await browser.http.post(
        "/city", data={**given, **fields}, files=parts, follow_redirects=True
    )
    browser.page, browser.status = answer.text, answer.status_code
    return answer.text


def with_lines(name: str, *lines: str) -> bytes:
    """A table of the street's pack with more lines."""
    return (SHUIGUOHU / name).read_bytes() + "".join(f"{line}\n" for line in lines).encode()


def as_workbook(name: str, *rows: list[str]) -> bytes:
    """The same table as somebody keeps it in Excel."""
    book, made = Workbook(), io.BytesIO()
    lines = [line.split(",") for line in (SHUIGUOHU / name).read_text(encoding="utf-8").splitlines()]
    for row in (*lines, *rows):
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def edition_of(page: str) -> str:
    """The edition that a preview shows."""
    return re.search(r'<small class="number">([0-9a-f]{12})</small>', page)[1]


async def test_a_holiday_by_excel_is_seen_with_what_it_moves_and_taken_up(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in SHUIGUOHU.iterdir()}
    settings = demo_settings(tmp_path / "var", story_start=FRIDAY)
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal) as stack, browsing(stack.app, "admin") as admin:
            case = await stack.report()
            await stack.until(case, "called")
            due = (await stack.see(case))["due_at"]
            await admin.open("/city")
            page = await sent(admin, {"calendar.xlsx": as_workbook("calendar.csv", HOLIDAY)})
            assert admin.status == 200
            assert all(
                text in page for text in ("临时放假 · extra holiday", "1 件案件的期限变动", case.case_no)
            )
            assert "不计 10-12" in page
            assert (await stack.see(case))["due_at"] == due
            edition = edition_of(page)
            page = await admin.send(f"/city/{edition}/take-up")
            folder = settings.paths.data / "editions" / edition
            assert all(text in page for text in (str(folder), "HUYING_PACK", "重启"))
            assert edition in await admin.open("/acts")
        assert load_city(folder).edition == edition
        async with installation(
            demo_settings(tmp_path / "var", story_start=FRIDAY, pack=folder), temporal
        ) as later:
            tried = await later.post("/replan", "admin", {"reason": "临时放假"})
            assert {item["case_no"] for item in tried.json()["items"]} == {case.case_no}
    assert {path.name: path.read_bytes() for path in SHUIGUOHU.iterdir()} == before


async def test_faults_stand_with_file_and_line_until_they_are_corrected(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin:
        await admin.open("/city")
        wrong = with_lines(
            "calendar.csv", "2026-13-01,holiday,错,wrong,street", "2026-10-12,feast,错,wrong,street"
        )
        page = await sent(admin, {"calendar.csv": wrong})
        assert "2 处错误" in page
        lines = len(wrong.decode().splitlines())
        assert re.findall(r'calendar.csv</a></td><td class="number">(\d+)</td>', page) == [
            str(lines - 1),
            str(lines),
        ]
        edition = edition_of(page)
        page = await admin.send(f"/city/{edition}/take-up")
        assert (admin.status, "请先改正" in page) == (409, True)
        await admin.open(f"/city/{edition}/calendar.csv")
        right = with_lines("calendar.csv", ",".join(HOLIDAY)).decode()
        page = await admin.send("/city", base=edition, name="calendar.csv", text=right.replace("\n", "\r\n"))
        assert "处错误" not in page
        assert edition_of(page) != edition
        assert "确认为下一版" in page
        english = await admin.open(f"/city/{edition_of(page)}?lang=en")
        assert "Take up as the next edition" in english


async def test_a_limit_as_text(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin:
        page = await admin.open(f"/city/{app.state.door.city.edition}/policy.toml")
        text = (SHUIGUOHU / "policy.toml").read_text(encoding="utf-8")
        assert "triage = &#34;duty 30m&#34;" in page
        page = await admin.send(
            "/city",
            base=app.state.door.city.edition,
            name="policy.toml",
            text=text.replace("duty 30m", "duty 20m", 1),
        )
        assert '<td class="whole">limits.triage</td>' in page
        assert '<del>duty 30m</del></td><td class="told"><ins>duty 20m</ins>' in page
        page = await admin.send("/city", base=edition_of(page), name="policy.toml", text=text + "\n# 注释\n")
        assert "只有注释、顺序或写法不同" in page


async def test_what_cases_and_accounts_need_stays(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin:
        base = app.state.door.city.edition
        await admin.open("/city")
        policy = (
            (SHUIGUOHU / "policy.toml")
            .read_text(encoding="utf-8")
            .replace('prefix = "SGH"', 'prefix = "SGX"')
        )
        places = (SHUIGUOHU / "communities.csv").read_text(encoding="utf-8")
        places = places.replace(",Donghu Road,420106012001,6,", ",Donghu Road,420106012001,5,")
        policy = policy.replace("grids = 185", "grids = 184").replace(
            "grid_chiefs = 185", "grid_chiefs = 184"
        )
        grids = (SHUIGUOHU / "grid_editions.csv").read_text(encoding="utf-8")
        files = {"policy.toml": policy, "communities.csv": places}
        files["grid_editions.csv"] = grids.replace("2019-04-01,SQ01,6", "2019-04-01,SQ01,5")
        page = await sent(admin, {name: text.encode() for name, text in files.items()}, base=base)
        assert all(text in page for text in ("编号前缀不能改", "单位 SQ01-G06 不能删", "经两人批准"))
        page = await admin.send(f"/city/{edition_of(page)}/take-up")
        assert admin.status == 409


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.csv", b"a,b\n", "不认识文件 notes.csv"),
        ("../calendar.csv.exe", b"x", "不认识文件"),
        ("calendar.xlsx", b"PK\x03\x04 no workbook", "无法读取"),
        ("calendar.csv", b"\xff\xff\xff", "无法读取"),
        ("calendar.csv", b"x" * (2 * 1024 * 1024 + 1), "超过 2 MB"),
    ],
)
async def test_a_file_that_is_no_table_of_ours(app: FastAPI, name: str, content: bytes, said: str) -> None:
    async with browsing(app, "admin") as admin:
        await admin.open("/city")
        page = await sent(admin, {name: content})
        assert (admin.status, said in page) == (422, True)


async def test_too_many_rows_and_a_table_out_of_a_chinese_excel(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin:
        await admin.open("/city")
        await sent(admin, {"calendar.xlsx": as_workbook("calendar.csv", *([HOLIDAY] * MOST_ROWS))})
        assert (admin.status, f"超过 {MOST_ROWS} 行" in admin.page) == (422, True)
        gbk = with_lines("calendar.csv", ",".join(HOLIDAY)).decode().encode("gb18030")
        page = await sent(admin, {"calendar.csv": gbk})
        assert "临时放假" in page


async def test_tables_are_taken_away_as_workbooks(app: FastAPI) -> None:
    async with browsing(app, "admin") as admin:
        path = f"/city/{app.state.door.city.edition}/units.csv"
        answer = await admin.http.get(path, params={"as": "xlsx"})
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert rows[1][0] == "city-command"
        assert (await admin.http.get(path, params={"as": "file"})).content == (
            SHUIGUOHU / "units.csv"
        ).read_bytes()
        for wrong in ("/city/000000000000", "/city/..%2f..", f"{path}x"):
            assert (await admin.http.get(wrong)).status_code == 404


async def test_only_so_many_editions_are_kept(app: FastAPI) -> None:
    editions, door = app.state.door.editions, app.state.door
    base = editions.get(door.city.edition)
    taken = editions.propose(base, {"calendar.csv": b"taken up"})
    editions.take_up(taken)
    made = [editions.propose(base, {"calendar.csv": str(number).encode()}) for number in range(MOST + 5)]
    kept = [one.edition for one in editions.kept()]
    assert taken in kept
    assert len(kept) == MOST + 1
    assert made[-1] in kept
    assert editions.propose(base, {}) == door.city.edition
