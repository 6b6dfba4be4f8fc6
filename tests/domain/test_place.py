"""Points to grids, data of Chinese maps to WGS-84, and the grid that checks for another."""

from collections import Counter
from math import cos, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.place import locate, neighbour, station_of, to_gcj02, to_wgs84
from domain.policy import City

METRE = 1 / 111_320
"""Degrees of latitude."""
A_FEW = settings(max_examples=100, deadline=None, derandomize=True)
in_wuhan = st.tuples(st.floats(114.0, 115.0), st.floats(30.0, 31.0))


def test_wgs84_stays_as_it_is() -> None:
    assert to_wgs84(114.34, 30.55, "wgs84") == (114.34, 30.55)


def test_gcj02_by_a_published_pair() -> None:
    """The sample of the public transformation libraries: WGS-84 (116.404, 39.915) in Beijing."""
    assert to_gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)


def test_bd09_by_a_published_pair() -> None:
    """The same libraries: BD-09 (116.404, 39.915) is GCJ-02 (116.39762729119315, 39.90865673957631)."""
    gcj02 = 116.39762729119315, 39.90865673957631
    assert to_wgs84(116.404, 39.915, "bd09") == pytest.approx(to_wgs84(*gcj02, "gcj02"), abs=1e-9)


@A_FEW
@given(in_wuhan)
def test_there_and_back_is_within_a_centimetre(point: tuple[float, float]) -> None:
    shifted = to_gcj02(*point)
    assert shifted != point
    assert to_wgs84(*shifted, "gcj02") == pytest.approx(point, abs=0.01 * METRE)


def test_outside_china_maps_are_not_shifted() -> None:
    assert to_wgs84(10.0, 50.0, "gcj02") == (10.0, 50.0)


def test_the_centre_of_each_community_is_its_own(city: City) -> None:
    for community in city.communities.values():
        found = locate(city, community.lng, community.lat)
        assert found is not None
        assert found[0] == community.code


@pytest.mark.parametrize(
    ("lng", "lat"), [(114.30, 30.55), (114.39, 30.55), (114.34, 30.51), (114.34, 30.61), (30.55, 114.34)]
)
def test_outside_the_area_is_nobody_s(city: City, lng: float, lat: float) -> None:
    assert locate(city, lng, lat) is None


def test_the_edge_of_the_area_is_inside(city: City) -> None:
    west, south, east, north = city.area
    assert all(locate(city, lng, lat) for lng in (west, east) for lat in (south, north))


def test_not_a_number_is_nobody_s(city: City) -> None:
    assert locate(city, float("nan"), 30.55) is None


@A_FEW
@given(data=st.data())
def test_every_point_of_the_area_has_a_grid_of_its_community(city: City, data: st.DataObject) -> None:
    west, south, east, north = city.area
    lng, lat = data.draw(st.floats(west, east)), data.draw(st.floats(south, north))
    found = locate(city, lng, lat)
    assert found is not None
    assert station_of(city, found[1]) == found[0]
    assert locate(city, lng, lat) == found


def test_every_grid_has_points_and_neighbours_in_space_mostly_share_one(city: City) -> None:
    community = city.communities["SQ07"]
    step = 5 * METRE
    seen: Counter[str] = Counter()
    same = total = 0
    for x in range(-40, 40):
        for y in range(-40, 40):
            lng = community.lng + (x + 0.5) * step / cos(radians(community.lat))
            lat = community.lat + (y + 0.5) * step
            here, beside = locate(city, lng, lat), locate(city, lng + step, lat)
            assert here is not None
            seen[here[1]] += 1
            same, total = same + (here == beside), total + 1
    assert seen.keys() >= {f"SQ07-G{n:02d}" for n in range(1, community.grids + 1)}
    assert same / total > 0.9


def test_neighbours_go_round_the_community(city: City) -> None:
    for code, community in city.communities.items():
        first = grid = f"{code}-G01"
        visited = set()
        for _ in range(community.grids):
            visited.add(grid)
            following = neighbour(city, grid)
            assert following is not None
            assert station_of(city, following) == code
            grid = following
        assert grid == first
        assert len(visited) == community.grids


def test_a_grid_alone_in_its_community_has_no_neighbour(tiny: City) -> None:
    assert neighbour(tiny, "V2-G01") is None
    assert neighbour(tiny, "V1-G01") == "V1-G02"


def test_what_is_no_grid_has_no_station_and_no_neighbour(city: City) -> None:
    for code in ("chengguan", "SQ07", "SQ99-G01", ""):
        assert station_of(city, code) is None
        assert neighbour(city, code) is None
