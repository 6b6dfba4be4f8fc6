"""The drawing shows the very communities and grids into which reports are placed."""

import pytest

from domain.place import locate
from domain.policy import City
from domain.schematic import Dot, Patch, Schematic, schematic


@pytest.fixture(scope="module")
def drawn(city: City) -> Schematic:
    return schematic(city)


def inside(patch: Patch, dot: Dot) -> bool:
    """By the sides of its outline, which is convex."""
    sides = zip(patch.outline, patch.outline[1:] + patch.outline[:1], strict=True)
    turns = [(b[0] - a[0]) * (dot[1] - a[1]) - (b[1] - a[1]) * (dot[0] - a[0]) for a, b in sides]
    return all(turn >= -1 for turn in turns) or all(turn <= 1 for turn in turns)


def degrees(drawn: Schematic, dot: Dot) -> tuple[float, float]:
    return (
        drawn.west + dot[0] / drawn.width * (drawn.east - drawn.west),
        drawn.north - dot[1] / drawn.height * (drawn.north - drawn.south),
    )


def test_all_communities_and_grids_are_drawn(drawn: Schematic, city: City) -> None:
    assert [patch.community.code for patch in drawn.patches] == list(city.communities)
    assert sum(len(patch.grids) for patch in drawn.patches) == 185
    assert all(inside(patch, patch.centre) for patch in drawn.patches)


def test_a_point_lies_in_the_patch_of_the_community_it_is_placed_in(drawn: Schematic, city: City) -> None:
    patches = {patch.community.code: patch for patch in drawn.patches}
    for column in range(5, 600, 35):
        for row in range(5, int(drawn.height), 35):
            placed = locate(city, *degrees(drawn, (column, row)))
            assert placed is not None
            assert inside(patches[placed[0]], (column, row)), (column, row, placed)


def test_a_grid_s_name_stands_in_its_grid(drawn: Schematic, city: City) -> None:
    names = [(code, dot) for patch in drawn.patches for code, dot in patch.grids]
    right = [locate(city, *degrees(drawn, dot)) == (code[:4], code) for code, dot in names]
    assert (
        sum(right) / len(right) > 0.95
    )  # the drawing's north and south share one scale, the rule's do not quite
