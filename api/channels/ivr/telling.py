"""`POST /ivr/progress`: whoever rings up keys a case number in and hears how far it is, if it is their own."""

import hmac
import re

import structlog

from api import errors
from api.door import Door
from api.entitled import told_of
from api.limits import IVR_PROGRESS, WRONG_CODES
from api.main_cases import work_on
from api.reading import recorded
from api.schemas.ivr import ProgressAnswer, ProgressIn
from domain import spoken

DATE = 8
TOO_MANY = 429
_DIGITS_OF_A_PHONE = 11
log = structlog.get_logger()


async def told(door: Door, body: ProgressIn) -> ProgressAnswer:
    """What to say: state, unit and deadline to its reporter, a refusal in words to everybody else. Raises 503.

    Its reporter is who rings from the number that was left, or knows the track code; whoever is neither hears the same
    whether there is such a case or not.
    """
    number = f"{door.city.policy.prefix}-{body.digits[:DATE]}-{body.digits[DATE:]}"
    if not door.numbers.well_formed(number):
        return _refused(body, "malformed")
    try:
        door.limits.spend(IVR_PROGRESS, number)
        door.limits.check(WRONG_CODES, number)
    except errors.Problem as problem:
        if problem.status_code != TOO_MANY:
            raise
        log.info("ivr.too_often", case_no=number)
        return ProgressAnswer(outcome="too_often", say=spoken.TOO_OFTEN)
    proven = body.code is not None and door.numbers.code_fits(number, body.code)
    if body.code is not None and not proven:
        door.limits.spend(WRONG_CODES, number)
    found = await recorded(door, number, events=False)
    if found is None:
        return _refused(body, "unknown")
    if not proven and not _same_phone(body.caller, (await told_of(door, found.case)).get("phone")):
        return _refused(body, "not_theirs")
    case = await work_on(door, found.case)
    return ProgressAnswer(outcome="told", say=spoken.progress(door.city, case, door.now(), number))


def _refused(body: ProgressIn, why: str) -> ProgressAnswer:
    """Who gave no code may give it; who gave a wrong one is refused."""
    log.info("ivr.refused", why=why)
    if body.code is None:
        return ProgressAnswer(outcome="code", say=spoken.ASK_CODE)
    return ProgressAnswer(outcome="refused", say=spoken.REFUSED)


def _same_phone(caller: str | None, left: str | None) -> bool:
    """Compared by their last digits: with or without +86, spaces and hyphens. In constant time."""
    ours, theirs = (re.sub(r"[^0-9]", "", phone or "")[-_DIGITS_OF_A_PHONE:] for phone in (left, caller))
    return bool(ours) and hmac.compare_digest(ours.encode(), theirs.encode())
