"""A case for its reporter, by number and track code: look, rate, urge.

Open to everybody who knows the code.
"""

from typing import Annotated

from fastapi import Depends, Query

from api import counting, errors, speaking
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey, limited
from api.entitled import told_of
from api.limits import WRONG_CODES
from api.main_cases import main_case
from api.publicview import not_yet_recorded, public_case
from api.reading import Recorded, recorded
from api.routing import resource
from api.schemas.cases import PublicCase, RatingIn, UrgeIn
from api.schemas.requests import MoreIn
from api.schemas.text import Done
from api.staff import Anybody
from api.temporal import Unreachable
from domain.case import Case
from domain.people import REPORTER, Actor, Role

router = resource(prefix="/cases/{case_no}", tags=["cases"])
Code = Annotated[str, Query(max_length=64, description="The track code that came with the case number.")]


async def entitled(door: Door, case_no: str, code: str) -> str:
    """The case number, if the code is its own. Raises 404, and 429 after ten wrong ones a day."""
    number = door.case_no(case_no)
    await counting.check(door, WRONG_CODES, number)
    if not door.numbers.code_fits(number, code):
        await counting.spend(door, WRONG_CODES, number)
        raise errors.unknown("编号或查询码不对", "There is no such case, or the code is not its own.")
    return number


@router.get("", summary="看进度 · follow a case", responses=refusals(404, 422, 429, 503))
async def look(case_no: str, door: DoorDep, code: Code) -> PublicCase:
    """The public view; a valid code of a case that is not recorded yet answers `triage`."""
    number, now = await entitled(door, case_no, code), door.now()
    found = await known(door, number)
    if found is None:
        return not_yet_recorded(number, now)
    main, address = await main_of(door, found.case), await address_of(door, found.case)
    return public_case(door.city, found, now, door.numbers.track_code, main, address)


async def address_of(door: Door, case: Case) -> str:
    """The place in its reporter's own words, to know a road's or a water's chief by; empty once erased."""
    return str((await told_of(door, case)).get("address") or "")


async def known(door: Door, number: str) -> Recorded | None:
    """The case as recorded; without a read model, as it says itself. None before its first event. Raises 503."""
    try:
        return await recorded(door, number)
    except errors.Problem:
        try:
            case, events = await door.cases.told(number)
        except Unreachable:
            pass
        else:
            return Recorded(case, events) if case is not None else None
        raise


@router.post(
    "/rating",
    summary="评价 · rate",
    dependencies=[Depends(limited)],
    responses=refusals(401, 403, 404, 409, 422, 429, 503),
)
async def rate(
    case_no: str,
    door: DoorDep,
    by: Anybody,
    body: RatingIn,
    code: Code = "",
    idempotency_key: IdempotencyKey = None,
) -> Done:
    """Rate once it is done. Staff of another unit may take a rating down, signed in and without a code."""
    number = await entitled(door, case_no, code) if code or by.has(Role.REPORTER) else door.case_no(case_no)
    return await speaking.rate(door, number, _whose(by, code), body, idempotency_key)


@router.post(
    "/urge",
    summary="催办 · urge",
    dependencies=[Depends(limited)],
    responses=refusals(404, 409, 422, 429, 503),
)
async def urge(
    case_no: str,
    door: DoorDep,
    code: Code,
    body: UrgeIn | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Done:
    """Ask for haste, a few times a day."""
    number = await entitled(door, case_no, code)
    return await speaking.urge(door, number, body.text if body else None, idempotency_key)


@router.post(
    "/supplement",
    summary="补充 · add something",
    dependencies=[Depends(limited)],
    responses=refusals(404, 409, 422, 429, 503),
)
async def supplement(
    case_no: str, door: DoorDep, code: Code, body: MoreIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """More words or photos; no clock changes."""
    number = await entitled(door, case_no, code)
    return await speaking.supplement(door, number, body.text, body.photos, idempotency_key)


@router.post(
    "/withdraw",
    summary="撤诉 · withdraw",
    dependencies=[Depends(limited)],
    responses=refusals(404, 409, 422, 429, 503),
)
async def withdraw(
    case_no: str,
    door: DoorDep,
    code: Code,
    body: MoreIn | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Done:
    """While it is open. A matter of safety goes on as found by staff."""
    number = await entitled(door, case_no, code)
    return await speaking.withdraw(door, number, body.text if body else None, idempotency_key)


async def main_of(door: Door, case: Case) -> Recorded | None:
    """The case that this one ended in, if it did and has not left it since: then that is another's again."""
    if case.merged_into is None:
        return None
    at, _ = await main_case(door, case.case_no)
    main = await recorded(door, at)
    still = main is not None and case.case_no in {other.case_no for other in main.case.attached}
    return main if still else None


def _whose(by: Actor, code: str) -> Actor:
    """Whoever shows the code speaks as the reporter, but who is signed in stays who they are."""
    return REPORTER if code and by.has(Role.REPORTER) else by
