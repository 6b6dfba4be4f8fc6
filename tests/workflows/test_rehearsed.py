"""A sample of a rehearsal's cases on the real server: its people bring the same facts, and the same events follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain import events as e
from domain import facts as f
from domain.catalogue import Grade
from domain.policy import City
from domain.ruling import Refusal
from infra.pack.hours import parse_hours
from rehearsal.arrivals import Arrival, drawn
from rehearsal.figures import Figures
from rehearsal.people import Handled
from rehearsal.staffing_file import ORDINARY, load
from rehearsal.street import Street
from tests.playing import FRIDAY_MORNING
from tests.workflows.conftest import CONNECTED, Begin
from tests.workflows.live import Live
from tests.workflows.test_equal import AFTERWARDS, OF_OTHERS, SLOW

SEED, DAY = 11, FRIDAY_MORNING.date()
SAMPLE = {Grade.A: 3, Grade.B: 7}
BUSY = """
[work]
A = [400, 0.9]
B = [2500, 1.2]
[shares]
returned = 0.6
approved = 0.5
check_passed = 0.6
[satisfied]
A = 0.5
B = 0.4
[results]
solved = 50
explained = 50
"""
"""People who are late, refuse and are dissatisfied often: then much happens."""


@dataclass
class Seen:
    """One case of the rehearsal: what was brought, and what happened."""

    arrival: Arrival
    facts: list[f.Fact] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def rehearsed(city: City) -> dict[str, Seen]:
    """A sample, by case; all its reports come at nine, when the server's cases begin."""
    ordinary = load(ORDINARY.read_text(encoding="utf-8"), city, parse_hours)
    staffing, horizon = load(BUSY, city, parse_hours, ordinary), FRIDAY_MORNING + timedelta(days=90)
    seen: dict[str, Seen] = {}

    def watch(handled: Handled, fact: f.Fact, events: Sequence[e.Event]) -> None:
        one = seen.setdefault(handled.key, Seen(handled.arrival))
        one.facts.append(fact)
        one.kinds += [event.body.kind for event in events]

    figures = Figures(FRIDAY_MORNING, horizon, horizon)
    street = Street(city, staffing, SEED, figures, CONNECTED, watch)
    street.play(
        [replace(one, at=FRIDAY_MORNING) for one in drawn(city, DAY, DAY, SAMPLE, 0.3, SEED)], horizon
    )
    return seen


async def again(case: Live, facts: list[f.Fact]) -> None:
    """Bring the same facts at the same moments; deadlines pass by themselves."""
    for fact in facts:
        passes = isinstance(fact.body, f.DeadlinePassed)
        ahead = (fact.received_at - await case.now()).total_seconds() + (AFTERWARDS if passes else 0)
        if ahead > 0:
            await case.forward(seconds=ahead)
        if not passes:
            verdict = await case.command(fact.body, fact.by)
            assert not isinstance(verdict, Refusal), (fact, verdict)


@pytest.mark.parametrize("n", range(sum(SAMPLE.values())))
async def test_the_same_happens_on_the_server(n: int, begin: Begin, city: City) -> None:
    seen = list(rehearsed(city).values())[n]
    report, brought = seen.arrival.report, seen.facts[1:]
    case = await begin(
        scale=SLOW,
        by=seen.arrival.by,
        channel=report.channel,
        reporter_kind=report.reporter_kind,
        item=report.item,
        community=report.community,
        grid=report.grid,
    )
    await again(case, brought)
    happened = [event.body.kind for event in await case.events() if event.body.kind not in OF_OTHERS]
    assert happened == seen.kinds
    assert seen.kinds[-1] == "closed"


def test_the_sample_is_rich(city: City) -> None:
    """Else it would show little."""
    kinds = {kind for seen in rehearsed(city).values() for kind in seen.kinds}
    assert {
        "breached",
        "escalated",
        "rework_opened",
        "result_decided",
        "call_reopened",
        "return_asked",
    } <= kinds
