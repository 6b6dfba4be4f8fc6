"""The case as its reporter sees it. Pure; used by `api.cases`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from api.chiefs.showing import chiefs_shown
from api.reading import Recorded
from api.schemas.cases import Ahead, Followed, LinkedShown, Moment, PublicCase, RatingShown
from domain.case import Case
from domain.catalogue import Exposure
from domain.due import Due
from domain.entering import entered_words
from domain.events import Event
from domain.forecast import Step, forecast
from domain.labels import SEALED_NAME
from domain.localtime import zone
from domain.policy import City
from domain.reopening import may_reopen, reopen_until
from domain.views import due_behind, holder, overdue, shown_deadline, state
from domain.words import STATES, public_text
from domain.words_en import public_text_en


def public_case(
    city: City,
    found: Recorded,
    now: datetime,
    code_of: Callable[[str], str | None] = lambda _: None,
    main: Recorded | None = None,
    address: str = "",
) -> PublicCase:
    """Everything of the contract's public view, in the city's own time.

    `code_of` gives its reporter the codes of the cases that were opened from it; `main` is the case that it ended in.
    `address` is what its reporter gave as the place: a road's or water's chief is known by it.
    """
    case, local = found.case, zone(city.calendar.timezone)
    held, due, shown = holder(case), due_of(case), state(case)
    whose, report = entered_words(case.report, city.units), case.report
    sealed = case.item is not None and case.item.exposure is Exposure.SEALED
    return PublicCase(
        entered=case.report.entered,
        entered_zh=whose,
        entered_en=whose.en if whose else None,
        case_no=case.case_no,
        state=shown,
        state_zh=STATES[shown],
        grade=case.grade,
        tier=tier_of(case),
        **_item(case),
        unit=held.unit if held else None,
        unit_name=held.unit_zh if held else None,
        opened_at=case.opened_at.astimezone(local),
        due_at=due.at.astimezone(local) if due else None,
        due_explained=due.zh if due else None,
        due_explained_en=due.en if due else None,
        overdue=overdue(case, now),
        outcome=case.outcome,
        closed_at=case.closed_at.astimezone(local) if case.closed_at else None,
        timeline=_timeline(city, found, local),
        forecast=tuple(_ahead(step, local) for step in ahead(city, case, now)),
        rating=_rating(case, local),
        linked_to=case.report.linked_to,
        linked=linked_shown(found, code_of),
        goes_on_in=_followed(city, case, main, now) if main else None,
        chiefs=() if sealed else chiefs_shown(city, report.community, report.grid, address, report.point),
        reopen_until=_reopen_until(city, main.case if main else case, now),
    )


def _reopen_until(city: City, case: Case, now: datetime) -> datetime | None:
    """Shown only where it may be opened again."""
    until = reopen_until(city, case)
    open_again = until is not None and may_reopen(city, case, now) is None
    return until.astimezone(zone(city.calendar.timezone)) if until is not None and open_again else None


def _item(case: Case) -> dict[str, str | None]:
    """A sealed item is not named: a number and a code may lie about in a home."""
    if case.item is None:
        return {"item": case.report.item, "item_name": None}
    if case.item.exposure is Exposure.SEALED:
        return {"item": None, "item_name": SEALED_NAME}
    return {"item": case.item.code, "item_name": case.item.name_zh}


def linked_shown(found: Recorded, code_of: Callable[[str], str | None]) -> tuple[LinkedShown, ...]:
    """The cases opened from it."""
    return tuple(
        LinkedShown(
            case_no=link.case_no,
            why=link.why,
            state=link.state,
            state_zh=STATES[link.state],
            track_code=code_of(link.case_no),
        )
        for link in found.linked
    )


def _followed(city: City, case: Case, main: Recorded, now: datetime) -> Followed:
    """Of another's case only what everybody may know: who has it, until when, what happened.

    Who joined it by 我也遇到, as anybody may, is told neither its number nor what happened before.
    """
    whole = public_case(city, main, now)
    shown = {name: getattr(whole, name) for name in Followed.model_fields}
    if case.report.joins is not None:
        since = case.closed_at or now
        shown |= {"case_no": None, "timeline": tuple(m for m in whole.timeline if m.at >= since)}
    return Followed(**shown)


def not_yet_recorded(case_no: str, now: datetime) -> PublicCase:
    """A case that was accepted and that nobody has looked at yet."""
    return PublicCase(case_no=case_no, state="triage", state_zh=STATES["triage"], opened_at=now)


def due_of(case: Case) -> Due | None:
    """The deadline that people look at, with its explanation."""
    return due_behind(case, shown_deadline(case))


def tier_of(case: Case) -> str | None:
    """Where it lies: with the topmost open lead, else where its latest lead was.

    None before the first call.
    """
    if case.top is not None:
        return case.top.tier
    winner = case.call(case.winner or 0)
    leads = [call for call in case.calls if call.lead]
    last = winner or (leads[-1] if leads else None)
    return last.tier if last else None


def ahead(city: City, case: Case, now: datetime) -> tuple[Step, ...]:
    """What still comes if nobody acts; nothing for a closed case."""
    return forecast(city, case, now) if case.open else ()


def _ahead(step: Step, local: ZoneInfo) -> Ahead:
    return Ahead(at=step.at.astimezone(local), tier=step.tier, explained=step.zh, explained_en=step.en)


def _timeline(city: City, found: Recorded, local: ZoneInfo) -> tuple[Moment, ...]:
    return tuple(
        Moment(seq=event.seq, at=event.at.astimezone(local), event=event.body.kind, text=zh, text_en=en)
        for event, zh, en in in_words(city, found.events)
        if zh is not None and en is not None
    )


def in_words(city: City, events: Iterable[Event]) -> Iterator[tuple[Event, str | None, str | None]]:
    """Each event with what its reporter is told of it, in Chinese and in English; twice None for nothing."""
    zh = {code: unit.name_zh for code, unit in city.units.items()}
    en = {code: unit.name_en for code, unit in city.units.items()}
    there = city.calendar.timezone
    for event in events:
        yield event, public_text(event, zh, there), public_text_en(event, en, there)


def _rating(case: Case, local: ZoneInfo) -> RatingShown | None:
    given = case.latest_rating
    return RatingShown(result=given.result, at=given.at.astimezone(local)) if given else None
