"""`/meetings/topics`: what was raised for meetings; who runs them puts each on an agenda or says why not."""

from typing import Annotated

from fastapi.responses import Response

from api import errors
from api.meetings import answering
from api.meetings.raising import raised
from api.meetings.resources import meetings
from api.meetings.topics import Named, for_staff
from api.meetings.who import CALLING
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.commands import parsed
from api.pages.staff.menu import TOPICS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor
from api.routing import pages
from api.schemas.topics import AgendaIn, DeclineIn, TopicIn
from api.staff import need
from domain.meetings import MeetingState
from domain.topics import TOPIC_STATES
from domain.words import STATES

router = pages()
Reader = Annotated[Staffer, allowed(TOPICS)]
SHOWN = 30
MEETINGS_OFFERED = 50


@router.get(TOPICS.path)
async def topics(page: PageDep, who: Reader, cursor: Cursor = None) -> Response:
    """Those that somebody may read, the latest first."""
    return await _shown(page, who, FRESH, cursor)


@router.post(f"{TOPICS.path}/raise")
async def raise_one(page: PageDep, who: Reader, form: FormDep) -> Response:
    """By a unit."""
    try:
        body = parsed(TopicIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, TopicIn)
        await raised(page.door, who.actor, body, str(form.get("key", "")) or None)
    except errors.Problem as problem:
        return await _shown(page, who, _tried("raise", problem, form))
    return page.go(TOPICS.path, page.say("已提出"))


@router.post(f"{TOPICS.path}/{{topic}}/agenda")
async def agenda(page: PageDep, who: Reader, topic: Named, form: FormDep) -> Response:
    """On a meeting's agenda."""
    try:
        need(who.actor, *CALLING)
        body = parsed(AgendaIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, AgendaIn)
        await answering.on_agenda(page.door, who.actor, topic, body)
    except errors.Problem as problem:
        return await _shown(page, who, _tried(f"agenda-{topic}", problem, form))
    return page.go(TOPICS.path, page.say("已列入议程"))


@router.post(f"{TOPICS.path}/{{topic}}/decline")
async def decline(page: PageDep, who: Reader, topic: Named, form: FormDep) -> Response:
    """Not taken up, and why."""
    try:
        need(who.actor, *CALLING)
        body = parsed(DeclineIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, DeclineIn)
        await answering.declined(page.door, who.actor, topic, body)
    except errors.Problem as problem:
        return await _shown(page, who, _tried(f"decline-{topic}", problem, form))
    return page.go(TOPICS.path, page.say("已答复"))


def _tried(operation: str, problem: errors.Problem, form: FormDep) -> Tried:
    return Tried(operation, problem, {name: [str(text) for text in form.getlist(name)] for name in form})


async def _shown(page: Page, who: Staffer, tried: Tried, cursor: str | None = None) -> Response:
    listed = await meetings(page.door, who.actor, None, MEETINGS_OFFERED)
    return show(
        page,
        who,
        "topics.html",
        tried.status,
        it=await for_staff(page.door, who.actor, cursor, SHOWN),
        called=[one for one in listed.items if one.state is MeetingState.CALLED],
        topic_states=TOPIC_STATES,
        states=STATES,
        tried=tried,
    )
