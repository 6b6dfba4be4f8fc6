"""`/heads`: each day of the record, signed; and a case's own proof that it is in one. Open to everybody.

Counts and hashes, no case numbers: docs/howto/verify.md shows how anybody checks them.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.cases import Code, entitled
from api.documented import refusals
from api.door import DoorDep, read_limited
from api.reading import Limit, read
from api.routing import resource
from api.schemas.heads import HeadPage, HeadShown, KeyShown, Proof, Signed, StepShown
from contracts.heads import Head
from domain.chain import linked, path
from readmodel.heads import Leaf, digests_of, get_head, latest_leaf, leaves_of, list_heads

router = resource(tags=["heads"], dependencies=[Depends(read_limited)])
A_DAY = r"^\d{4}-\d{2}-\d{2}$"
Day = Annotated[str, Path(pattern=A_DAY)]
Before = Annotated[str | None, Query(pattern=A_DAY, description="`next_cursor` of the page before: a day.")]


@router.get("/heads", summary="每日签名 · signed days", responses=refusals(422, 429, 503))
async def heads(door: DoorDep, cursor: Before = None, limit: Limit = 50) -> HeadPage:
    """The newest first."""
    found = await read(door, lambda session: list_heads(session, cursor, limit + 1))
    items = tuple(_shown(head) for head in found[:limit])
    return HeadPage(items=items, next_cursor=items[-1].day if len(found) > limit else None)


@router.get("/heads/key", summary="签名公钥 · the public key", responses=refusals(429))
async def key(door: DoorDep) -> KeyShown:
    """With which this installation signs now; each day names the key of its own signature too."""
    return KeyShown(key=door.signing_key)


@router.get(
    "/heads/{day}",
    summary="某日签名 · one signed day",
    response_model=HeadShown,
    responses=refusals(404, 422, 429, 503),
)
async def head(door: DoorDep, day: Day) -> Response:
    """Byte for byte what is published as a file, so that its hash is the next day's `previous`."""
    found = await read(door, lambda session: get_head(session, day))
    if found is None:
        raise errors.unknown("这一天还没有签名", "That day is not signed, or not yet.")
    return Response(found.published(), media_type="application/json")


@router.get(
    "/cases/{case_no}/proof",
    summary="记录证明 · proof of a case's record",
    responses=refusals(404, 422, 429, 503),
)
async def proof(case_no: str, door: DoorDep, code: Code) -> Proof:
    """For whoever has the track code: nothing about the case but hashes."""
    number = await entitled(door, case_no, code)

    async def query(session: AsyncSession) -> tuple[Sequence[str], Leaf | None, Head | None, list[Leaf]]:
        digests, row = await digests_of(session, number), await latest_leaf(session, number)
        if row is None:
            return digests, None, None, []
        mine = Leaf(number, row.seq, row.chain)
        return digests, mine, await get_head(session, row.day), await leaves_of(session, row.day)

    digests, mine, of_day, leaves = await read(door, query)
    signed = await door.in_thread(_signed, of_day, leaves, mine) if mine and of_day else None
    return Proof(case_no=number, digests=tuple(digests), chain=linked(number, digests), signed=signed)


def _signed(head: Head, leaves: list[Leaf], mine: Leaf) -> Signed:
    steps = path([leaf.hash() for leaf in leaves], leaves.index(mine))
    shown = tuple(StepShown(side=step.side, hash=step.hash) for step in steps)
    return Signed(day=head.day, seq=mine.seq, chain=mine.chain, path=shown, head=_shown(head))


def _shown(head: Head) -> HeadShown:
    return HeadShown(**vars(head))
