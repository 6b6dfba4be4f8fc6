"""One row of a register: shown with its history, entered, changed, removed; a table brought; the three lists' steps."""

import base64
import binascii
from collections.abc import Awaitable, Callable

from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api import errors
from api.door import Door, DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.registers import AT, Clerk, day_of
from api.pages.staff.registerwords import RowWords
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.referrals.sheets import MOST_BYTES
from api.registers import finding, importing, stepping, writing
from api.registers.entitled import community_of, may_add, refuse_writing, register_of
from api.registers.finding import choices
from api.registers.resources import Code, Key
from api.routing import pages
from api.schemas.registers import Imported, RowWhole
from domain.people import Actor
from domain.registers.declared.projects import POINTS, PROJECTS, STATES
from domain.registers.register import Register
from domain.registers.steps import FOLLOWED, RUNNING

router = pages()
MOST_CARRIED = 600 * 1024
"""Bytes of a table that a page carries from the look to the taking in; a larger one is chosen again."""


@router.get(f"{AT}/{{code}}/new")
async def new(page: PageDep, door: DoorDep, who: Clerk, code: Code) -> Response:
    """An empty form."""
    return await _form(page, door, who, _writable(door, who.actor, code), FRESH)


@router.post(f"{AT}/{{code}}/new")
async def add(page: PageDep, door: DoorDep, who: Clerk, code: Code, form: FormDep) -> Response:
    """One more row."""
    register = register_of(code)
    try:
        key = str(form.get("row_key") or "").strip() or None
        row = await writing.put(door, who.actor, register, key, _sent(register, form), 0)
    except errors.Problem as problem:
        return await _form(page, door, who, register, _tried("add", problem, form))
    return page.go(f"{AT}/{code}/{row.key}", page.say("已登记 {key}", key=row.key))


@router.get(f"{AT}/{{code}}/import")
async def bring(page: PageDep, door: DoorDep, who: Clerk, code: Code) -> Response:
    """Choose a table."""
    return _import(page, who, _writable(door, who.actor, code), FRESH)


@router.post(f"{AT}/{{code}}/import")
async def take(page: PageDep, door: DoorDep, who: Clerk, code: Code, form: FormDep) -> Response:
    """A look at what a table would do, or the taking in."""
    register, looking = register_of(code), form.get("do") != "take"
    try:
        content = await _content(form)
        said = await importing.take(door, who.actor, register, content, preview=looking)
    except errors.Problem as problem:
        return _import(page, who, register, Tried("import", problem))
    carried = base64.b64encode(content).decode() if looking and len(content) <= MOST_CARRIED else ""
    return _import(page, who, register, FRESH, said, carried)


@router.get(f"{AT}/{{code}}/{{key}}")
async def row(page: PageDep, door: DoorDep, who: Clerk, code: Code, key: Key) -> Response:
    """One row with its history and what may be done with it."""
    return await _row(page, door, who, register_of(code), key, FRESH)


@router.post(f"{AT}/{{code}}/{{key}}/change")
async def change(page: PageDep, door: DoorDep, who: Clerk, code: Code, key: Key, form: FormDep) -> Response:
    """The row as it is to be."""
    register = register_of(code)

    async def work() -> object:
        return await writing.put(door, who.actor, register, key, _sent(register, form), _edition(form))

    return await _done(page, who, register, key, ("change", form), work)


@router.post(f"{AT}/{{code}}/{{key}}/remove")
async def remove(page: PageDep, door: DoorDep, who: Clerk, code: Code, key: Key, form: FormDep) -> Response:
    """It is gone."""
    register, note = register_of(code), str(form.get("note") or "").strip()[:1000]
    try:
        if not note:
            raise errors.malformed("note", "请写明删除原因", "say why it goes")
        await writing.remove(door, who.actor, register, key, _edition(form), note)
    except errors.Problem as problem:
        return await _row(page, door, who, register, key, _tried("remove", problem, form))
    return page.go(f"{AT}/{code}", page.say("已删除 {key}", key=key))


@router.post(f"{AT}/needs/{{key}}/claim")
async def claim(page: PageDep, door: DoorDep, who: Clerk, key: Key, form: FormDep) -> Response:
    """认领: the need becomes a project."""
    resource, unit = (str(form.get(name) or "").strip() or None for name in ("resource", "unit"))
    asked = stepping.Claim(resource, unit, day_of(str(form.get("planned_on") or "")))
    try:
        project = await stepping.claim(door, who.actor, key, asked)
    except errors.Problem as problem:
        return await _row(page, door, who, register_of("needs"), key, _tried("claim", problem, form))
    return page.go(f"{AT}/projects/{project}", page.say("已认领，成为项目 {key}", key=project))


