"""A case as GeoReport's request, and its events as updates. Pure; used by the resources of `api.open311`.

To everybody: item, community, unit, dates. What units wrote for the reporter goes to the client that filed it, or to
whoever has the track code. The reporter's own words, name and number go to nobody here.
"""

from collections.abc import Callable, Sequence

from api.open311.states import OUT
from api.open311.xml import Tree
from domain.events import Closed, Completed, Event
from domain.localtime import zone
from domain.policy import City
from domain.words import OUTCOMES, STATES, TIERS, public_text
from readmodel.service_requests import ServiceRequest, Update

PhotoLink = Callable[[str, str], str]
"""The address of a photo: case number, photo."""


def request_shown(
    city: City, found: ServiceRequest, own: Sequence[Event] | None, photo: PhotoLink, *, extended: bool
) -> Tree:
    """One `request`. `own` are its events where it is shown to whoever may read what units wrote."""
    local = zone(city.calendar.timezone)
    community = city.communities.get(found.community or "")
    address = f"{city.policy.name_zh}{community.name_zh}" if community else None
    lines = told(city, own or ())
    tree: dict[str, Tree] = {
        "service_request_id": found.case_no,
        "status": OUT[found.state],
        "status_notes": _notes(found, lines),
        "service_name": found.item_name,
        "service_code": found.item,
        "description": f"{found.item_name or '报事'}（{address or '地点待定'}）",
        "agency_responsible": found.unit_zh,
        "service_notice": found.due_zh,
        "requested_datetime": found.opened_at.astimezone(local),
        "updated_datetime": found.updated_at.astimezone(local),
        "expected_datetime": found.expected_at.astimezone(local) if found.expected_at else None,
        "address": address,
        "address_id": found.community,
        "zipcode": None,
        "lat": found.lat,
        "long": found.lng,
        "media_url": _photo(found.case_no, own or (), photo),
    }
    return tree | (_extended(found, lines, city) if extended else {})


def _extended(found: ServiceRequest, lines: list[tuple[Event, str]], city: City) -> dict[str, Tree]:
    local = zone(city.calendar.timezone)
    notes: list[Tree] = [
        {"datetime": event.at.astimezone(local), "summary": text, "type": event.body.kind}
        for event, text in lines
    ]
    attributes: Tree = {
        "state": found.state,
        "outcome": found.outcome,
        "grade": found.grade,
        "tier": found.tier,
        "tier_name": str(TIERS[found.tier]),
        "due_explained": found.due_zh,
        "due_explained_en": found.due_en,
    }
    return {"extended_attributes": attributes, "notes": notes}


def _notes(found: ServiceRequest, lines: list[tuple[Event, str]]) -> str:
    """Where it stands, and to whoever may read it what was said last."""
    state = STATES[found.state]
    where = f"{state}：{OUTCOMES[found.outcome]}" if found.outcome else str(state)
    replies = [text for event, text in lines if isinstance(event.body, Completed)]
    said = replies[-1] if replies and found.outcome else lines[-1][1] if lines else None
    return f"{where}。{said}" if said and said != where else where


def told(city: City, events: Sequence[Event]) -> list[tuple[Event, str]]:
    """The events that the reporter is told of, each with its line."""
    names = {code: unit.name_zh for code, unit in city.units.items()}
    lines = ((event, public_text(event, names, city.calendar.timezone)) for event in events)
    return [(event, text) for event, text in lines if text is not None]


def updates_shown(city: City, updates: Sequence[Update], photo: PhotoLink) -> list[Tree]:
    """The `request_update`s that the reporter may be told of."""
    local = zone(city.calendar.timezone)
    return [
        {
            "update_id": update_id(update.case_no, event.seq),
            "service_request_id": update.case_no,
            "status": OUT["closed" if _ended(update) else "handling"],
            "updated_datetime": event.at.astimezone(local),
            "description": text,
            "media_url": _photo(update.case_no, (event,), photo),
        }
        for update in updates
        for event, text in told(city, (update.event,))
    ]


def update_id(case_no: str, seq: int) -> str:
    """An update is an event of its case."""
    return f"{case_no}.{seq}"


def _ended(update: Update) -> bool:
    closed = update.closed_at
    return isinstance(update.event.body, Closed) or (closed is not None and update.event.at > closed)


def _photo(case_no: str, events: Sequence[Event], link: PhotoLink) -> str | None:
    """A photo of the latest completion: what was done, never what the reporter sent."""
    photos = [photo for event in events if isinstance(event.body, Completed) for photo in event.body.photos]
    return link(case_no, photos[-1]) if photos else None
