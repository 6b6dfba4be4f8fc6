"""公告: what the street knows of already (no water, no power, works), said before somebody reports it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.incidents import METRES, metres


@dataclass(frozen=True)
class Notice:
    """One notice. Without communities and point it is for the whole street, without items for whatever it is about.

    Moments are UTC, story time. `metres` is around `point` (longitude, latitude, WGS-84).
    """

    id: str
    title: str
    text: str
    starts_at: datetime
    ends_at: datetime | None
    communities: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    metres: int = METRES
    items: tuple[str, ...] = ()
    incident: bool = False  # an open 突发事件 says so by itself; it ends with its case

    @property
    def everywhere(self) -> bool:
        """Whether it is for the whole street."""
        return not self.communities and self.point is None

    def of_place(self, community: str | None, point: tuple[float, float] | None) -> bool:
        """Whether it holds there: by community, or within its metres; the whole street's holds anywhere."""
        near = point is not None and self.point is not None and metres(point, self.point) <= self.metres
        return self.everywhere or near or (community is not None and community in self.communities)

    def of_items(self, items: Collection[str]) -> bool:
        """Whether it is about one of these."""
        return not self.items or any(item in self.items for item in items)


def fitting(
    notices: Collection[Notice],
    community: str | None,
    point: tuple[float, float] | None,
    items: Collection[str],
) -> list[Notice]:
    """Those to show before a report: what is known of it so far, place or item, fits; with neither known none does."""
    somewhere, something = community is not None or point is not None, bool(items)
    if not somewhere and not something:
        return []
    return [
        notice
        for notice in notices
        if (not somewhere or notice.of_place(community, point)) and (not something or notice.of_items(items))
    ]
