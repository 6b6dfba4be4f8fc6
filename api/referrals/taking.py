"""Each referral by itself: the same number is one case for ever, a bad line keeps no other from going through.

Used by `api.referrals.resources`.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from api import errors
from api.acceptance import Coming, accept
from api.door import Door
from api.reading import read, written
from api.referrals.columns import Row, rows_of
from api.referrals.sheets import lines_of
from api.schemas.referrals import ReferralFault, ReferralIn, ReferralsTaken, ReferralTaken, Source
from api.schemas.reports import Place, Reporter, ReportIn
from domain.localtime import zone
from domain.people import Actor
from readmodel.desk_tables import ReferralRow
from readmodel.referrals import keep_referral, known_referrals


async def take_table(
    door: Door, by: Actor, source: Source, content: bytes, *, preview: bool
) -> ReferralsTaken:
    """A table that somebody uploaded. Raises 413 and 422 for what is none, and as `take`."""
    lines = await door.in_thread(lines_of, content)
    rows = list(rows_of(lines, zone(door.city.calendar.timezone), _names(door)))
    return await take(door, by, source, rows, preview=preview)


async def take(
    door: Door, by: Actor, source: Source, rows: Iterable[Row], *, preview: bool
) -> ReferralsTaken:
    """All of them, in their order. Raises 503 where no more can be taken in now: the same may be sent again."""
    good, faults = _read(door, rows)
    known = dict(await _known(door, source, [body.outside_no for _, body in good]))
    taken: list[ReferralTaken] = []
    for row, body in good:
        number = body.outside_no
        there = number in known
        if not there and not preview:
            try:
                known[number] = await _accepted(door, by, source, body)
            except errors.Problem as problem:
                if problem.status_code != 422:
                    raise
                faults.append(row.fault(problem))
                continue
        elif not there:
            known[number] = ""
        taken.append(
            ReferralTaken(line=row.line, outside_no=number, case_no=known[number] or None, known=there)
        )
    return ReferralsTaken(
        preview=preview, taken=tuple(taken), faults=tuple(sorted(faults, key=lambda fault: fault.line))
    )


def _read(door: Door, rows: Iterable[Row]) -> tuple[list[tuple[Row, ReferralIn]], list[ReferralFault]]:
    good: list[tuple[Row, ReferralIn]] = []
    faults: list[ReferralFault] = []
    for row in rows:
        try:
            body = errors.checked(ReferralIn, row.sent)
            _fits_the_city(door, body)
        except errors.Problem as problem:
            faults.append(row.fault(problem))
        else:
            good.append((row, body))
    return good, faults


def _fits_the_city(door: Door, body: ReferralIn) -> None:
    """What the acceptance would refuse, said before anything is taken in."""
    city = door.city
    if body.item is not None and body.item not in city.catalogue.items:
        raise errors.malformed("item", "目录里没有这个事项", "the catalogue has no such item")
    if body.community is not None and body.community not in city.communities:
        raise errors.malformed("community", "没有这个社区", "there is no such community")
    grid = city.units.get(body.grid or "")
    if body.grid is not None and (grid is None or grid.overseen_by not in city.communities):
        raise errors.malformed("grid", "没有这个网格", "there is no such grid")
    if grid is not None and body.community not in (None, grid.overseen_by):
        raise errors.malformed("grid", "网格不属于该社区", "that grid is not in that community")


async def _known(door: Door, source: Source, numbers: list[str]) -> dict[str, str]:
    return await read(door, lambda session: known_referrals(session, source, numbers))


async def _accepted(door: Door, by: Actor, source: Source, body: ReferralIn) -> str:
    report = ReportIn(
        description=body.description,
        item=body.item,
        community=body.community,
        grid=body.grid,
        place=Place(address=body.address) if body.address else None,
        reporter=Reporter(name=body.name, phone=body.phone),
        channel=source,
        external_no=body.outside_no,
        outside_due=body.due,
    )
    now = door.now()
    case_no = await accept(door, Coming(report, by, f"referral:{source}", body.outside_no, now))
    row = _row(source, body, case_no, now)
    await written(door, lambda session: keep_referral(session, row))
    return case_no


def _row(source: Source, body: ReferralIn, case_no: str, now: datetime) -> ReferralRow:
    due = body.due.astimezone(UTC) if body.due else None
    return ReferralRow(
        source=source, outside_no=body.outside_no, case_no=case_no, outside_due=due, came_at=now
    )


def _names(door: Door) -> dict[str, str]:
    """Codes by the names that people write; a name that two items share stands for neither."""
    items = [(item.name_zh, item.code) for item in door.city.catalogue.items.values()]
    shared = Counter(name for name, _ in items)
    places = {one.name_zh: one.code for one in door.city.communities.values()}
    return places | {name: code for name, code in items if shared[name] == 1}
