"""重新受理: once, within the city's limit after closing, with something new. Judged by the door: the case has ended."""

from datetime import datetime

from domain.case import Case, Outcome
from domain.clock import due
from domain.policy import City
from domain.ruling import Refusal

NEVER = {Outcome.VOID, Outcome.REPEAT}
"""Ends that say that there was nothing to do."""


def reopen_until(city: City, case: Case) -> datetime | None:
    """Until when (UTC, story time) the reporter may have it opened again; after that it is archived for good.

    None while it is open.
    """
    if case.closed_at is None or case.open:
        return None
    limit, hours = city.policy.reopen, city.hours_of(city.policy.desk)
    return due(city.calendar, hours, limit.clock, limit.budget, case.closed_at).at


def may_reopen(city: City, case: Case, now: datetime) -> Refusal | None:
    """Why the reporter may not reopen this case now (UTC, story time); None if they may."""
    if case.open or case.closed_at is None:
        return Refusal(
            "open", "案件还在办理，可以补充或催办", "it is open: add to it, or urge", ("supplement", "urge")
        )
    if case.outcome in NEVER:
        return Refusal("outcome", "该件不能重新受理，请重新报事", "report it anew", ("report",))
    until = reopen_until(city, case)
    if until is None or now > until:
        return Refusal(
            "too_late", "结案已久，请重新报事", "it closed too long ago: report it anew", ("report",)
        )
    return None
