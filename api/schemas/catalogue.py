"""What can be reported, and the published figures."""

from datetime import datetime

from api.schemas.rates import RatesRow
from api.schemas.text import Answer


class LimitsShown(Answer):
    """Budgets on one clock: `30m`, `4h`, `5d`."""

    clock: str
    respond: str
    resolve: str


class ItemShown(Answer):
    """One line of the catalogue."""

    code: str
    grade: str
    class_name: str
    name: str
    name_en: str
    lead: str
    limits: LimitsShown
    urgent: bool
    check: str


class CommunityShown(Answer):
    """社区."""

    code: str
    name: str
    name_en: str
    grids: int


class Catalogue(Answer):
    """Items, response items (外呼), communities, listed reasons by operation."""

    city: str
    items: tuple[ItemShown, ...]
    response_items: tuple[ItemShown, ...]
    communities: tuple[CommunityShown, ...]
    reasons: dict[str, dict[str, str]]


class Results(Answer):
    """Published figures of this month: cases opened, and the three rates of the units of the street."""

    start: datetime
    end: datetime
    opened: int
    closed: int
    open: int
    by_grade: dict[str, int]
    by_outcome: dict[str, int]
    items: tuple[RatesRow, ...]
