"""A drawing of the city's communities and grids, from the same rule that places a report. Pure; for the pages' maps.

Every community is what lies nearer to its centre than to any other, cut off at the pack's area; its grids are equal
sectors around the centre. Coordinates of the drawing grow to the right and downwards.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sin

from domain.organisation import Community
from domain.place import grid_code
from domain.policy import City

WIDTH = 600.0
_MARGIN = 0.6
"""How far, of the distance between the outermost centres, the drawing reaches past them where the area does."""
Dot = tuple[float, float]


@dataclass(frozen=True)
class Patch:
    """A community in the drawing: its outline, its centre, and the lines between its grids."""

    community: Community
    outline: tuple[Dot, ...]
    centre: Dot
    borders: tuple[tuple[Dot, Dot], ...]
    grids: tuple[tuple[str, Dot], ...]  # where each grid's name may stand


@dataclass(frozen=True)
class Schematic:
    """The drawing, and the rectangle of WGS-84 degrees that it shows."""

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float
    patches: tuple[Patch, ...]

    def dot(self, lng: float, lat: float) -> Dot:
        """Where a point of the city lies in the drawing."""
        x = (lng - self.west) / (self.east - self.west) * self.width
        return round(x, 1), round((self.north - lat) / (self.north - self.south) * self.height, 1)


def schematic(city: City) -> Schematic:
    """The drawing of that city."""
    west, south, east, north = _frame(city)
    shrink = cos(radians((south + north) / 2))
    height = WIDTH * (north - south) / ((east - west) * shrink)
    frame = Schematic(west, south, east, north, WIDTH, round(height, 1), ())
    centres = {c.code: frame.dot(c.lng, c.lat) for c in city.communities.values()}
    patches = tuple(_patch(c, centres, frame) for c in city.communities.values())
    return Schematic(west, south, east, north, WIDTH, frame.height, patches)


def _frame(city: City) -> tuple[float, float, float, float]:
    """The centres with some room around them, within the pack's area."""
    lngs = [c.lng for c in city.communities.values()]
    lats = [c.lat for c in city.communities.values()]
    room = max(max(lngs) - min(lngs), max(lats) - min(lats), 0.01) * _MARGIN / 4
    west, south, east, north = city.area
    return (
        max(west, min(lngs) - room),
        max(south, min(lats) - room),
        min(east, max(lngs) + room),
        min(north, max(lats) + room),
    )


def _patch(community: Community, centres: dict[str, Dot], frame: Schematic) -> Patch:
    centre = centres[community.code]
    outline: list[Dot] = [(0.0, 0.0), (frame.width, 0.0), (frame.width, frame.height), (0.0, frame.height)]
    for code, other in centres.items():
        if code != community.code and other != centre:
            outline = _nearer(outline, centre, other)
    turns = [pi + 2 * pi * n / community.grids for n in range(community.grids)]
    borders = tuple((centre, _edge(outline, centre, turn)) for turn in turns if community.grids > 1)
    names = tuple(
        (grid_code(community, n + 1), _between(centre, _edge(outline, centre, turn + pi / community.grids)))
        for n, turn in enumerate(turns)
    )
    return Patch(community, tuple(_rounded(dot) for dot in outline), centre, borders, names)


def _nearer(outline: list[Dot], centre: Dot, other: Dot) -> list[Dot]:
    """The part of the outline that is nearer to the centre than to the other one."""
    kept: list[Dot] = []
    for start, end in zip(outline, outline[1:] + outline[:1], strict=True):
        inside, goes_on = _side(start, centre, other), _side(end, centre, other)
        if inside <= 0:
            kept.append(start)
        if inside * goes_on < 0:
            part = inside / (inside - goes_on)
            kept.append((start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part))
    return kept


def _side(dot: Dot, centre: Dot, other: Dot) -> float:
    """Negative on the centre's side of the line midway, zero on it; linear in `dot`."""
    middle = ((centre[0] + other[0]) / 2, (centre[1] + other[1]) / 2)
    return (dot[0] - middle[0]) * (other[0] - centre[0]) + (dot[1] - middle[1]) * (other[1] - centre[1])


def _edge(outline: list[Dot], centre: Dot, turn: float) -> Dot:
    """Where a ray from the centre leaves the outline. `turn` is against the clock from the east, in radians."""
    east, south = cos(turn), -sin(turn)
    best = 0.0
    for start, end in zip(outline, outline[1:] + outline[:1], strict=True):
        along = (end[0] - start[0], end[1] - start[1])
        across = east * along[1] - south * along[0]
        if abs(across) < 1e-9:
            continue
        offset = (start[0] - centre[0], start[1] - centre[1])
        distance = (offset[0] * along[1] - offset[1] * along[0]) / across
        where = (offset[0] * south - offset[1] * east) / across
        if distance > best and -1e-9 <= where <= 1 + 1e-9:
            best = distance
    return _rounded((centre[0] + east * best, centre[1] + south * best))


def _between(centre: Dot, edge: Dot) -> Dot:
    return _rounded((centre[0] * 0.4 + edge[0] * 0.6, centre[1] * 0.4 + edge[1] * 0.6))


def _rounded(dot: Dot) -> Dot:
    return round(dot[0], 1), round(dot[1], 1)
