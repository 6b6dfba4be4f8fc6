"""`/rounds`: patrols of chiefs and joint actions: lists, one round, and every word that is said to it."""

from typing import Annotated
from uuid import uuid4

from fastapi import Path, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.acceptance import Coming, accept
from api.chiefs.holding import as_chief, posts_held
from api.chiefs.showing import round_line, round_whole
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.entitled import looks_on, may_see
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.chiefs import CancelIn, FindingIn, FinishIn, RoundDone, RoundPage, RoundWhole
from api.schemas.reports import Place, Reporter, ReportIn
from api.staff import Staff, at_desk
from domain.facts import ReporterKind
from domain.people import Actor
from domain.rounds import facts as f
from domain.rounds.decide import allowed
from domain.rounds.events import RoundEvent
from domain.rounds.round import Round, RoundKind, RoundPhase
from readmodel.cases import get_snapshot
from readmodel.rounds import RoundsAsked, get_round, get_round_events, list_rounds

router = resource(prefix="/rounds", tags=["chiefs"])
SAY = refusals(401, 403, 404, 409, 422, 503)
Number = Annotated[str, Path(max_length=80)]


@router.get("", summary="巡查与联合行动 · rounds", responses=refusals(401, 422, 503))
async def rounds(
    door: DoorDep,
    by: Staff,
    kind: RoundKind | None = None,
    lead: Annotated[str | None, Query(max_length=64)] = None,
    phase: RoundPhase | None = None,
    missed: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> RoundPage:
    """A command centre's desk sees all; others those they lead, take part in or oversee."""
    asked = RoundsAsked(kind, lead, phase, missed, None if sees_all(door, by) else await own_names(door, by))
    found = await read(door, lambda session: list_rounds(session, asked, cursor, limit))
    return RoundPage(
        items=tuple(round_line(door.city, row) for row in found.items), next_cursor=found.next_cursor
    )


def sees_all(door: Door, by: Actor) -> bool:
    """Whether this reader sees every round."""
    return at_desk(door, by) or looks_on(door, by)


async def own_names(door: Door, by: Actor) -> tuple[str, ...]:
    """What this account leads or takes part under: its posts and its unit."""
    return (by.unit, *(chief.code for chief in await posts_held(door, by)))


@router.get("/{round_no}", summary="一次巡查或行动 · a round", responses=refusals(401, 404, 503))
async def one_round(round_no: Number, door: DoorDep, by: Staff) -> RoundWhole:
    """With what was found, as far as the reader may know of those cases."""
    one, events, speaker = await seen(door, round_no, by)
    hidden = await _hidden(door, by, one)
    return round_whole(door.city, one, events, speaker, door.now(), hidden)


async def seen(door: Door, round_no: str, by: Actor) -> tuple[Round, list[RoundEvent], Actor]:
    """The round, what happened, and the account as it speaks to it. Raises 404 for what is not its own to see."""

    async def query(session: AsyncSession) -> tuple[Round | None, list[RoundEvent]]:
        return await get_round(session, round_no), await get_round_events(session, round_no)

    one, events = await read(door, query)
    if one is None:
        raise no_round()
    speaker = await as_chief(door, by, one.plan.lead)
    involved = {one.plan.lead, *one.plan.members, one.plan.overseer}
    if speaker.unit not in involved and not sees_all(door, by):
        raise no_round()
    return one, events, speaker


async def _hidden(door: Door, by: Actor, one: Round) -> frozenset[str]:
    """The cases found that are about the reader's own unit: whoever may see every case sees those too, but not that."""

    async def query(session: AsyncSession) -> frozenset[str]:
        about = set()
        for finding in one.findings:
            case = await get_snapshot(session, finding.case_no)
            if case is not None and case.party is not None and not may_see(door, by, case):
                about.add(finding.case_no)
        return frozenset(about)

    return await read(door, query)


def no_round() -> errors.Problem:
    """404: also for what one may not know of."""
    return errors.unknown("没有这次巡查或行动", "There is no such round.")


async def say(door: Door, round_no: str, by: Actor, body: f.Body, key: str | None) -> RoundDone:
    """Have it judged. Raises the rules' refusal, 404 and 503."""
    one, _, speaker = await seen(door, round_no, by)
    name = f"{by.account}:{key}" if key else uuid4().hex
    verdict = await door.cases.command(one.round_no, f.RoundFact(name, door.now(), speaker, body))
    return RoundDone(round_no=one.round_no, seq=verdict.seq, made=verdict.made)


@router.post("/{round_no}/begin", summary="开始 · begin", responses=SAY)
async def begin(
    round_no: Number, door: DoorDep, by: Staff, idempotency_key: IdempotencyKey = None
) -> RoundDone:
    """Whoever leads it is on the way."""
    return await say(door, round_no, by, f.Begin(), idempotency_key)


@router.post("/{round_no}/come", summary="到场 · a member is there", responses=SAY)
async def come(
    round_no: Number, door: DoorDep, by: Staff, idempotency_key: IdempotencyKey = None
) -> RoundDone:
    """A unit that takes part is there."""
    return await say(door, round_no, by, f.Come(), idempotency_key)


@router.post("/{round_no}/findings", summary="发现问题 · a finding", responses=SAY)
async def find(
    round_no: Number, door: DoorDep, by: Staff, body: FindingIn, idempotency_key: IdempotencyKey = None
) -> RoundDone:
    """It is accepted as any report, with the same clock; the round keeps its number."""
    one, _, speaker = await seen(door, round_no, by)
    if "find" not in allowed(one, speaker, door.now()):
        may = allowed(one, speaker, door.now())
        raise errors.forbidden("phase", "请先开始巡查或到场", "Begin it first, or be there.", may)
    key = idempotency_key or uuid4().hex
    report = errors.checked(ReportIn, _report(door, one, body))
    case_no = await accept(door, Coming(report, by, by.account, f"{round_no}:{key}"[:200], door.now()))
    done = await say(door, round_no, by, f.Find(case_no), f"find:{key}")
    return done.model_copy(update={"case_no": case_no})


def _report(door: Door, one: Round, body: FindingIn) -> dict[str, object]:
    """The finding as a report of grassroots staff; a road's or water's name is the place where none is given."""
    chief = door.city.chiefs.posts.get(one.plan.lead)
    territory = (door.city.chiefs.roads | door.city.chiefs.waters).get(chief.places[0]) if chief else None
    named = one.plan.place or (territory.words if territory else "")
    place = body.place or (Place(address=named) if named else None)
    return {
        "description": body.description,
        "item": body.item,
        "place": place,
        "community": body.community,
        "grid": body.grid,
        "photos": body.photos,
        "reporter": Reporter(kind=ReporterKind.GRASSROOTS),
        "channel": "grid",
        "on_behalf": False,
    }


@router.post("/{round_no}/finish", summary="完成 · finish", responses=SAY)
async def finish(
    round_no: Number, door: DoorDep, by: Staff, body: FinishIn, idempotency_key: IdempotencyKey = None
) -> RoundDone:
    """It is done; a joint action says what came of it and names who did not come."""
    return await say(door, round_no, by, f.Finish(body.summary or ""), idempotency_key)


@router.post("/{round_no}/cancel", summary="取消联合行动 · cancel", responses=SAY)
async def cancel(
    round_no: Number, door: DoorDep, by: Staff, body: CancelIn, idempotency_key: IdempotencyKey = None
) -> RoundDone:
    """A joint action does not take place; its units are told."""
    return await say(door, round_no, by, f.Cancel(body.reason), idempotency_key)
