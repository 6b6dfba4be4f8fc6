"""拆单、修复: linked cases that are opened from this one. Wanted here, opened by an activity, told back by a letter."""

from domain import events as e
from domain.case import Call, Phase
from domain.facts import Complete, Linked, Result, Split
from domain.facts.linking import LinkWhy
from domain.people import Role
from domain.permissions import DISPATCHING, at_desk, in_phase
from domain.ruling import Forbidden, Ruling

MOST_LINKS = 20
"""How many cases may be opened from one."""


def split(ruling: Ruling, body: Split) -> None:
    """The desk takes matters out into cases of their own; this one goes on with the rest."""
    at_desk(ruling, *DISPATCHING)
    in_phase(ruling, Phase.TRIAGE, Phase.HANDLING)
    if not body.parts or any(not part.text.strip() for part in body.parts):
        raise Forbidden("empty", "请写明每一件的内容", "say what each part is about")
    for part in body.parts:
        _want(ruling, "split", part.item, part.text)


def repair_allowed(call: Call, body: Complete) -> None:
    """Only who made an urgent matter safe leaves a repair behind."""
    if body.repair and not (call.lead and call.urgent and body.result is Result.SOLVED):
        raise Forbidden(
            "no_repair",
            "只有紧急件处置完成的主办单位可提出后续修复",
            "only an urgent item made safe leaves a repair",
        )


def want_repair(ruling: Ruling, body: Complete) -> None:
    """What is left to repair becomes a linked case."""
    if body.repair:
        _want(ruling, "repair", body.repair_item, body.repair)


def _want(ruling: Ruling, why: LinkWhy, item: str | None, text: str) -> None:
    if len(ruling.case.links) >= MOST_LINKS:
        raise Forbidden("too_many", f"一件最多另立 {MOST_LINKS} 件", f"at most {MOST_LINKS} linked cases")
    ruling.add(e.LinkWanted(f"l{len(ruling.case.links) + 1}", why, item, text), ruling.at)


def linked(ruling: Ruling, body: Linked) -> None:
    """Its number, told once."""
    if not ruling.by.has(Role.SYSTEM):
        raise Forbidden("role", "由系统登记", "the system says so")
    link = next((link for link in ruling.case.links if link.key == body.key), None)
    if link is not None and link.case_no is None:
        ruling.add(e.LinkOpened(link.key, link.why, body.case_no))
