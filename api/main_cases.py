"""A case that ended in another: what its reporter says goes to that one. Used where reporters speak."""

from api import errors
from api.door import Door
from api.reading import recorded
from domain.case import Case

MOST_STEPS = 10
"""A case ends in an earlier one, which may end in a still earlier one; so often at most is followed."""


async def main_case(door: Door, case_no: str) -> tuple[str, str | None]:
    """Where the work on that report goes on, and under which number its reporter speaks there (None: its own).

    Where the read model says nothing, the case itself is asked and will judge.
    """
    at = case_no
    for _ in range(MOST_STEPS):
        try:
            found = await recorded(door, at, events=False)
        except errors.Problem:
            break
        if found is None or found.case.merged_into is None:
            break
        at = found.case.merged_into
    return at, (case_no if at != case_no else None)


async def work_on(door: Door, case: Case) -> Case:
    """The case where the work on this one goes on: itself, unless it ended in another."""
    at, _ = await main_case(door, case.case_no)
    if at == case.case_no:
        return case
    found = await recorded(door, at, events=False)
    return found.case if found else case
