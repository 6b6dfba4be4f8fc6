"""A case as staff see it: a line of a list, and the whole of it. Used by `api.staff_cases`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from api.callview import call_shown, filled
from api.chiefs.posts import accounts_of
from api.chiefs.showing import chiefs_held, chiefs_shown
from api.door import Door
from api.entitled import Personal, is_hidden, may_read_words, opened, personal
from api.publicview import ahead, due_of, in_words, linked_shown, tier_of
from api.reading import Recorded
from api.schemas.calls import CallFull
from api.schemas.cases import RatingShown
from api.schemas.chiefs import ChiefHeld
from api.schemas.staff import CaseFull, CaseRow, Happened, StepAhead, TaskShown
from api.staff import at_desk
from contracts.codec import to_data
from domain import events as e
from domain.case import Case
from domain.entering import entered_words
from domain.events import Event
from domain.labels import SEALED_NAME, item_name
from domain.localtime import zone
from domain.people import Actor
from domain.policy import City
from domain.views import holder, overdue, state
from domain.words import STATES, TASKS
from readmodel.cases import CaseListed
from readmodel.tables import CallRow

_UNTOLD = Personal()
_HIDDEN = {"item": None, "item_name": SEALED_NAME}


def listed(city: City, row: CaseListed, now: datetime) -> CaseRow:
    """One line of the list of cases, in the city's own time."""
    local = zone(city.calendar.timezone)
    return CaseRow(
        case_no=row.case_no,
        state=row.state,
        state_zh=STATES[row.state],
        grade=row.grade,
        tier=row.tier,
        item=None if row.exposure == "sealed" else row.item,
        item_name=item_name(row.exposure, row.item_name),
        unit=row.unit,
        unit_name=row.unit_zh,
        community=row.community,
        grid=row.grid,
        channel=row.channel,
        opened_at=row.opened_at.astimezone(local),
        due_at=row.due_at.astimezone(local) if row.due_at else None,
        due_explained=row.due_zh,
        due_explained_en=row.due_en,
        overdue=row.overdue(now),
        outcome=row.outcome,
        closed_at=row.closed_at.astimezone(local) if row.closed_at else None,
    )


async def full(door: Door, by: Actor, found: Recorded, rows: list[CallRow]) -> CaseFull:
    """The whole case, as far as this reader may see it."""
    case, city, now = found.case, door.city, door.now()
    local, seen = zone(city.calendar.timezone), await personal(door, by, case)
    hidden, whose = is_hidden(door, by, case), entered_words(case.report, city.units)
    found = _of_others(found, by)
    return CaseFull(
        **{**_line(case, city, now), **(_HIDDEN if hidden else {})},
        phase=case.phase,
        first_grade=case.first_grade,
        reporter_kind=case.report.reporter_kind,
        entered=case.report.entered,
        entered_by=case.report.entered_by or None,
        entered_zh=whose,
        entered_en=whose.en if whose else None,
        reporter_name=seen.name,
        reporter_phone=seen.phone,
        description=seen.description,
        address=seen.address,
        point=seen.point,
        flags=case.flags,
        round=case.round,
        calls=tuple(_call(city, row, now, hidden) for row in rows),
        tasks=tuple(_tasks(case, city)),
        timeline=() if hidden else await _timeline(door, by, found),
        forecast=tuple(
            StepAhead(
                at=step.at.astimezone(local),
                explained=step.zh,
                explained_en=step.en,
                tier=step.tier,
                unit=step.unit,
                unit_name=step.unit_zh,
            )
            for step in ahead(city, case, now)
        ),
        ratings=tuple(RatingShown(result=r.result, at=r.at.astimezone(local)) for r in case.ratings),
        party=None if hidden else case.party,
        merged_into=case.merged_into,
        attached=tuple(other.case_no for other in case.attached),
        linked_to=case.report.linked_to,
        linked=linked_shown(found, lambda _: None),
        summary="" if hidden else case.summary,
        released=() if hidden else case.released,
        chiefs=() if hidden else await _chiefs(door, case, seen.address),
        offered=_offered(found),
    )


async def _chiefs(door: Door, case: Case, address: str | None) -> tuple[ChiefHeld, ...]:
    report = case.report
    there = chiefs_shown(door.city, report.community, report.grid, address or "", report.point)
    return chiefs_held(there, await accounts_of(door)) if there else ()


