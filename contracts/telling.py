"""Whom an event of a case tells what. Pure; asked by the workflow, and by the activity that records what it planned."""

from collections.abc import Iterator
from datetime import datetime

from contracts.cases import Notice, NoticeKind
from domain import events as e
from domain import labels
from domain.case import Case, TaskKind
from domain.facts import Attached


def item_name(case: Case) -> str:
    """The item as anybody may read it: sealed ones are not named."""
    return labels.item_name(case.item.exposure if case.item else "", case.item.name_zh if case.item else None)


def notices(case: Case, event: e.Event) -> Iterator[Notice]:
    """The messages to people and units that this event means."""
    match event.body:
        case e.TaskOpened(task) if task.kind is TaskKind.RATING:
            yield from _invitations(case, event)
        case e.Merged(how=how) if case.report.with_contact:
            yield _notice(case, event, "reporter", "merged", how, event.at)
        case e.LinkOpened(why=why) if case.report.with_contact:
            yield _notice(case, event, "reporter", "linked", why, event.at)
        case e.Supervised(units=units, why=why):
            for unit in units:
                yield _notice(case, event, unit, "supervision", why, event.at)
        case e.Petitioned(units=units):
            for unit in units:
                yield _notice(case, event, unit, "petition", "unanswered", event.at)
        case e.Told(unit=unit, why=why):
            yield _notice(case, event, unit, "told", why, event.at)
        case _:
            return


def _invitations(case: Case, event: e.Event) -> Iterator[Notice]:
    """Everybody whose report this work answers is asked to rate it, but for who has rated where it came from."""
    own = Attached(case.case_no, case.opened_at, case.report.asked)
    told = {rating.of or case.case_no for rating in case.kept}
    for rater in (own, *case.attached):
        if rater.with_contact and rater.case_no in case.raters and rater.case_no not in told:
            key = f"{case.case_no}:{event.seq}:{rater.case_no}"
            name = item_name(case)
            yield Notice(key, rater.case_no, "reporter", "rating_invitation", "completed", name, event.at)


def _notice(case: Case, event: e.Event, to: str, what: NoticeKind, why: str, at: datetime) -> Notice:
    key = f"{case.case_no}:{event.seq}:{to}"
    return Notice(key, case.case_no, to, what, why, item_name(case), at, urgent=case.urgent)
