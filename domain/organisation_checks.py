"""What must hold of an organisation: 1+6+6, 1+5+N, 5/7+N. Pure; `infra.pack.structure` refuses a pack by it.

Rules from the source: a community's 两委 has 5 to 7 posts and is kept apart from its grid station, whose workers
have one grid each; an office oversees each centre; every force of 1+5+N says whose it is in four ways.
"""

from collections.abc import Iterator, Mapping

from domain.organisation import Community, Unit, UnitKind
from domain.organisation_structure import FORCES, Side, Structure

COMMITTEE = (5, 7)
"""Posts of a community's two committees, at least and at most."""
Fault = tuple[str, str]
"""The file that is wrong, and what."""


def faults(
    structure: Structure, units: Mapping[str, Unit], communities: Mapping[str, Community]
) -> Iterator[Fault]:
    """Everything that does not hold; of what a pack leaves out nothing is asked."""
    if structure.posts:
        yield from _communities(structure, communities)
        yield from _overseen(units)
    if structure.relations:
        yield from _forces(structure, units)


def both_sides(structure: Structure) -> set[str]:
    """Staff codes that stand in a committee and in a grid station."""
    held = {
        side: {code for post in structure.posts if post.side is side for code in post.holders}
        for side in (Side.COMMITTEE, Side.STATION)
    }
    return held[Side.COMMITTEE] & held[Side.STATION]


def _communities(structure: Structure, communities: Mapping[str, Community]) -> Iterator[Fault]:
    least, most = COMMITTEE
    for community in communities.values():
        size = structure.size(community.code, Side.COMMITTEE)
        if not least <= size <= most:
            yield "posts.csv", f"{community.code}: its committee has {size} posts, not {least} to {most}"
        workers = structure.size(community.code, Side.STATION)
        if workers < community.grids:
            yield (
                "posts.csv",
                f"{community.code}: its station has {workers} posts for {community.grids} grids",
            )
    for code in sorted(both_sides(structure)):
        yield "posts.csv", f"{code} stands in a committee and in a grid station: the two are kept apart"


def _overseen(units: Mapping[str, Unit]) -> Iterator[Fault]:
    for unit in units.values():
        over = units.get(unit.overseen_by or "")
        if unit.kind is UnitKind.CENTRE and (over is None or over.kind is not UnitKind.OFFICE):
            yield "units.csv", f"{unit.code}: a centre is overseen by an office"


def _forces(structure: Structure, units: Mapping[str, Unit]) -> Iterator[Fault]:
    told = {relation.unit for relation in structure.relations}
    for unit in units.values():
        if unit.kind in FORCES and unit.code not in told:
            yield "relations.csv", f"{unit.code} has no line: whose it is, who manages, uses and assesses it"
