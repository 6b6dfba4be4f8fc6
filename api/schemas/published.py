"""成果: published figures with ours beside them."""

from datetime import datetime

from api.schemas.rates import ShareShown
from api.schemas.text import Answer


class FigureShown(Answer):
    """One figure. `published…` is the street's own word, the rest is measured; null is no data.

    `difference` is ours less theirs, `points` the same of the shares, in percentage points.
    """

    figure: str
    line: str
    part: str
    part_en: str
    name: str
    name_en: str
    since: datetime
    published: int | None
    published_percent: str | None
    number: int | None
    share: ShareShown | None
    difference: int | None
    points: str | None
    measured: bool


class KindShown(Answer):
    """Satisfaction of those who report: last month and this month, and the change in percentage points."""

    kind: str
    name: str
    name_en: str
    before: ShareShown
    now: ShareShown
    points: str | None


class ChannelShown(Answer):
    """Cases by the way they came in."""

    channel: str
    name: str
    name_en: str
    cases: int
    percent: str


class ConductShown(Answer):
    """Complaints about staff and pace, last month and this; null where they are too few to be told."""

    before: int | None
    now: int | None


class PublishedResults(Answer):
    """The report of a year, as of a moment."""

    year: int
    start: datetime
    end: datetime
    as_of: datetime
    figures: tuple[FigureShown, ...]
    kinds: tuple[KindShown, ...]
    channels: tuple[ChannelShown, ...]
    conduct: ConductShown
    without_data: int
