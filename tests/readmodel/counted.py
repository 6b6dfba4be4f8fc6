"""Cases by chance for the rates: valid as data, calls in every state they can end in, without events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from domain.case import BreachOf, Call, CallRole, CallState, Case, Completion, Outcome, Phase, Purpose, Rating
from domain.catalogue import Channel, CheckKind, Clock, Exposure, Grade, Item, Limits
from domain.due import Due
from domain.facts import Report, ReporterKind, Result
from domain.organisation import Tier

START = datetime(2026, 10, 1, tzinfo=UTC)
UNITS = ("chengguan", "guanli", "SQ07-G03", "SQ08")
LIMITS = Limits(Clock.WORKING, "4h", "5d")


def case(number: str, chance: Random) -> Case:
    """One case of up to five calls, within about two months from `START`."""
    opened, made = (START + timedelta(hours=chance.randint(0, 1000)), chance.randint(0, 5))
    calls = tuple(_call(n + 1, opened, chance) for n in range(made))
    closed = chance.random() < 0.6
    won = [c.n for c in calls if c.lead and c.state is CallState.COMPLETED]
    return Case(
        number,
        opened,
        _report(number, chance),
        seq=1,
        phase=Phase.CLOSED if closed else chance.choice(list(Phase)[:-1]),
        grade=chance.choice((Grade.A, Grade.B, None)),
        item=chance.choice((None, *ITEMS)),
        calls=calls,
        winner=chance.choice((won[-1], None)) if won else None,
        ratings=tuple(_rating(opened, chance) for _ in range(chance.choice((0, 1, 1, 2)))),
        outcome=chance.choice(list(Outcome)) if closed else None,
    )


def _report(number: str, chance: Random) -> Report:
    kind = chance.choice(list(ReporterKind))
    place = chance.choice((("SQ07", "SQ07-G03"), ("SQ08", None), (None, None)))
    return Report(number, "web", kind, "street-command", "sealed", community=place[0], grid=place[1])


def _rating(opened: datetime, chance: Random) -> Rating:
    at = opened + timedelta(hours=chance.randint(0, 900))
    return Rating(at, chance.randint(1, 5), chance.random() < 0.3, 1, chance.random() < 0.2)


def _call(n: int, opened: datetime, chance: Random) -> Call:
    def later(hours: int) -> datetime:
        return opened + timedelta(hours=chance.randint(0, hours))

    def due(hours: int) -> Due:
        return Due(
            opened + timedelta(hours=chance.randint(1, hours)), opened, "4h", Clock.WORKING, "四小时", "4 h"
        )

    state = chance.choice(list(CallState))
    done = state is CallState.COMPLETED or chance.random() < 0.5
    unit = chance.choice(UNITS)
    return Call(
        n=n,
        unit=unit,
        unit_zh=f"{unit}名",
        tier=chance.choice(list(Tier)),
        role=chance.choice((CallRole.LEAD, CallRole.LEAD, CallRole.CO)),
        purpose=Purpose.DISPATCH,
        channel=Channel.EXTERNAL,
        limits=LIMITS,
        urgent=False,
        connected=False,
        dispatched_at=opened,
        respond=due(200),
        resolve=due(900),
        responded_at=later(250) if done or chance.random() < 0.5 else None,
        completion=Completion(later(950), "a", chance.choice(list(Result)), "") if done else None,
        breaches=tuple(clock for clock in BreachOf if chance.random() < 0.3),
        state=state,
        closed_at=None if state is CallState.OPEN else later(960),
    )


_ITEM = Item(
    code="B0101",
    grade=Grade.B,
    class_zh="城管",
    class_en="urban",
    name_zh="占道经营",
    name_en="street vending",
    lead="chengguan",
    co=(),
    co_auto=(),
    channel=Channel.INTERNAL,
    limits=LIMITS,
    urgent=False,
    check=CheckKind.PHONE,
    auto=False,
    exposure=Exposure.PUBLIC,
    counted_apart=False,
    statutory=False,
    b_item=None,
)
ITEMS = (
    _ITEM,
    replace(_ITEM, code="B0102", counted_apart=True),
    replace(_ITEM, code="B0103", statutory=True),
    replace(_ITEM, code="B0104", exposure=Exposure.SEALED, name_zh="不可说"),
)
