"""Matters and services as they are shown. Pure but for the door's city; used by routes and pages."""

from datetime import datetime

from api.door import Door
from api.schemas.matters import (
    MatterLine,
    MatterMoment,
    MatterShown,
    MatterWhole,
    PaperShown,
    ServiceShown,
    ServiceWhole,
    SlotShown,
)
from contracts.codec import from_json
from domain.matters import events as e
from domain.matters.decide import allowed
from domain.matters.matter import Matter, Phase
from domain.matters.views import may, overdue, shown_due
from domain.matters.words import told
from domain.offering import Mode, Service
from domain.people import Actor
from readmodel.matter_tables import MatterRow

QUIET = {"ignored"}
"""Events that are no part of the person's story."""


def service_shown(service: Service) -> ServiceShown:
    """A service in a list."""
    return ServiceShown(
        code=service.code,
        name=service.name_zh,
        name_en=service.name_en,
        mode=str(service.mode),
        mode_en=service.mode.en,
        category=str(service.category),
        category_en=service.category.en,
        days=service.days,
        office=str(service.office),
    )


def service_whole(door: Door, service: Service) -> ServiceWhole:
    """A service with its checklist."""
    papers = tuple(
        PaperShown(name=paper.name_zh, name_en=paper.name_en, needed=paper.needed, ours=paper.ours)
        for paper in service.papers
    )
    return ServiceWhole(
        **service_shown(service).model_dump(),
        papers=papers,
        where=door.city.office_of(service).where_zh,
        may_apply=service.way is not Mode.UNASKED,
    )


def matter_shown(matter: Matter, events: list[e.MatterEvent]) -> MatterShown:
    """A matter as its person sees it: nothing of what they told us, and nobody's account."""
    app, running, slot = matter.application, matter.running, matter.slot
    why = running.due if running and matter.wait is None else matter.wait
    return MatterShown(
        matter_no=matter.matter_no,
        service=app.service,
        name=app.name_zh,
        name_en=app.name_en,
        mode=app.mode.value,
        unit=app.unit_zh,
        phase=matter.phase.value,
        outcome=matter.outcome.value if matter.outcome else None,
        opened_at=matter.opened_at,
        due_at=shown_due(matter),
        due_explained=why.zh if why else None,
        due_explained_en=why.en if why else None,
        overdue=overdue(matter),
        missing=matter.asked if matter.phase is Phase.PAPERS else (),
        papers=app.papers,
        slot=SlotShown(start=slot.start, end=slot.end, free=0) if slot else None,
        reason=matter.reason,
        visits=len(matter.visits),
        second_visits=matter.second_visits,
        rating=matter.rating,
        may=may(matter),
        timeline=tuple(_moment(event) for event in events if event.body.kind not in QUIET),
    )


def not_yet(number: str, now: datetime) -> MatterShown:
    """A matter that is taken in and not recorded yet."""
    return MatterShown(
        matter_no=number,
        service="",
        name="",
        name_en="",
        mode="",
        unit="",
        phase=Phase.APPLIED.value,
        outcome=None,
        opened_at=now,
        due_at=None,
        due_explained=None,
        due_explained_en=None,
        overdue=False,
        missing=(),
        papers=(),
        slot=None,
        reason="",
        visits=0,
        second_visits=0,
        rating=None,
        may=(),
        timeline=(),
    )


def matter_whole(
    matter: Matter, events: list[e.MatterEvent], by: Actor, told_us: dict[str, str | None]
) -> MatterWhole:
    """A matter for the office that has it."""
    return MatterWhole(
        **matter_shown(matter, events).model_dump(),
        applicant=told_us.get("name"),
        phone=told_us.get("phone"),
        note=told_us.get("note"),
        files=matter.files,
        staff_may=allowed(matter, by) if matter.open else (),
    )


def matter_line(row: MatterRow) -> MatterLine:
    """A matter in the office's list."""
    matter = from_json(Matter, row.snapshot)
    running = matter.running
    why = running.due if running and matter.wait is None else matter.wait
    return MatterLine(
        matter_no=row.matter_no,
        service=row.service,
        name=row.name_zh,
        mode=row.mode,
        category=row.category,
        unit=row.unit,
        phase=row.phase,
        outcome=row.outcome,
        opened_at=row.opened_at,
        due_at=row.due_at,
        due_explained=why.zh if why else None,
        due_explained_en=why.en if why else None,
        slot_at=row.slot_at,
        overdue=row.overdue,
        visits=row.visits,
        second_visits=row.second_visits,
        rating=row.rating,
    )


def _moment(event: e.MatterEvent) -> MatterMoment:
    said = told(event.body)
    return MatterMoment(seq=event.seq, at=event.at, event=event.body.kind, text=str(said), text_en=said.en)
