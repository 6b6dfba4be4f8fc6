"""What an event about other cases changes: the part of `evolve` that is about 并单、突发事件 and linked cases."""

from domain import events as e
from domain.case import Case, Link
from domain.replacing import replace


def linked(case: Case, event: e.Event) -> Case | None:
    """What ties it to other cases; None for other events."""
    match event.body:
        case e.MergeAsked(into):
            return replace(case, merging=into)
        case e.MergeRefused():
            return flagged(replace(case, merging=None), event.body.kind)
        case e.Merged(into):
            return replace(case, merging=None, merged_into=into)
        case e.Joined(cases=cases):
            return replace(case, attached=(*case.attached, *cases))
        case e.Detached(case_no):
            left = tuple(other for other in case.attached if other.case_no != case_no)
            return replace(case, attached=left, votes=tuple(v for v in case.votes if v.case_no != case_no))
        case e.IncidentOffered() | e.IncidentOpened():
            return flagged(case, event.body.kind)
        case e.LinkWanted(key, why):
            return replace(case, links=(*case.links, Link(key, why)))
        case e.LinkOpened(key, _, number):
            named = tuple(replace(x, case_no=number) if x.key == key else x for x in case.links)
            return replace(case, links=named)
        case e.PartyNamed(unit, desk, desk_zh):
            report = replace(case.report, about=unit, desk=desk, desk_zh=desk_zh)
            moved = (replace(t, unit=desk, unit_zh=desk_zh) if t.unit == unit else t for t in case.tasks)
            return replace(case, report=report, tasks=tuple(moved))
        case _:
            return None


def flagged(case: Case, flag: str) -> Case:
    """It is marked so, once."""
    return case if flag in case.flags else replace(case, flags=(*case.flags, flag))
