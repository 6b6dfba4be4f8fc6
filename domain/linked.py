"""The report of a case that is opened from another: the same person and place, its own matter. Pure; for the doors."""

from typing import Any

from domain.facts import Entered, Report
from domain.facts.linking import LinkWhy
from domain.replacing import replace


def linked_report(parent: Report, case_no: str, why: LinkWhy, sealed: str, item: str | None) -> Report:
    """As the parent's, under its own number and seal. Photos and outside numbers stay with the parent, its deadline
    from outside too, but for a part of the same matter.
    """
    return replace(
        parent,
        case_no=case_no,
        sealed=sealed,
        item=item,
        photos=(),
        classified=None,
        entered=parent.entered if why == "split" else Entered.SELF,
        entered_by=parent.entered_by if why == "split" else "",
        external_no=None,
        outside_due=parent.outside_due if why == "split" else None,
        linked_to=parent.case_no,
        link=why,
    )


def words(parent: dict[str, Any], text: str) -> dict[str, Any]:
    """What is sealed under the new number: the new words first, then those of the parent."""
    before = parent.get("description")
    return {**parent, "description": f"{text}\n\n原报事：{before}" if before else text}