def _of_others(found: Recorded, by: Actor) -> Recorded:
    """Without the linked cases that are about the reader's own unit."""
    own = {link.case_no for link in found.linked if link.party is not None and link.party == by.unit}
    events = (x for x in found.events if not (isinstance(x.body, e.LinkOpened) and x.body.case_no in own))
    return replace(
        found,
        events=tuple(events),
        linked=tuple(link for link in found.linked if link.case_no not in own),
    )


def _offered(found: Recorded) -> tuple[str, ...]:
    """Cases that the system thinks one incident with this one, until the desk has made it one."""
    if "incident" in found.case.flags:
        return ()
    return next((x.body.cases for x in found.events if isinstance(x.body, e.IncidentOffered)), ())


def _call(city: City, row: CallRow, now: datetime, hidden: bool) -> CallFull:
    shown = call_shown(city, row, now)
    return CallFull(**shown.model_dump()) if hidden else filled(shown, row, _UNTOLD)


def _line(case: Case, city: City, now: datetime) -> dict[str, Any]:
    held, due, shown, local = holder(case), due_of(case), state(case), zone(city.calendar.timezone)
    return {
        "case_no": case.case_no,
        "state": shown,
        "state_zh": STATES[shown],
        "grade": case.grade,
        "tier": tier_of(case),
        "item": case.item.code if case.item else case.report.item,
        "item_name": item_name("", case.item.name_zh if case.item else None),
        "unit": held.unit if held else None,
        "unit_name": held.unit_zh if held else None,
        "community": case.report.community,
        "grid": case.report.grid,
        "channel": case.report.channel,
        "opened_at": case.opened_at.astimezone(local),
        "due_at": due.at.astimezone(local) if due else None,
        "due_explained": due.zh if due else None,
        "due_explained_en": due.en if due else None,
        "overdue": overdue(case, now),
        "outcome": case.outcome,
        "closed_at": case.closed_at.astimezone(local) if case.closed_at else None,
    }


def _tasks(case: Case, city: City) -> list[TaskShown]:
    local = zone(city.calendar.timezone)
    return [
        TaskShown(
            id=task.id,
            kind=task.kind,
            kind_zh=TASKS[task.kind],
            unit=task.unit,
            unit_name=task.unit_zh,
            due_at=task.due.at.astimezone(local),
            due_explained=task.due.zh,
            due_explained_en=task.due.en,
            call_id=f"{case.case_no}.{task.call}" if task.call else None,
            how=task.how,
            asked_by=task.asked_by,
        )
        for task in case.tasks
    ]


async def _timeline(door: Door, by: Actor, found: Recorded) -> tuple[Happened, ...]:
    local, words, inside = (
        zone(door.city.calendar.timezone),
        may_read_words(door, by, found.case),
        at_desk(door, by),
    )
    return tuple(
        [
            Happened(
                seq=event.seq,
                at=event.at.astimezone(local),
                event=event.body.kind,
                by=event.by.account,
                by_unit=event.by.unit,
                by_home=event.by.home,
                text=text,
                text_en=text_en,
                body=await _body(
                    door, found.case.case_no, event, words=words, inside=inside or event.by.unit == by.unit
                ),
            )
            for event, text, text_en in in_words(door.city, found.events)
        ]
    )


async def _body(door: Door, case_no: str, event: Event, *, words: bool, inside: bool) -> dict[str, Any]:
    """What the event holds: never ciphertext; internal notes for the desk and their own unit alone."""
    body: dict[str, Any] = to_data(event.body)
    match event.body:
        case e.Accepted():
            for field in ("sealed",) if words else ("sealed", "photos", "point", "external_no"):
                body["report"].pop(field, None)
        case e.Rated(comment=text):
            body["comment"] = await opened(door, body.get("of") or case_no, text) if words else None
        case e.RatingKept(rating):
            text = rating.comment
            body["rating"]["comment"] = await opened(door, rating.of or case_no, text) if words else None
        case e.Urged(text=text) | e.Supplemented(text=text) | e.Withdrawn(text=text):
            body["text"] = await opened(door, body.get("of") or case_no, text) if words else None
            if not words:
                body.pop("photos", None)
        case e.Summarised() if not words:
            body.pop("photos", None)
        case e.Completed() if not inside:
            body.pop("internal_note", None)
        case _:
            pass
    return body