@router.post(f"{AT}/projects/{{key}}/follow-up")
async def follow_up(page: PageDep, door: DoorDep, who: Clerk, key: Key, form: FormDep) -> Response:
    """跟进."""
    state, next_on = str(form.get("state") or ""), day_of(str(form.get("next_on") or ""))
    note = str(form.get("note") or "").strip()[:1000]

    async def work() -> None:
        if not note:
            raise errors.malformed("note", "请写跟进情况", "say how it stands")
        await stepping.follow_up(door, who.actor, key, state, next_on, note)

    return await _done(page, who, PROJECTS, key, ("follow-up", form), work)


@router.post(f"{AT}/projects/{{key}}/rating")
async def rate(page: PageDep, door: DoorDep, who: Clerk, key: Key, form: FormDep) -> Response:
    """需求方评价."""
    rating, note = str(form.get("rating") or ""), str(form.get("note") or "").strip()[:1000]

    async def work() -> None:
        if rating not in POINTS:
            raise errors.malformed("rating", "请选择满意度", "choose how satisfied you are")
        await stepping.rate(door, who.actor, key, int(rating), note)

    return await _done(page, who, PROJECTS, key, ("rating", form), work)


async def _done(
    page: Page,
    who: Staffer,
    register: Register,
    key: str,
    sent: tuple[str, FormData],
    work: Callable[[], Awaitable[object]],
) -> Response:
    try:
        await work()
    except errors.Problem as problem:
        return await _row(page, page.door, who, register, key, _tried(sent[0], problem, sent[1]))
    return page.go(f"{AT}/{register.code}/{key}", page.say("已保存"))


async def _row(page: Page, door: Door, who: Staffer, register: Register, key: str, tried: Tried) -> Response:
    found = await finding.one(door, who.actor, register, key)
    matched = await stepping.matches(door, register, key) if register.code in stepping.MATCHED else None
    return show(
        page,
        who,
        "registers/row.html",
        tried.status,
        register=register,
        row=found,
        tried=tried,
        matches=matched.items if matched else (),
        choices=await choices(door, register),
        units=await choices(door, PROJECTS) if register.code == "needs" else {},
        rates=register is PROJECTS and community_of(door, who.actor) == found.values.get("community"),
        steps=_steps(register, found),
        rw=RowWords(page),
    )


def _steps(register: Register, row: RowWhole) -> dict[str, object]:
    """What the state allows: to claim, to follow up (as what), to rate (as what)."""
    state = row.values.get("state")
    return {
        "claim": register.code == "needs" and state == "open",
        "follow": {one: STATES[one] for one in FOLLOWED} if register is PROJECTS and state in RUNNING else {},
        "rate": POINTS if register is PROJECTS and state == "done" else {},
    }


async def _form(page: Page, door: Door, who: Staffer, register: Register, tried: Tried) -> Response:
    return show(
        page,
        who,
        "registers/new.html",
        tried.status,
        register=register,
        tried=tried,
        own=community_of(door, who.actor) or "",
        choices=await choices(door, register),
        rw=RowWords(page),
    )


def _import(
    page: Page,
    who: Staffer,
    register: Register,
    tried: Tried,
    brought: Imported | None = None,
    carried: str = "",
) -> Response:
    return show(
        page,
        who,
        "registers/import.html",
        tried.status,
        register=register,
        tried=tried,
        brought=brought,
        carried=carried,
        columns=importing.template(register),
        rw=RowWords(page),
    )


def _writable(door: Door, by: Actor, code: str) -> Register:
    register = register_of(code)
    if not may_add(door, by, register):
        raise refuse_writing(door, register)
    return register


def _sent(register: Register, form: FormData) -> dict[str, object]:
    """The fields of a row; those that steps set are in no form."""
    return {one.name: str(form.get(one.name) or "")[:2000] for one in register.fields if not one.by_steps}


def _edition(form: FormData) -> int:
    text = str(form.get("edition") or "")
    return int(text) if text.isdigit() and len(text) < 9 else 0


def _tried(operation: str, problem: errors.Problem, form: FormData) -> Tried:
    return Tried(operation, problem, {name: [str(form.get(name) or "")] for name in form})


async def _content(form: FormData) -> bytes:
    """The file that was chosen, else the one that was looked at. Raises 422."""
    chosen = form.get("file")
    if isinstance(chosen, UploadFile) and chosen.size:
        return await chosen.read(MOST_BYTES + 1)
    try:
        content = base64.b64decode(str(form.get("carried") or ""), validate=True)
    except binascii.Error:
        content = b""
    if not content:
        raise errors.malformed("file", "请选择表格", "choose a table")
    return content
