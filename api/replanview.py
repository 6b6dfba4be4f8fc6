"""What a replan would do to one case, in the words of the HTTP contract. Pure; used by `api.replan`."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas.replan import Moved
from domain import events as e
from domain.asks import asks
from domain.case import Case
from domain.catalogue import Exposure
from domain.decide import decide
from domain.due import Due, moves
from domain.facts import Fact, Replan
from domain.labels import SEALED_NAME
from domain.localtime import zone
from domain.people import Actor
from domain.planning import answer
from domain.policy import City
from domain.ruling import Refusal
from domain.words import DEADLINES, TASKS


def tried(city: City, case: Case, by: Actor, body: Replan, now: datetime) -> tuple[Moved, ...]:
    """The same questions, answers and rules as in the case itself, and nothing sent. None of a case that refuses."""
    fact = Fact("tried", now, by, body)
    made = decide(case, fact, answer(city, frozenset(), asks(case, fact, now)), now)
    local = zone(city.calendar.timezone)
    return () if isinstance(made, Refusal) else tuple(_moved(city, case.case_no, made, local))


def _moved(city: City, case_no: str, made: tuple[e.Event, ...], local: ZoneInfo) -> Iterator[Moved]:
    for event in made:
        match event.body:
            case e.CallReplanned(call=n, unit=unit) as body:
                for what, was, now in moves(body.was, body.now):
                    yield _line(
                        case_no,
                        what,
                        DEADLINES[what],
                        _of(city, unit),
                        (was, now),
                        local,
                        call_id=f"{case_no}.{n}",
                    )
            case e.TaskReplanned(task=task, task_kind=kind, unit=unit) as body:
                moved = (body.was, body.now)
                yield _line(case_no, kind, TASKS[kind], _of(city, unit), moved, local, task=task)
            case e.ItemCorrected(item=item):
                code = SEALED_NAME if item.exposure is Exposure.SEALED else item.code
                yield Moved(case_no=case_no, what="item", what_zh=f"事项资料（{code}）")
            case _:
                continue


def _of(city: City, unit: str) -> tuple[str, str]:
    known = city.units.get(unit)
    return unit, known.name_zh if known else unit


def _line(
    case_no: str,
    what: str,
    what_zh: str,
    unit: tuple[str, str],
    moved: tuple[Due, Due],
    local: ZoneInfo,
    *,
    call_id: str | None = None,
    task: str | None = None,
) -> Moved:
    was, now = moved
    return Moved(
        case_no=case_no,
        call_id=call_id,
        task=task,
        what=what,
        what_zh=what_zh,
        unit=unit[0],
        unit_name=unit[1],
        from_=was.at.astimezone(local),
        from_explained=was.zh,
        from_explained_en=was.en,
        to=now.at.astimezone(local),
        to_explained=now.zh,
        to_explained_en=now.en,
    )
