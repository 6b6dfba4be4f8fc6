"""城市数据: the tables of the pack, other editions of it proposed by file or text, looked at, taken up.

Nothing here changes the pack that is loaded. What an edition would do to open cases the replan's own dry run says.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api import errors, packdiff, sheets
from api.door import Door, DoorDep
from api.editing import Edition, blocked, take_up
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import CITY, allowed
from api.pages.staff.replanning import by_case
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor
from api.replan import replan
from api.routing import pages
from api.schemas.replan import ReplanIn, ReplanPage
from domain.policy import City

router = pages()
Admin = Annotated[Staffer, allowed(CITY)]
Named = Annotated[str, Path(max_length=12)]
FileName = Annotated[str, Path(max_length=64)]
MOST_BYTES = 2 * 1024 * 1024
"""Of one file."""
LONGEST_TEXT = 200_000
"""Bytes of a file that is edited as text in the browser; a larger table goes through a spreadsheet."""
SHOWN = 200
"""Changed lines of one file that the preview shows."""
AT_ONCE = 50
TABLES = {
    "calendar.csv": "日历",
    "policy.toml": "时限与参数",
    "units.csv": "单位",
    "communities.csv": "社区",
    "a_items.csv": "A 类事项",
    "b_items.csv": "B 类事项",
    "response_items.csv": "响应事项",
    "reasons.csv": "理由",
    "keywords.csv": "关键词",
    "attributes.csv": "事项提问",
    "services.csv": "办事",
    "service_papers.csv": "办事材料",
    "service_offices.csv": "办事窗口",
    "service_rules.csv": "免申条件",
    "published.csv": "已公布数字",
    "roads.csv": "路段",
    "waters.csv": "水域",
    "levels.csv": "五级组织",
    "posts.csv": "岗位编制",
    "duties.csv": "责任清单",
    "relations.csv": "属管用考",
    "powers.csv": "赋权",
    "chiefs.csv": "四长",
    "chief_duties.csv": "四长责任清单",
    "grid_editions.csv": "网格版本",
}


@router.get(CITY.path)
async def overview(page: PageDep, door: DoorDep, who: Admin) -> Response:
    """The loaded pack's tables, and the editions proposed so far."""
    return await _overview(page, door, who, FRESH)


@router.post(CITY.path)
async def propose(page: PageDep, door: DoorDep, who: Admin, form: FormDep) -> Response:
    """Another edition, from files or from the text of one; shown next, with its faults if it has any."""
    base = await _edition(door, str(form.get("base", "")))
    try:
        new = await _files(door, form, base)
    except errors.Problem as problem:
        return await _overview(page, door, who, Tried("propose", problem))
    edition = await door.in_thread(door.editions.propose, base, new)
    return page.go(f"{CITY.path}/{edition}")


@router.get(f"{CITY.path}/{{edition}}")
async def preview(
    page: PageDep, door: DoorDep, who: Admin, edition: Named, cursor: Cursor = None
) -> Response:
    """What it changes, and which deadlines of open cases would move; or what is wrong with it, by file and line."""
    return await _preview(page, door, who, edition, FRESH, cursor)


@router.post(f"{CITY.path}/{{edition}}/take-up")
async def taken_up(page: PageDep, door: DoorDep, who: Admin, edition: Named, form: FormDep) -> Response:
    """The next start may load it."""
    try:
        await take_up(door, who.actor, await _edition(door, edition))
    except errors.Problem as problem:
        return await _preview(page, door, who, edition, Tried("take-up", problem), None)
    return page.go(f"{CITY.path}/{edition}", page.say("已确认为下一版，按下面的说明重启后生效"))


