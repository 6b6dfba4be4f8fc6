"""Nothing that reaches a workflow or an activity as data breaks it: it is taken as what it is, or refused.

Every body of a fact, against cases at every step, and every other payload, in its present, older and newer form; good
ones, and each with every place spoilt in every way. What is taken in is judged, carried out and carried on as in the
case's workflow, but in this process.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from contracts import cases as c
from contracts.codec import DATA_CONVERTER, from_data, from_json, to_data, to_json
from contracts.telling import notices
from domain import events as e
from domain import facts as f
from domain.asks import asks
from domain.decide import decide
from domain.evolve import evolve
from domain.people import REPORTER, Actor, Role
from domain.planning import answer
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import Play
from tests.workflows import spoiling
from tests.workflows.spoiling import (
    FRIDAY,
    activity_definitions,
    encoded,
    examples,
    spoilt,
    workflow_definitions,
)
from workflows import effects, story
from workflows.case import _passed
from workflows.inbox import Inbox
from workflows.reading import sound

TRIED: Counter[str] = Counter()
LEAST = 10_000
BODIES = get_args(f.Body)
EVERYBODY = Actor("all", "street-command", tuple(Role))


def raw(data: bytes, encoding: bytes = b"json/plain") -> RawValue:
    """A message as it arrives."""
    return RawValue(Payload(metadata={"encoding": encoding}, data=data))


@pytest.fixture(scope="module", autouse=True)
def _tally(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[None]:
    """Says at the end how many were tried; enough, where all tests of this module ran."""
    yield
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nbad payloads tried: {TRIED.total():,} {dict(TRIED)}")
    ran = [item for item in request.session.items if item.fspath == request.fspath]
    assert TRIED.total() >= LEAST or len(ran) < len(BODIES) + len(OTHERS)


@pytest.fixture(scope="module")
def steps(city: City) -> list[Play]:
    """Cases at different steps."""

    def begun(**report: Any) -> Play:
        return Play(city, connected=frozenset({"fangguan"})).report(
            community="SQ07", grid="SQ07-G03", **report
        )

    triage, called, handled, completed, rated, closed, above = (
        *(Play(city).report(), begun(item="B0102"), begun(item="B0501")),
        *(begun(item="A106") for _ in range(3)),
        begun(item="B0513"),
    )
    handled.respond()
    for play in (completed, rated, closed):
        assert play.complete() is None
    rated.rate(1, f.Why.ATTITUDE)
    closed.rate(5)
    above.wait(days=20)
    return [triage, called, handled, completed, rated, closed, above]


def carried_out(play: Play, fact: f.Fact) -> bool:
    """The same as the workflow does with a fact; whether the rules allowed it."""
    inbox, now = Inbox(_passed), play.now
    assert inbox.put(fact, now)
    entry = inbox.take(None, now)
    assert entry is not None
    answers = answer(play.city, play.connected, asks(play.case, entry.fact, now))
    sent = to_json(answers).encode()
    made = decide(play.case, entry.fact, from_json(type(answers), sent), now, c.RULES)
    if isinstance(made, Refusal):
        return False
    case, zone = play.case, "Asia/Shanghai"
    for event in made:
        case = evolve(case, event)
        assert from_json(e.Event, to_json(event).encode()) == event
        told = (notices(case, event), effects.message(case, event), effects.letters(case, event))
        encoded(to_data([*told[0], *told[2], *([told[1]] if told[1] else [])]))
    assert case is not None
    story.details(case, [*play.events, *made], zone)
    to_json(c.Resume(case, inbox.left(), tuple(made), fact_ids=inbox.known())).encode()
    return True


def judged(data: Any, steps: list[Play], *by: Actor) -> int:
    """How many cases allowed what was sent, by each of these or by whom it names; -1 if refused on its way in."""
    TRIED["facts"] += len(by) or 1
    try:
        read = sound(raw(encoded(data)), f.Fact)
    except ApplicationError:
        return -1
    said = [replace(read, by=actor) for actor in by] or [read]
    return sum(carried_out(play, fact) for fact in said for play in steps)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_no_fact_breaks_a_case(body: type, steps: list[Play]) -> None:
    facts = [to_data(f.Fact("f1", FRIDAY, REPORTER, brought)) for brought in examples(body, 2)]
    said = [*(fact["body"] for fact in facts), *spoilt(facts[-1]["body"])]
    seen = [judged({**facts[0], "body": one}, steps, EVERYBODY, REPORTER) for one in said]
    assert seen[0] >= 0
    assert min(seen) == -1


def test_no_envelope_breaks_a_case(steps: list[Play]) -> None:
    unit = steps[1].unit(steps[1].top.unit)
    fact = to_data(f.Fact("f1", FRIDAY, unit, f.Respond(1, "plan", "周五到场", FRIDAY)))
    seen = [judged(data, steps) for data in (fact, *spoilt(fact))]
    assert seen[0] > 0
    assert seen.count(-1) > 100


def _others() -> Iterator[tuple[str, Any]]:
    """Every payload of every workflow and activity, by its name."""
    for kind, definitions in (("workflow", workflow_definitions()), ("activity", activity_definitions())):
        for name, one in definitions.items():
            for place, hint in zip(("in", "out"), ((one.arg_types or [None])[0], one.ret_type), strict=True):
                if hint not in (None, str, int, type(None)):
                    yield f"{kind} {name} {place}", hint
    yield from (("update command in", f.Fact), ("update command out", c.Verdict), ("carried on", c.Resume))


OTHERS = dict(_others())


@pytest.mark.parametrize("name", OTHERS)
def test_no_payload_is_taken_for_what_it_is_not(name: str) -> None:
    hint, read = OTHERS[name], DATA_CONVERTER.payload_converter.from_payload
    one = get_args(hint)[0] if get_args(hint) else hint
    values = examples(one, 3)
    for value in values:
        assert from_json(one, to_json(value).encode()) == value
        if isinstance(data := to_data(value), dict):
            assert from_data(one, {**data, **spoiling.NEWER}) == value  # of a newer version
            assert isinstance(from_data(one, spoiling.older(value)), one)
    for sent in (*map(to_data, values), *spoilt(to_data(values[-1]))):
        TRIED[name.split(maxsplit=1)[0]] += 1
        try:
            taken = read(raw(encoded([sent] if get_args(hint) else sent)).payload, hint)
        except Exception:  # an activity or a task of the workflow fails by it, and says so
            continue
        assert taken is None or isinstance(taken, hint if isinstance(hint, type) else tuple | list)


@pytest.mark.parametrize("encoding", [b"json/plain", b"binary/plain", b"json/protobuf", b"binary/null", b"x"])
def test_bytes_that_are_no_message_are_refused(encoding: bytes) -> None:
    for data in spoiling.GARBAGE:
        TRIED["garbage"] += 1
        with pytest.raises(ApplicationError):
            sound(raw(data, encoding), f.Fact)


def test_watchers_hear_nothing() -> None:
    """They take no signal, update or query: nothing said to them is more than a line in their history."""
    deaf = {
        name
        for name, one in workflow_definitions().items()
        if not (one.signals or one.updates or one.queries)
    }
    assert deaf == workflow_definitions().keys() - {"Case", "Matter", "Patrol"}
