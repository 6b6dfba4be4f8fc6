"""Puts one city together from the tables of its folder."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from domain.calendar import Hours
from domain.catalogue import Catalogue, Grade
from domain.organisation import Community
from domain.policy import City
from infra.pack import catalogue, days, figures, people, policy_file
from infra.pack.chiefs import chiefs
from infra.pack.classifier import classifying
from infra.pack.faults import Faults, PackError
from infra.pack.grid_editions import grid_editions
from infra.pack.offering import offering
from infra.pack.policy import policy
from infra.pack.policy_file import PolicyFile
from infra.pack.public import public
from infra.pack.published import published
from infra.pack.ringing import ringing
from infra.pack.structure import structure

Area = tuple[float, float, float, float]
DATA = {".csv", ".toml"}
"""Endings of the files that a city is made of."""


def load_city(folder: Path) -> City:
    """The city of that folder. Raises `PackError` listing every fault with file and line."""
    if not folder.is_dir():
        raise PackError(f"there is no pack folder {folder} (HUYING_PACK names it)")
    faults = Faults()
    file = policy_file.read(folder, faults)
    city = _city(folder, file, faults) if file else None
    faults.raise_any(str(folder))
    assert city is not None, "no city without a fault"
    return city


def _city(folder: Path, file: PolicyFile, faults: Faults) -> City:
    hours: dict[str, Hours] = {days.OFFICE: days.office(file)}
    units, names = people.units(folder, hours, faults)
    communities = people.communities(folder, units, faults)
    grids = people.grids(communities, units)
    a_items = catalogue.sheet(folder, "a_items.csv", Grade.A, names, faults)
    b_items = catalogue.sheet(folder, "b_items.csv", Grade.B, names, faults)
    response_items = catalogue.sheet(folder, "response_items.csv", Grade.B, names, faults)
    catalogue.cross_check((a_items, b_items, response_items), b_items)
    counted = {"a": a_items.items, "b": b_items.items, "response": response_items.items}
    organised = structure(folder, units, communities, faults)
    posts = chiefs(folder, file, communities, grids, names, faults)
    editions = grid_editions(folder, communities, faults)
    places = figures.of_places(communities, grids, posts, editions)
    figures.check(folder, file, counted, places | figures.bodies(units, organised), faults)
    said = public(folder, file, a_items.items | b_items.items, faults)
    return City(
        policy=policy(file, units),
        units=units | grids,
        communities=communities,
        catalogue=Catalogue(a_items.items | b_items.items, response_items.items),
        calendar=days.calendar(folder, file, hours, faults),
        reasons=catalogue.reasons(folder, faults),
        area=_area(file, communities),
        structure=organised,
        edition=edition_of(files_of(folder)),
        public=said,
        offering=offering(folder, file, names, said.services, faults),
        ringing=ringing(file),
        published=published(folder, a_items.items | b_items.items, faults),
        classifying=classifying(file, a_items.items | b_items.items),
        chiefs=posts,
        grid_editions=editions,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """The files that a city is made of, by name. Raises `OSError`."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in DATA}


def edition_of(files: Mapping[str, bytes]) -> str:
    """A pack's very contents in twelve signs: what two processes loaded alike has the same."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def _area(file: PolicyFile, communities: dict[str, Community]) -> Area:
    written = file.top("area", list, [])
    numbers = [float(n) for n in written if type(n) in (int, float)]
    if len(numbers) != 4 or len(written) != 4 or not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
        file.fault("area", f"must be west, south, east, north in degrees of WGS-84, not {written}")
        return -180.0, -90.0, 180.0, 90.0
    west, south, east, north = numbers
    for community in communities.values():
        if not (west <= community.lng <= east and south <= community.lat <= north):
            file.fault("area", f"leaves out the centre of {community.code}")
    return west, south, east, north
