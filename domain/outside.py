"""转办期限: what was referred to the street has a deadline from outside; of it and the street's own the earlier counts.

Pure; for `domain.planning`, `domain.corrections` and `domain.waiting`.
"""

from dataclasses import replace
from datetime import datetime

from domain.due import Due
from domain.localtime import short


def earlier(due: Due, outside: datetime | None, timezone: str) -> Due:
    """The deadline that counts, explained. One from outside that had passed before the clock began counts no more."""
    if outside is None or outside <= due.start or due.at <= outside:
        return due
    own = short(due.at, timezone)
    return replace(
        due,
        at=outside,
        zh=f"转办期限，早于本街道时限 {own}（{due.zh}）",
        en=f"the referral's own deadline, before ours at {own} ({due.en})",
    )
