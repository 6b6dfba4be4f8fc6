"""A referral as it is written back to where it came from. Pure; used by `api.referrals.resources`."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from api.schemas.referrals import ReferralShown, Source, WrittenBackShown
from domain.catalogue import Exposure
from domain.localtime import zone
from domain.policy import City
from domain.views import due_behind, holder, overdue, shown_deadline, state
from domain.words import OUTCOMES, STATES
from domain.written_back import answer_of
from readmodel.desk_tables import WrittenBackRow
from readmodel.referrals import Referred

HEADINGS = ("编号", "案件编号", "状态", "结果", "答复", "办理单位", "办理期限", "办结时间")
_FORMULA = ("=", "+", "-", "@", "\t")
"""How a cell begins that a spreadsheet would carry out: such a one gets an apostrophe."""


def referral_shown(city: City, found: Referred, now: datetime, *, whole: bool = False) -> ReferralShown:
    """With state, result and the units' reply, in the city's own time; `triage` where nothing is recorded yet.

    The reply to a sealed matter goes to whoever referred it (`whole`), and stands in no list of the desk's.
    """
    local, case = zone(city.calendar.timezone), found.case
    shown = ReferralShown(
        source=cast(Source, found.source),
        outside_no=found.outside_no,
        case_no=found.case_no,
        outside_due=found.outside_due.astimezone(local) if found.outside_due else None,
        came_at=found.came_at.astimezone(local),
        state="triage",
        state_zh=STATES["triage"],
        written_back=_written_back(found.written_back, local),
    )
    if case is None:
        return shown
    sealed = case.item is not None and case.item.exposure is Exposure.SEALED
    done, held, due = answer_of(case), holder(case), due_behind(case, shown_deadline(case))
    became = {
        "state": state(case),
        "state_zh": STATES[state(case)],
        "outcome": case.outcome,
        "outcome_zh": OUTCOMES[case.outcome] if case.outcome else None,
        "unit": held.unit if held else None,
        "unit_name": held.unit_zh if held else None,
        "due_at": due.at.astimezone(local) if due else None,
        "due_explained": due.zh if due else None,
        "due_explained_en": due.en if due else None,
        "overdue": overdue(case, now),
        "reply": done.reply if done and (whole or not sealed) else None,
        "completed_at": done.at.astimezone(local) if done else None,
        "closed_at": case.closed_at.astimezone(local) if case.closed_at else None,
    }
    return shown.model_copy(update=became)


def table(shown: Iterable[ReferralShown]) -> str:
    """As CSV that Excel opens as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for one in shown:
        cells = (
            one.outside_no,
            one.case_no,
            one.state_zh,
            one.outcome_zh,
            one.reply,
            one.unit_name,
            _minute(one.outside_due),
            _minute(one.completed_at or one.closed_at),
        )
        writer.writerow([_plain(str(cell)) if cell else "" for cell in cells])
    return "\ufeff" + out.getvalue()


def _written_back(row: WrittenBackRow | None, local: ZoneInfo) -> WrittenBackShown | None:
    if row is None:
        return None
    return WrittenBackShown(
        version=row.n,
        state=cast(Literal["waiting", "sent", "refused", "superseded"], row.state),
        made_at=row.made_at.astimezone(local),
        ended_at=row.ended_at.astimezone(local) if row.ended_at else None,
        tries=row.tries,
        detail=row.detail,
    )


def _minute(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
