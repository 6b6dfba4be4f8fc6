"""What an update says to its case, through the very facts that the reporter's own page brings.

Used by `api.open311.updates`.
"""

from dataclasses import dataclass

from api import errors, speaking
from api.door import Door
from api.main_cases import work_on
from api.open311.shown import update_id
from api.open311.states import Say, asked
from domain.case import Case
from domain.people import Actor


@dataclass(frozen=True)
class Said:
    """An update as it came; `key` is the client's own id of it."""

    by: Actor
    status: str | None  # open or closed
    text: str | None
    photos: tuple[str, ...]
    key: str | None


async def say(door: Door, case: Case, said: Said) -> tuple[str, str]:
    """Number of the case that heard it, and the id of the update. Raises the rules' refusal, and 422."""
    work = await work_on(door, case)
    match asked(said.status, work.phase):
        case Say.AGAIN:
            return await _reopened(door, case, said)
        case Say.DONE:
            return await _withdrawn(door, case, said)
        case Say.MORE:
            return await _added(door, case, said)
        case Say.NOTHING:
            raise errors.forbidden(
                "closed",
                "案件已经结案；如未解决，请以 status=open 重新受理",
                "The case is closed: send status=open to have it taken up again.",
                ["reopen"],
            )


async def _added(door: Door, case: Case, said: Said) -> tuple[str, str]:
    if said.text is None and not said.photos:
        raise errors.malformed("description", "必填", "is missing")
    done = await speaking.supplement(door, case.case_no, said.text, said.photos, said.key, said.by)
    return case.case_no, update_id(done.case_no, done.seq)


async def _withdrawn(door: Door, case: Case, said: Said) -> tuple[str, str]:
    done = await speaking.withdraw(door, case.case_no, said.text, said.key, said.by)
    return case.case_no, update_id(done.case_no, done.seq)


async def _reopened(door: Door, case: Case, said: Said) -> tuple[str, str]:
    """Once, within the days that the city sets, with something new: a linked case, which has its own number."""
    if said.text is None:
        raise errors.malformed("description", "重新受理须说明新情况", "say what is new")
    number = await speaking.reopen(door, case.case_no, said.text, said.photos)
    return number, update_id(number, 1)
