"""The object's place as other parties may read it: never the reporter's own words, number or flat."""

from collections.abc import Callable
from typing import Any

from domain.policy import City

Unseal = Callable[[str, str], dict[str, Any]]
"""(case number, sealed text) -> what was sealed."""


PhotoLink = Callable[[str, int, str], str]
"""(case number, call, photo) -> the whole address at which the call's unit sees the photo for some days."""


class Places:
    """Opens the exact point of items that everybody may see; of others gives the community alone."""

    def __init__(self, city: City, unseal: Unseal, photo_link: PhotoLink) -> None:
        self._city, self._unseal, self.photo_link = city, unseal, photo_link

    @property
    def zone(self) -> str:
        """The city's time zone."""
        return self._city.calendar.timezone

    def landmark(self, community: str | None) -> str:
        """Where that is, in words; empty when unknown."""
        known = self._city.communities.get(community or "")
        return known.in_words if known else ""

    def place(
        self, case_no: str, sealed: str, exposure: str, community: str | None, grid: str | None
    ) -> dict[str, Any]:
        """`{community, community_name, grid, lng?, lat?}`."""
        known = self._city.communities.get(community or "")
        shown: dict[str, Any] = {
            "community": community,
            "community_name": known.name_zh if known else None,
            "grid": grid,
        }
        if exposure == "public" and sealed:
            point = self._unseal(case_no, sealed).get("point")
            if point:
                shown |= {"lng": point[0], "lat": point[1]}
        return shown
