"""`/results/published`: the street's own figures and ours beside them, of a year. For who may compare rates."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.documented import refusals
from api.door import Door, DoorDep
from api.downloads import described, download
from api.published.measuring import MEASURES, Look
from api.published.telling import report
from api.rates import ALL, month, row
from api.reading import read
from api.routing import resource
from api.schemas.published import ChannelShown, ConductShown, FigureShown, KindShown, PublishedResults
from api.schemas.rates import ShareShown
from api.staff import one_of
from api.wordfiles import WORD
from domain.label import Label
from domain.localtime import zone
from domain.people import Actor
from domain.policy import City
from domain.published import Measured, Published, counted_from, difference
from domain.rates import shown
from domain.words import REPORTED_BY, REPORTERS
from readmodel.published import cases_by
from readmodel.rates import rates_by

router = resource(prefix="/results", tags=["results"])
Reader = Annotated[Actor, Depends(one_of(*ALL))]
Year = Annotated[int | None, Query(ge=2000, le=2100, description="none: this year")]


@router.get("/published", summary="成果 · published figures and ours", responses=refusals(401, 403, 422, 503))
async def published(door: DoorDep, _: Reader, year: Year = None) -> PublishedResults:
    """Every figure that the street has published, what the same comes to by what is on record, and the difference."""
    return await told(door, year)


@router.get(
    "/published.docx",
    summary="成果（Word）· the same as a file",
    response_class=Response,
    responses=described(WORD, 401, 403, 422, 503),
)
async def as_file(door: DoorDep, _: Reader, year: Year = None) -> Response:
    """The report to hand in."""
    return await file(door, year)


async def file(door: Door, year: int | None) -> Response:
    """The Word file. Raises 503."""
    found = await told(door, year)
    content = await door.in_thread(report, found, door.city.policy.name_zh)
    return download(content, WORD, f"results-{found.year}.docx")


async def told(door: Door, year: int | None) -> PublishedResults:
    """The report of that year of the city, as of now. Raises 503."""
    now, city = door.now(), door.city
    local = zone(city.calendar.timezone)
    first = datetime(year or now.astimezone(local).year, 1, 1, tzinfo=local)
    after = first.replace(year=first.year + 1)

    async def query(session: AsyncSession) -> PublishedResults:
        figures = await _figures(session, city, first, after, now)
        return PublishedResults(
            year=first.year,
            start=first,
            end=after,
            as_of=now.astimezone(local),
            figures=figures,
            kinds=await _kinds(session, city, now),
            channels=await _channels(session, first, after),
            conduct=await _conduct(session, city, now),
            without_data=sum(not figure.measured for figure in figures),
        )

    return await read(door, query)


async def _figures(
    session: AsyncSession, city: City, first: datetime, after: datetime, now: datetime
) -> tuple[FigureShown, ...]:
    """Each published figure with what is measured; figures that count from the same day share one look."""
    looks: dict[datetime, Look] = {}
    found = []
    for line in city.published:
        if line.items:
            continue  # told as a trend, and only where it is many
        since = counted_from(line, first)
        look = looks.setdefault(since, Look(session, city, since.astimezone(UTC), after.astimezone(UTC), now))
        measure = MEASURES.get(line.figure)
        found.append(_figure(line, since, await measure(look) if measure else None, city.policy.small_sample))
    return tuple(found)


def _figure(line: Published, since: datetime, measured: Measured | None, few: int) -> FigureShown:
    share = measured.share if measured else None
    least = few if measured and measured.rated else 1
    enough = share is not None and share.denominator >= least
    apart = difference(line, measured)
    return FigureShown(
        figure=line.figure.value,
        line=line.line,
        part=line.part,
        part_en=line.part.en,
        name=line.name,
        name_en=line.name.en,
        since=since,
        published=line.number,
        published_percent=None if line.percent is None else str(line.percent),
        number=measured.number if measured else None,
        share=_share(share.numerator, share.denominator, least) if share else None,
        difference=apart.number,
        points=shown(apart.points) if enough else None,
        measured=measured is not None,
    )


def _share(above: int, below: int, few: int) -> ShareShown:
    rate = shown(Decimal(100 * above) / below) if below >= few else None
    return ShareShown(rate=rate, numerator=above, denominator=below)


async def _kinds(session: AsyncSession, city: City, now: datetime) -> tuple[KindShown, ...]:
    spans = _months(city, now)
    found: list[dict[str, ShareShown]] = []
    for start, end in spans:
        lines = await rates_by(
            session, start, end, now, "reporter_kind", small_sample=city.policy.small_sample
        )
        found.append({line.key: row(city, "reporter_kind", line).satisfaction for line in lines})
    nothing = ShareShown(rate=None, numerator=0, denominator=0)
    return tuple(
        _kind(kind, *(shares.get(kind, nothing) for shares in found)) for kind in map(str, REPORTERS)
    )


def _kind(kind: str, before: ShareShown, now: ShareShown) -> KindShown:
    both = before.rate is not None and now.rate is not None
    points = shown(Decimal(now.rate or 0) - Decimal(before.rate or 0)) if both else None
    name = REPORTERS[kind]
    return KindShown(kind=kind, name=name, name_en=name.en, before=before, now=now, points=points)


async def _channels(session: AsyncSession, start: datetime, end: datetime) -> tuple[ChannelShown, ...]:
    sums: dict[str, int] = {}
    for (_, channel), number in (await cases_by(session, start, end, "channel")).items():
        sums[channel] = sums.get(channel, 0) + number
    whole = sum(sums.values())
    return tuple(
        ChannelShown(
            channel=channel,
            name=_way(channel),
            name_en=_way(channel).en,
            cases=number,
            percent=shown(Decimal(100 * number) / whole) or "",
        )
        for channel, number in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _way(channel: str) -> Label:
    return REPORTED_BY.get(channel) or Label(channel, channel)


async def _conduct(session: AsyncSession, city: City, now: datetime) -> ConductShown:
    """Single complaints would point at somebody: fewer than the small sample are not told."""
    items = {code for line in city.published for code in line.items}
    numbers = []
    for start, end in _months(city, now):
        found = await cases_by(session, start, end, "item")
        number = sum(number for (_, item), number in found.items() if item in items)
        numbers.append(number if number >= city.policy.small_sample else None)
    return ConductShown(before=numbers[0], now=numbers[1])


def _months(city: City, now: datetime) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """The month before, and this one."""
    this = month(now, city)
    return month(this[0] - timedelta(days=1), city), this
