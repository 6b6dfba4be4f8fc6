"""Words and measures that several scenes share."""

from datetime import timedelta

from demo.script import Plan

NEVER = Plan(answers=False, completes=False)
ONLY_ANSWERS = Plan(completes=False)
PHONE = "1380000{:04d}"


def minutes(count: int) -> timedelta:
    """So many minutes of story time."""
    return timedelta(minutes=count)


def hours(count: int) -> timedelta:
    """So many hours of story time."""
    return timedelta(hours=count)


def done(respond: int, complete: int, reply: str) -> tuple[Plan, ...]:
    """Answers and completes so many minutes after the dispatch."""
    return (Plan(respond_after=minutes(respond), complete_after=minutes(complete), reply=reply),)