@router.get(f"{CITY.path}/{{edition}}/{{name}}")
async def one_file(
    page: PageDep,
    door: DoorDep,
    who: Admin,
    edition: Named,
    name: FileName,
    form: Annotated[str, Query(alias="as", pattern="^(|file|xlsx)$")] = "",
) -> Response:
    """One of its files: to be edited as text, or to take away as it is or as a workbook."""
    found = await _edition(door, edition)
    if name not in found.files:
        raise errors.unknown("没有这个文件", "There is no such file.")
    content = found.files[name]
    if form == "xlsx" and name.endswith(".csv"):
        table = await door.in_thread(lambda: sheets.workbook({name: ((), sheets.rows_of(content))}))
        return _download(table, name.replace(".csv", ".xlsx"), sheets.XLSX)
    if form:
        return _download(content, name, "text/plain; charset=utf-8")
    text = content.decode("utf-8-sig", "replace") if len(content) <= LONGEST_TEXT else None
    return show(page, who, "city_file.html", edition=found, name=name, text=text, tables=TABLES)


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


async def _edition(door: Door, edition: str) -> Edition:
    found = await door.in_thread(door.editions.get, edition)
    if found is None:
        raise errors.unknown("没有这一版城市数据", "There is no such edition of the pack.")
    return found


async def _files(door: Door, form: FormData, base: Edition) -> dict[str, bytes]:
    """The files of a form by their names in the pack. Raises 422."""
    new: dict[str, bytes] = {}
    name = str(form.get("name", ""))
    if name in base.files:
        new[name] = str(form.get("text", "")).replace("\r\n", "\n").encode()
    for file in form.getlist("files"):
        if isinstance(file, UploadFile) and file.size:
            sent = (file.filename or "").rpartition("/")[2].lower()
            target = sent.removesuffix(".xlsx") + ".csv" if sent.endswith(".xlsx") else sent
            if target not in base.files and target not in TABLES:
                known = "、".join(base.files)
                raise errors.malformed(
                    "files",
                    f"不认识文件 {sent[:64]}：文件名须是 {known} 之一（表格也可以是 .xlsx）",
                    f"no table is called {sent[:64]}: a file is named as one of {', '.join(base.files)}",
                )
            content = await file.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise errors.malformed("files", f"{sent[:64]} 超过 2 MB", f"{sent[:64]} is over 2 MB")
            new[target] = await door.in_thread(sheets.csv_of, sent, content)
    if not new:
        raise errors.malformed("files", "请选择文件", "choose a file")
    return new


async def _overview(page: Page, door: Door, who: Staffer, tried: Tried) -> Response:
    loaded = await _edition(door, door.city.edition)
    kept = await door.in_thread(door.editions.kept)
    return show(
        page,
        who,
        "city.html",
        tried.status,
        tried=tried,
        loaded=loaded,
        kept=kept,
        **_of(door.city, loaded.files),
    )


def _of(city: City, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the overview says of a pack at a glance."""
    lines = {
        name: len(sheets.rows_of(content)) - 1 for name, content in files.items() if name.endswith(".csv")
    }
    years: dict[int, list[int]] = {}
    for kind, days in enumerate((city.calendar.holidays, city.calendar.makeup_workdays)):
        for day in days:
            years.setdefault(day.year, [0, 0])[kind] += 1
    opened = [unit for unit in city.units.values() if unit.opened_on]
    return {"tables": TABLES, "lines": lines, "years": sorted(years.items()), "opened": opened}


async def _preview(
    page: Page, door: Door, who: Staffer, edition: str, tried: Tried, cursor: str | None
) -> Response:
    found, loaded = await _edition(door, edition), await _edition(door, door.city.edition)
    changes = await door.in_thread(packdiff.changed, loaded.files, found.files)
    moving: ReplanPage | None = None
    if found.city is not None and edition != door.city.edition:
        asked = ReplanIn(reason="试算", cursor=cursor, limit=AT_ONCE)
        moving = await replan(replace(door, city=found.city), who.actor, asked)
    kept = {one.edition: one for one in await door.in_thread(door.editions.kept)}
    return show(
        page,
        who,
        "city_edition.html",
        tried.status,
        tried=tried,
        edition=found,
        kept=kept.get(edition),
        changes=changes,
        shown=SHOWN,
        moving=moving,
        cases=by_case(moving.items if moving else ()),
        hindrances=await blocked(door, found.city) if found.city else [],
        faults=[fault.split(":", 2) for fault in found.faults],
        folder=door.editions.folder / edition,
        tables=TABLES,
    )
