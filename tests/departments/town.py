"""Which unit of the street plays which kind, and messages to them that no case sent."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from contracts.cases import Message
from contracts.links import Link, Smtp
from tests.departments.played import Played
from tests.playing import FRIDAY_MORNING

UNITS = {"http": "chengguan", "open311": "shichang", "email": "jianshe", "desk": "wenlvti"}
ITEMS = {"http": "B0104", "open311": "B0209", "email": "B0407", "desk": "B0523"}
"""Of which those units are the lead, called at once."""
KINDS = tuple(UNITS)
OUTSIDE = ("http", "open311", "email")
"""Kinds with a system that can fail."""
QUEUE = "huying-departments"
"""Of the cases of these tests: their own planner knows which units are reached."""


@dataclass(frozen=True)
class Systems:
    """The played systems by kind, and how they are reached."""

    played: dict[str, Any]
    links: dict[str, Link]
    smtp: Smtp

    def __getitem__(self, kind: str) -> Any:
        """The system of that kind."""
        found: Played = self.played[kind]
        return found


def message(kind: str, **changed: Any) -> Message:
    """A message about a call that no other test has."""
    made = Message(
        type="call",
        case_no=f"T-20261009-{uuid4().hex[:12]}",
        call=1,
        version=1,
        unit=UNITS[kind],
        urgent=False,
        item=ITEMS[kind],
        item_name="道路遗撒",
        exposure="public",
        grade="B",
        role="lead",
        community="SQ07",
        grid="SQ07-G03",
        respond_by=FRIDAY_MORNING + timedelta(hours=1),
        resolve_by=FRIDAY_MORNING + timedelta(days=1),
        respond_zh="1 小时（连续）",
        resolve_zh="1 天（办公时间）",
    )
    return replace(made, **changed)


def call_of(message: Message) -> str:
    """The call's id."""
    return f"{message.case_no}.{message.call}"
