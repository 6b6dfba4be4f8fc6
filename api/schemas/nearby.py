"""What `GET /nearby` answers."""

from datetime import datetime

from api.schemas.text import Answer


class NearbyCase(Answer):
    """An open case that everybody may know of; `metres` from where was asked, to about 100 m."""

    item: str
    item_name: str
    state: str
    state_zh: str
    community: str | None
    unit_name: str | None
    opened_at: datetime
    metres: int


class Nearby(Answer):
    """The nearest first."""

    items: tuple[NearbyCase, ...]
