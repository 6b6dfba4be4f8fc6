"""A matter as an operator reads it in the Temporal UI, and whom its events are told. Pure."""

from collections.abc import Iterator, Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.cases import Notice, NoticeKind
    from domain.localtime import short
    from domain.matters import events as e
    from domain.matters.matter import Matter
    from domain.matters.views import armed
    from domain.matters.words import DEADLINES, OUTCOMES, PHASES, told
    from domain.views import Deadline

EVENTS_TOLD = 30
PERSON = "reporter"
"""As notices name whoever a case or matter is of."""
TOLD = {"papers_asked", "reminded", "no_show", "second_visit", "decided", "delivered", "rating_opened"}
"""Events that the person is told of, beside being asked for a yes."""


def details(matter: Matter, events: Sequence[e.MatterEvent], zone: str) -> str:
    """Markdown in Chinese: what it is, where it stands, what is due, what happened."""
    app, deadline = matter.application, armed(matter)
    ended = f" · {OUTCOMES[matter.outcome]}" if matter.outcome else ""
    lines = [
        f"### {app.mode} · {app.name_zh} · {PHASES[matter.phase]}{ended}",
        f"**办理单位**：{app.unit_zh}",
    ]
    if deadline is not None:
        lines.append(f"**到期**：{due_line(deadline, zone)}")
    if matter.running is not None:
        lines.append(f"**时限**：{matter.running.due.zh}")
    course = [f"- {short(event.at, zone)} {told(event.body)}" for event in events[-EVENTS_TOLD:]]
    return "\n\n".join((*lines, "**经过**", "\n".join(course)))


def due_line(deadline: Deadline, zone: str) -> str:
    """`民政 办理 10-16 17:00`."""
    return f"{deadline.unit_zh} {DEADLINES[deadline.what]} {short(deadline.at, zone)}"


def notices(matter: Matter, event: e.MatterEvent) -> Iterator[Notice]:
    """Whom this event is told, by code, without personal data."""
    app = matter.application
    match event.body:
        case e.Opened(until=until) if until is not None:
            yield _notice(matter, event, PERSON, "consent")
        case e.Breached():
            yield _notice(matter, event, app.unit, "breached")
        case e.Reported():
            for to in dict.fromkeys((app.head, app.desk)):
                yield _notice(matter, event, to, "overdue")
        case body if body.kind in TOLD:
            yield _notice(matter, event, PERSON, body.kind)
        case _:
            return


def _notice(matter: Matter, event: e.MatterEvent, to: str, why: str) -> Notice:
    number, name = matter.matter_no, matter.application.name_zh
    what: NoticeKind = "matter" if to == PERSON else "matter_late"
    return Notice(f"{number}:{event.seq}:{to}", number, to, what, why, name, event.at)
