"""Whose a place is among the four chiefs, by all that is known of the place. Pure; for views of cases."""

from domain.chiefs import NEAR_WATER, Chief, chiefs_at
from domain.incidents import metres
from domain.policy import City


def answering(
    city: City,
    community: str | None,
    grid: str | None,
    words: str = "",
    point: tuple[float, float] | None = None,
) -> tuple[Chief, ...]:
    """The posts that answer for it. `words` is an address, `point` longitude and latitude in WGS-84.

    The street's own name is no place in it: 水果湖街姚家岭 is not at the lake 水果湖.
    """
    near = (
        water.code
        for water in city.chiefs.waters.values()
        if point is not None and water.point is not None and metres(point, water.point) <= NEAR_WATER
    )
    address = words.replace(city.policy.name_zh, "")
    return chiefs_at(city.chiefs, community, grid, address, tuple(near))
