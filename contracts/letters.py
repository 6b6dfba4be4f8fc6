"""What one case says to another, and the request for a case that is opened from one."""

from dataclasses import dataclass
from datetime import datetime

from contracts.story import StoryClock
from domain.facts import Fact, Report
from domain.facts.linking import LinkWhy
from domain.people import Actor


@dataclass(frozen=True)
class Letter:
    """A fact for another case."""

    to: str
    fact: Fact


@dataclass(frozen=True)
class LinkRequest:
    """Input of `open_linked`: what the new case is about, and whose case it comes from."""

    key: str
    why: LinkWhy
    parent: Report
    item: str | None
    text: str
    by: Actor
    asked_at: datetime  # UTC, story time
    story: StoryClock
    zone: str
