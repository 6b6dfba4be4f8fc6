"""For administrators and auditors: who has an account, who was shown a number, who did what."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from starlette.datastructures import FormData

from api import errors, staffing
from api.door import Door, DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import ACCOUNTS, ACTS, REVEALS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor, read
from api.routing import pages
from api.schemas.staff import AccountIn
from domain.people import Role
from readmodel.accounts import list_accounts
from readmodel.acts import list_acts
from readmodel.reveals import list_reveals

router = pages()
Admin = Annotated[Staffer, allowed(ACCOUNTS)]
KINDS = {
    "account.added": "新增账号",
    "account.changed": "修改角色",
    "account.password": "重置密码",
    "account.disabled": "停用账号",
    "pack": "确认城市数据",
    "replan": "重排期限",
    "person.export": "申请导出个人信息",
    "person.erase": "申请删除个人信息",
    "person.granted": "批准个人信息申请",
    "chief.appointed": "任命四长",
    "grids.proposed": "提出网格调整",
    "grids.seconded": "批准网格调整（第一人）",
    "grids.approved": "批准网格调整（第二人）",
    "grids.refused": "否决网格调整",
    "grids.prepared": "生成网格新版数据",
    "temporal.decoded": "查看 Temporal 内容",
}
SHOWN = 100
SHOWN_ACCOUNTS = 30


@router.get(REVEALS.path)
async def reveals(
    page: PageDep, door: DoorDep, who: Annotated[Staffer, allowed(REVEALS)], cursor: Cursor = None
) -> Response:
    """Who was shown a reporter's number, and why."""
    found = await read(door, lambda session: list_reveals(session, None, cursor, SHOWN))
    return show(page, who, "reveals.html", rows=found.items, next_cursor=found.next_cursor)


@router.get(ACCOUNTS.path)
async def accounts(page: PageDep, who: Admin, q: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Everybody who may sign in, or those whose name or unit holds some letters."""
    return await _accounts(page, who, FRESH, q=q.strip())


@router.get(ACTS.path)
async def acts(
    page: PageDep, door: DoorDep, who: Annotated[Staffer, allowed(ACTS)], cursor: Cursor = None
) -> Response:
    """What administrators did: who, when, what."""
    found = await read(door, lambda session: list_acts(session, cursor, SHOWN))
    return show(page, who, "acts.html", rows=found.items, next_cursor=found.next_cursor, kinds=KINDS)


@router.post(f"{ACCOUNTS.path}/add")
async def add(page: PageDep, door: DoorDep, who: Admin, form: FormDep) -> Response:
    """One more; its one-time password is shown once."""
    try:
        asked = _asked(form, str(form.get("username", "")))
        password = await staffing.add(door, who.actor, asked)
    except errors.Problem as problem:
        return await _accounts(page, who, Tried("add", problem, _typed(form)))
    return await _accounts(page, who, FRESH, (asked.username, password))


@router.post(f"{ACCOUNTS.path}/{{username}}/change")
async def change(page: PageDep, door: DoorDep, who: Admin, username: str, form: FormDep) -> Response:
    """Another unit, other roles; its owner signs in anew."""
    try:
        await staffing.change(door, who.actor, _asked(form, username))
    except errors.Problem as problem:
        return await _accounts(page, who, Tried("account", problem), q=username)
    return page.go(ACCOUNTS.path, page.say("已修改 {name}", name=username))


@router.post(f"{ACCOUNTS.path}/{{username}}/password")
async def password_of(page: PageDep, door: DoorDep, who: Admin, username: str, form: FormDep) -> Response:
    """A new one-time password; its owner's sessions end."""
    password = await staffing.new_password(door, who.actor, username)
    return await _accounts(page, who, FRESH, (username, password))


@router.post(f"{ACCOUNTS.path}/{{username}}/disable")
async def disable(page: PageDep, door: DoorDep, who: Admin, username: str, form: FormDep) -> Response:
    """Nobody signs in with it any more."""
    try:
        await staffing.disable(door, who.actor, username)
    except errors.Problem as problem:
        if problem.status_code == 404:
            raise
        return await _accounts(page, who, Tried("account", problem))
    return page.go(ACCOUNTS.path, page.say("已停用 {name}", name=username))


def _asked(form: FormData, username: str) -> AccountIn:
    sent = {"username": username, "unit": form.get("unit"), "roles": form.getlist("roles")}
    return errors.checked(AccountIn, sent)


def _typed(form: FormData) -> dict[str, list[str]]:
    return {name: [str(text) for text in form.getlist(name)] for name in form}


async def _accounts(
    page: Page, who: Staffer, tried: Tried, made: tuple[str, str] | None = None, q: str = ""
) -> Response:
    door = page.door
    known = await read(door, list_accounts)
    wanted = [account for account in known if q in account.username or q in _unit_name(door, account.unit)]
    found = wanted[:SHOWN_ACCOUNTS]
    roles = [role for role in Role if role not in (Role.DEPARTMENT, Role.REPORTER, Role.SYSTEM)]
    return show(
        page,
        who,
        "accounts.html",
        tried.status,
        accounts=found,
        more=len(wanted) - len(found),
        q=q,
        roles=roles,
        tried=tried,
        made=made,
    )


def _unit_name(door: Door, code: str) -> str:
    unit = door.city.units.get(code)
    return f"{code} {unit.name_zh}" if unit else code
