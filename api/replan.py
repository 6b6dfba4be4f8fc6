"""重排期限 after a corrected calendar or pack: tried first, page by page; then carried out, page by page.

The walk-through is docs/howto/correct-the-calendar.md.
"""

import asyncio
import hashlib
import hmac
from collections import Counter
from typing import Annotated

from fastapi import Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.facts import command
from api.reading import read, written
from api.replanview import tried
from api.routing import resource
from api.schemas.replan import Failed, Moved, ReplanIn, ReplanPage
from api.staff import one_of
from contracts.codec import to_json
from domain.case import Case
from domain.facts import Replan
from domain.people import Actor, Role
from readmodel.acts import add_act
from readmodel.cases import open_cases

router = resource(tags=["administration"])
Admin = Annotated[Actor, Depends(one_of(Role.ADMIN))]

AT_ONCE = 8
"""Cases told at the same time: the others' commands must not wait behind a replan."""
IN_VAIN = {"other_pack": 1, "engine_away": AT_ONCE}
"""Refusals that every other case would answer too: after so many the rest of the page is not sent."""
Moves = dict[str, tuple[Moved, ...]]


@router.post("/replan", summary="重排期限 · replan open cases", responses=refusals(401, 403, 409, 422, 503))
async def replan(door: DoorDep, by: Admin, body: ReplanIn) -> ReplanPage:
    """Which deadlines move by the pack that this door has loaded, from when to when, and why then.

    A real run takes the `token` of the same page's dry run: if anything on the page has changed since, it is 409.
    """
    fact = Replan(body.reason, door.city.edition)
    page = await read(door, lambda session: open_cases(session, body.cursor, body.limit))
    # What is about the administrator's own unit another one replans: its cases refuse this one.
    cases = tuple(case for case in page.items if case.party != by.unit)
    moves = await door.in_thread(_tried, door, cases, by, fact)
    token = _token(by, fact, body, moves)
    failed: dict[str, Failed] = {}
    if not body.dry_run:
        _seen(body.token, token)
        said = f"{fact.reason} ({len(cases)})"
        await written(
            door, lambda session: add_act(session, by.account, by.unit, "replan", fact.edition, said)
        )
        failed = await _carried_out(door, by, fact, tuple(moves), token)
    items = tuple(item for case_no, moved in moves.items() if case_no not in failed for item in moved)
    unchanged = sum(1 for case_no, moved in moves.items() if not moved and case_no not in failed)
    return ReplanPage(
        dry_run=body.dry_run,
        edition=door.city.edition,
        items=items,
        unchanged=unchanged,
        failed=tuple(failed.values()),
        next_cursor=page.next_cursor,
        token=token if body.dry_run else None,
    )


def _tried(door: Door, cases: tuple[Case, ...], by: Actor, fact: Replan) -> Moves:
    now = door.now()
    return {case.case_no: tried(door.city, case, by, fact, now) for case in cases}


def _token(by: Actor, fact: Replan, body: ReplanIn, moves: Moves) -> str:
    """What was seen, by whom, of which page, by which edition of the pack, for which reason."""
    seen = [[item.model_dump(mode="json") for item in moved] for moved in moves.values() if moved]
    page = to_json([by.account, fact.edition, fact.reason, body.cursor, body.limit, seen])
    return hashlib.sha256(page.encode()).hexdigest()


def _seen(given: str | None, token: str) -> None:
    """Raise 422 without a token, 409 where the page is not any more what was seen."""
    if given is None:
        raise errors.malformed(
            "token",
            "请先试算（dry_run），再凭该页的 token 执行",
            "try it first: send the token of the dry run",
        )
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise errors.forbidden(
            "not_as_seen",
            "这一页与试算时已不相同，请重新试算",
            "This page is not any more what the dry run showed: try it again.",
            ["dry_run"],
        )


async def _carried_out(
    door: Door, by: Actor, fact: Replan, case_nos: tuple[str, ...], token: str
) -> dict[str, Failed]:
    """Every case of the page is told, a few at a time; says which were not replanned, and why."""
    failed: dict[str, Failed] = {}
    over: list[errors.Problem] = []
    refused: Counter[str] = Counter()
    gate = asyncio.Semaphore(AT_ONCE)

    async def tell(case_no: str) -> None:
        async with gate:
            if over:
                failed[case_no] = _failed(case_no, over[0])
                return
            try:
                await command(door, case_no, by, fact, f"{token}:{case_no}")
            except errors.Problem as problem:
                failed[case_no] = _failed(case_no, problem)
                refused[problem.code] += 1
                if refused[problem.code] >= IN_VAIN.get(problem.code, len(case_nos)):
                    over.append(problem)

    await asyncio.gather(*(tell(case_no) for case_no in case_nos))
    return failed


def _failed(case_no: str, problem: errors.Problem) -> Failed:
    return Failed(case_no=case_no, why=str(problem.detail), why_en=problem.detail_en)
