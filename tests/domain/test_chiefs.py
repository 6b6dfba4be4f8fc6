"""Whose a place is among the four chiefs; editions of the grids, their lineage, and the proposal of 500 households."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.chiefs import ChiefKind
from domain.grids import current, lineage, parts, proposal, successor
from domain.organisation import Community
from domain.policy import City
from domain.territories import answering


def posts(city: City, *place: object) -> list[str]:
    return [chief.code for chief in answering(city, *place)]  # type: ignore[arg-type]


def test_the_figures_of_the_source(city: City) -> None:
    assert {kind: len(city.chiefs.of_kind(kind)) for kind in ChiefKind} == {
        "area": 9,
        "water": 4,
        "road": 32,
        "grid": 185,
    }
    assert [edition.total for edition in city.grid_editions] == [270, 185]


def test_a_place_has_its_chiefs(city: City) -> None:
    assert posts(city, "SQ07", "SQ07-G03") == ["PQ06", "SQ07-G03"]
    assert posts(city, "SQ07", None, "水果湖街水果湖横路 3 号") == ["PQ06", "LZ05"]
    assert posts(city, None, None, "东湖路 8 号") == ["LZ02"]
    assert posts(city, None, None, "楚河边") == ["HZ04"]
    assert posts(city, None, None, "沙湖边第二个排口") == ["HZ02"]
    assert posts(city, None, None, "水果湖街道办门口") == []
    lake = city.chiefs.waters["HH03"].point
    assert posts(city, None, None, "", lake) == ["HZ03"]
    assert posts(city, None, None, "", (114.0, 30.0)) == []


def test_the_redraw_of_the_source(city: City) -> None:
    before = city.grid_editions[0].grids
    old = {code: replace(one, grids=before[code]) for code, one in city.communities.items()}
    splits = proposal(old)
    assert (sum(split.before for split in splits), sum(split.after for split in splits)) == (270, 185)
    assert all(split.within for split in splits)
    assert all(sum(split.sizes) == split.households for split in splits)
    assert [split.after for split in proposal(city.communities)] == [
        c.grids for c in city.communities.values()
    ]


def test_a_grid_has_a_history(city: City) -> None:
    first, second = lineage(city.grid_editions, "SQ01", 2)
    assert (first.there, second.there, second.made_of) == (True, True, ("SQ01-G02", "SQ01-G03"))
    assert [one.there for one in lineage(city.grid_editions, "SQ01", 8)] == [True, False]
    today = current(city.grid_editions, date(2019, 3, 31))
    assert today is not None
    assert today.name == "2018"
    assert current(city.grid_editions, date(2017, 1, 1)) is None


@given(st.integers(1, 30), st.integers(1, 30))
def test_every_old_grid_has_a_place_in_the_new_ones(before: int, of: int) -> None:
    made = [parts(n, of, before) for n in range(1, of + 1)]
    assert {old for one in made for old in one} == set(range(1, before + 1))
    assert all(n in made[successor(n, before, of) - 1] for n in range(1, before + 1))


@given(st.integers(0, 20_000), st.integers(1, 40), st.integers(50, 2000))
def test_a_proposal_is_balanced_stable_and_keeps_what_fits(households: int, grids: int, target: int) -> None:

    one = Community("V1", "东村", "East", grids, households, 10.0, 50.0, "")
    (split,) = proposal({"V1": one}, target)
    assert sum(split.sizes) == households
    assert max(split.sizes) - min(split.sizes) <= 1
    again = proposal({"V1": replace(one, grids=split.after)}, target)
    assert again[0].sizes == split.sizes
