"""`/rates`: the three rates of a period, and the cases behind one figure.

For supervisors, chiefs and directors.

A unit may see its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.rates import Behind, BehindPage, Figures, RatesPage, RatesRow, ShareShown
from api.staff import Staff
from domain.catalogue import Exposure, Grade
from domain.label import Label
from domain.labels import SEALED_NAME
from domain.localtime import zone
from domain.people import Actor, Role
from domain.policy import City
from domain.rates import Rates, Share, shown
from domain.words import REPORTERS, TIERS
from readmodel.rate_cases import rate_cases
from readmodel.rates import RateLine, rates_by, with_and_without

router = resource(prefix="/rates", tags=["rates"])
ALL = (Role.SUPERVISOR, Role.CHIEF, Role.DIRECTOR, Role.AUDITOR)
Month = Annotated[str, Query(pattern=r"^(|\d{4}-(0[1-9]|1[0-2]))$", description="2026-10; none: this month")]
By = Literal["unit", "tier", "community", "grid", "item", "reporter_kind", "month"]
Apart = Annotated[bool | None, Query(description="true: 咨询宣传 alone; false: all but that")]
OfGrade = Annotated[Grade | None, Query(description="cases that count under that grade alone")]


NOBODY_S = Label("未归属", "of none")
"""A key that calls do not have, such as a grid."""


class Period:
    """From and to, this month in the city where they are not given."""

    def __init__(
        self,
        door: DoorDep,
        start: Annotated[AwareDatetime | None, Query(alias="from")] = None,
        end: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    ) -> None:
        self.as_of = door.now()
        first, after = month(self.as_of, door.city)
        self.start, self.end = start or first, end or after
        if self.start >= self.end:
            raise errors.malformed("to", "结束时间须晚于开始时间", "to must be later than from")


def month_of(door: Door, named: str) -> Period:
    """That month of the city, as `2026-10`; this one where none is named. Raises 422."""
    if not named:
        return Period(door)
    try:
        first = datetime.strptime(named, "%Y-%m").replace(tzinfo=zone(door.city.calendar.timezone))
    except ValueError as error:
        raise errors.malformed("month", "没有这个月份", "there is no such month") from error
    return Period(door, *month(first + timedelta(days=1), door.city))


@dataclass(frozen=True)
class Keys:
    """Which lines of a table, in the order of their keys: after one, up to another, so many at most."""

    after: str | None = None
    until: str | None = None
    most: int | None = None

    def __contains__(self, key: str) -> bool:
        return (self.after is None or key > self.after) and (self.until is None or key <= self.until)


EVERY = Keys()


@router.get("", summary="三率 · the three rates", responses=refusals(401, 403, 422, 503))
async def rates(
    door: DoorDep,
    by_whom: Staff,
    period: Annotated[Period, Depends()],
    by: By = "unit",
    apart: Apart = None,
    grade: OfGrade = None,
) -> RatesPage:
    """Response 10%, completion 40%, satisfaction 50%; coverage and sample size always beside them.

    Of a `grade`, each row holds the figures with and `without` 咨询宣传, unless `apart` chooses one of them.
    """
    return await table(door, by_whom, period, by, apart, grade)


async def table(
    door: Door,
    by_whom: Actor,
    period: Period,
    by: By,
    apart: bool | None = None,
    grade: Grade | None = None,
    keys: Keys = EVERY,
) -> RatesPage:
    """The same for pages, which show a part of a long table."""
    own = _own(by_whom)
    if own and by != "unit":
        raise errors.not_yours(
            "只能查看本单位的三率", "You may see your own unit's rates (by=unit).", ["by=unit"]
        )
    asked = (period.start, period.end, period.as_of, by)
    small = door.city.policy.small_sample

    async def query(session: AsyncSession) -> list[RatesRow]:
        if grade is None or apart is not None:
            lines = await rates_by(session, *asked, apart, small, own, grade)
            return [
                row(door.city, by, line) for line in [one for one in lines if one.key in keys][: keys.most]
            ]
        pairs = await with_and_without(session, *asked, small, own, grade)
        chosen = [pair for pair in pairs if pair[0].key in keys][: keys.most]
        return [row(door.city, by, line, without) for line, without in chosen]

    rows = tuple(await read(door, query))
    return RatesPage(start=period.start, end=period.end, by=by, grade=grade, items=rows)


@router.get(
    "/cases", summary="数字背后的案件 · the cases behind a figure", responses=refusals(401, 403, 422, 503)
)
async def behind(
    door: DoorDep,
    by_whom: Staff,
    period: Annotated[Period, Depends()],
    key: Annotated[str, Query(max_length=64)],
    by: By = "unit",
    rate: Literal["response", "completion", "satisfaction"] = "completion",
    met: bool | None = None,
    apart: Apart = None,
    grade: OfGrade = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BehindPage:
    """Every call below the line of one figure; `met` says whether it is above it too."""
    own = _own(by_whom)
    if own and (by, key) != ("unit", own):
        raise errors.not_yours("只能查看本单位的案件", "You may see your own unit's cases.", [f"key={own}"])
    page = await read(
        door,
        lambda session: rate_cases(
            session,
            period.start,
            period.end,
            period.as_of,
            by,
            key,
            rate,
            met,
            cursor,
            limit,
            apart,
            by_whom.unit,
            grade,
        ),
    )
    local = zone(door.city.calendar.timezone)
    items = tuple(
        Behind(
            case_no=found.call.case_no,
            call_id=found.call.call_id,
            unit=found.call.unit,
            due_at=found.due.astimezone(local),
            due_explained=found.zh,
            due_explained_en=found.en,
            met=found.met,
        )
        for found in page.items
    )
    return BehindPage(items=items, next_cursor=page.next_cursor)


def _own(by: Actor) -> str | None:
    """The one unit whose figures this account may see; None for all."""
    return None if by.has(*ALL) else by.unit


def row(city: City, by: str, line: RateLine, without: RateLine | None = None) -> RatesRow:
    """One line of the table; beside it the same line without 咨询宣传, where asked for."""
    name = name_of(city, by, line.key, line.name)
    beside = Figures(**_figures(city, without.rates)) if without else None
    figures = _figures(city, line.rates)
    return RatesRow(key=line.key, name=str(name), name_en=name.en, without=beside, **figures)


def _figures(city: City, found: Rates) -> dict[str, Any]:
    """As shown: figures are rounded here and nowhere before."""
    policy = city.policy
    few = found.satisfaction.denominator < policy.small_sample
    return {
        "response": _share(found.response),
        "completion": _share(found.completion),
        "satisfaction": _share(found.satisfaction, undefined=few),
        "coverage": _share(found.coverage),
        "staff_ratings": _share(found.staff_ratings),
        "score": shown(found.score(policy.weights, policy.small_sample)),
        "flags": found.flags,
        **vars(found.beside),
    }


def _share(share: Share, *, undefined: bool = False) -> ShareShown:
    rate = None if undefined else share.rate
    shown_rate = None if rate is None else shown(rate * 100)
    # Not looked at once more: a page of rates has three thousand.
    return ShareShown.model_construct(
        rate=shown_rate, numerator=share.numerator, denominator=share.denominator
    )


def name_of(city: City, by: str, key: str, otherwise: str = "") -> Label:
    """What a key stands for, in both languages; `otherwise` for what this pack no longer knows."""
    match by:
        case "community" if key in city.communities:
            return Label(city.communities[key].name_zh, city.communities[key].name_en)
        case "unit" | "grid" if key in city.units:
            return Label(city.units[key].name_zh, city.units[key].name_en)
        case "tier" if key in TIERS:
            return TIERS[key]
        case "reporter_kind" if key in REPORTERS:
            return REPORTERS[key]
        case "item" if key == Exposure.SEALED:
            return SEALED_NAME
        case "item" if key in city.catalogue.items:
            item = city.catalogue.items[key]
            return SEALED_NAME if item.exposure is Exposure.SEALED else Label(item.name_zh, item.name_en)
        case _:
            known = otherwise or key
            return Label(known, known) if known else NOBODY_S


def month(now: datetime, city: City) -> tuple[datetime, datetime]:
    """This month of the city: its first moment, and the first of the next."""
    local = now.astimezone(zone(city.calendar.timezone))
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)
