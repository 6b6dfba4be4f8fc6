"""Posts and rounds in the words of the HTTP contract. Pure; used by the routes and pages of `api.chiefs`."""

from collections.abc import Iterable
from datetime import datetime

from api.schemas.chiefs import (
    ChiefHeld,
    ChiefShown,
    ChiefWhole,
    FindingShown,
    RoundLine,
    RoundMoment,
    RoundWhole,
)
from contracts.codec import from_json
from domain.chiefs import Chief
from domain.localtime import zone
from domain.people import Actor
from domain.policy import City
from domain.rounds.decide import allowed
from domain.rounds.events import RoundEvent
from domain.rounds.round import Round
from domain.rounds.words import told
from domain.territories import answering
from readmodel.patrol_tables import RoundRow


def chiefs_shown(
    city: City,
    community: str | None,
    grid: str | None,
    words: str = "",
    point: tuple[float, float] | None = None,
) -> tuple[ChiefShown, ...]:
    """The posts that answer for a place, for everybody."""
    return tuple(
        ChiefShown(code=chief.code, kind=chief.kind, post=chief.post, post_en=chief.post.en)
        for chief in answering(city, community, grid, words, point)
    )


def chiefs_held(chiefs: Iterable[ChiefShown], accounts: dict[str, str]) -> tuple[ChiefHeld, ...]:
    """The same for staff, with who holds them; a grid's chief is its account."""
    return tuple(ChiefHeld(**chief.model_dump(), account=accounts.get(chief.code)) for chief in chiefs)


def place_names(city: City, chief: Chief) -> tuple[str, ...]:
    """Its places by their names."""
    known: dict[str, str] = {code: one.name_zh for code, one in city.communities.items()}
    known |= {code: str(one.name) for code, one in (city.chiefs.roads | city.chiefs.waters).items()}
    known |= {code: city.units[code].name_zh for code in chief.places if code in city.units}
    return tuple(known.get(code, code) for code in chief.places)


def chief_whole(city: City, chief: Chief, account: str | None = None) -> ChiefWhole:
    """The post with everything that the pack says of it."""
    beat = city.chiefs.beats.get(chief.kind)
    return ChiefWhole(
        code=chief.code,
        kind=chief.kind,
        post=chief.post,
        post_en=chief.post.en,
        account=account,
        places=chief.places,
        place_names=place_names(city, chief),
        duties=tuple(map(str, city.chiefs.duties_of(chief.kind))),
        reports_to=chief.reports_to,
        weeks=beat.weeks if beat else None,
    )


def round_line(city: City, row: RoundRow) -> RoundLine:
    """One line of a list, in the city's own time."""
    local, due = zone(city.calendar.timezone), from_json(Round, row.snapshot).plan.due
    return RoundLine(
        round_no=row.round_no,
        kind=row.kind,
        title=row.title_zh,
        title_en=row.title_en,
        lead=row.lead,
        phase=row.phase,
        outcome=row.outcome,
        missed=row.missed,
        opens_at=row.opens_at.astimezone(local),
        due_at=row.due_at.astimezone(local),
        due_explained=due.zh,
        due_explained_en=due.en,
        closed_at=row.closed_at.astimezone(local) if row.closed_at else None,
        findings=row.findings,
    )


def round_whole(
    city: City, one: Round, events: Iterable[RoundEvent], by: Actor, now: datetime, hidden: frozenset[str]
) -> RoundWhole:
    """The whole round as this reader may see it; `hidden` are cases that they may not know of."""
    local, plan = zone(city.calendar.timezone), one.plan
    found = tuple(f for f in one.findings if f.case_no not in hidden)
    return RoundWhole(
        round_no=one.round_no,
        kind=plan.kind,
        title=plan.title_zh,
        title_en=plan.title_en,
        lead=plan.lead,
        phase=one.phase,
        outcome=one.outcome,
        missed=one.missed,
        opens_at=plan.opens_at.astimezone(local),
        due_at=plan.due.at.astimezone(local),
        closed_at=one.closed_at.astimezone(local) if one.closed_at else None,
        findings=len(found),
        lead_name=plan.lead_zh,
        lead_name_en=_lead_en(city, plan.lead),
        members=plan.members,
        came=one.came,
        absent=one.absent,
        overseer=plan.overseer,
        place=plan.place,
        tasks=plan.tasks,
        due_explained=plan.due.zh,
        due_explained_en=plan.due.en,
        summary=one.summary,
        found=tuple(FindingShown(case_no=f.case_no, at=f.at.astimezone(local), unit=f.unit) for f in found),
        may=allowed(one, by, now),
        timeline=tuple(
            RoundMoment(
                seq=event.seq,
                at=event.at.astimezone(local),
                event=event.body.kind,
                text=said,
                text_en=said.en,
            )
            for event in events
            if getattr(event.body, "case_no", "") not in hidden
            for said in (told(event.body),)
        ),
    )


def _lead_en(city: City, lead: str) -> str:
    chief, unit = city.chiefs.posts.get(lead), city.units.get(lead)
    return chief.post.en if chief else unit.name_en if unit else lead
