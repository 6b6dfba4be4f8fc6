"""The organisation of a pack: the street comes to the source's figures; what does not hold is refused by line."""

from datetime import date
from pathlib import Path

import pytest

from domain.organisation import UnitKind
from domain.organisation_checks import COMMITTEE, both_sides
from domain.organisation_structure import FORCES, Employment, Side, Structure
from domain.policy import City
from infra.pack import load_city
from tests.breaking import TINY, change, copied, faults

SHUIGUOHU = TINY.parents[2] / "packs" / "shuiguohu"
TABLES = {
    "levels.csv": "level,name_zh,name_en,per\n1,镇,Town,street\n",
    "posts.csv": "code,body,side,name_zh,name_en,posts,holders\n"
    "c1,V1,committee,委员,Member,5,x1|x2\nc2,V2,committee,委员,Member,7,y1\n"
    "s1,V1,station,网格员,Worker,9,z1|z2\ns2,V2,station,网格员,Worker,9,z3\nh1,hall,unit,主任,Head,2,h1\n",
    "duties.csv": "code,list,body,owner,name_zh,name_en\nd1,duty,hall,hall,受理,Take in\n",
    "relations.csv": "unit,owned_by_zh,owned_by_en,managed_by,used_by,assessed_by\n"
    "roads,县路政局,County roads,hall,hall,elders\n",
    "powers.csv": "code,name_zh,name_en,events,named\np1,调度,Command,called|handed_down,yes\np2,建议,Proposals,,\n",
}
WRONG = [
    ("levels.csv", "street", "moon", ["levels.csv:2: per: 'moon' is not one of street, community"]),
    ("posts.csv", "Member,5", "Member,4", ["posts.csv: V1: its committee has 4 posts, not 5 to 7"]),
    ("posts.csv", "Member,7", "Member,8", ["posts.csv: V2: its committee has 8 posts, not 5 to 7"]),
    ("posts.csv", "z1|z2", "z1|x2", ["posts.csv: x2 stands in a committee and in a grid station"]),
    ("posts.csv", "Worker,9,z1|z2", "Worker,1,z1", ["posts.csv: V1: its station has 1 posts for"]),
    ("posts.csv", "Head,2,h1", "Head,2,h1|h2|h3", ["posts.csv:6: holders: 3 for 2 posts"]),
    ("posts.csv", "Head,2,h1", "Head,2,h1|h1", ["posts.csv:6: holders: somebody stands there twice"]),
    ("posts.csv", "Head,2,h1", "Head,2,某人", ["posts.csv:6: holders: staff codes"]),
    ("posts.csv", "Head,2,h1", "Head,2000,h1", ["posts.csv:6: posts: 2000 is more than 1000"]),
    ("posts.csv", "h1,hall", "h1,nowhere", ["posts.csv:6: body: there is no nowhere"]),
    ("duties.csv", "hall,hall", "hall,nobody", ["duties.csv:2: owner: there is no nobody"]),
    (
        "relations.csv",
        "\nroads",
        "\nlight",
        ["relations.csv:2: unit: light is no", "relations.csv: roads has no"],
    ),
    ("relations.csv", "hall,hall,elders", "hall,,elders", ["relations.csv:2: used_by: there is no body"]),
    ("powers.csv", "handed_down", "clapped", ["powers.csv:2: events: there is no event clapped"]),
    (
        "powers.csv",
        "Proposals,,",
        "Proposals,called,",
        ["powers.csv: events: called is the use of more than one"],
    ),
]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The tiny pack with an organisation."""
    made = copied(tmp_path)
    for name, text in TABLES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_the_street_is_organised_as_the_source_says(city: City) -> None:
    structure = city.structure
    assert (len(structure.levels), len(structure.powers)) == (5, 6)
    kinds = [unit.kind for unit in city.units.values()]
    assert [kinds.count(kind) for kind in (UnitKind.OFFICE, UnitKind.CENTRE, UnitKind.DEPARTMENT)] == [
        6,
        6,
        5,
    ]
    assert {relation.unit for relation in structure.relations} == {
        unit.code for unit in city.units.values() if unit.kind in FORCES
    }
    sizes = {structure.size(code, Side.COMMITTEE) for code in city.communities}
    assert sizes == set(range(COMMITTEE[0], COMMITTEE[1] + 1))
    workers = [
        h for post in structure.posts if post.side is Side.STATION for h in post.holders if h in city.units
    ]
    assert len(workers) == len(set(workers)) == 185
    assert structure.employed(Employment.FULL_TIME, Side.STATION) == 185
    assert both_sides(structure) == set()


def test_a_pack_without_an_organisation_has_none() -> None:
    assert load_city(TINY).structure == Structure()


def test_what_it_says_is_read(pack: Path) -> None:
    structure = load_city(pack).structure
    assert [(post.code, post.vacant) for post in structure.posts_of("hall")] == [("h1", 1)]
    assert structure.relations[0].owned_by.en == "County roads"
    used = structure.power_of("called")
    assert (used and used.code, structure.power_of("rated")) == ("p1", None)


def test_how_posts_are_employed_and_when_a_body_opened_may_be_written(pack: Path) -> None:
    head, *lines = TABLES["posts.csv"].splitlines()
    told = [f"{line},{'full_time' if line.startswith('s') else ''}" for line in lines]
    (pack / "posts.csv").write_text("\n".join([f"{head},employment", *told]) + "\n", encoding="utf-8")
    head, *lines = (pack / "units.csv").read_text(encoding="utf-8").splitlines()
    dated = [f"{line},{'2019-03-01' if line.startswith('hall,') else ''}" for line in lines]
    (pack / "units.csv").write_text("\n".join([f"{head},opened_on", *dated]) + "\n", encoding="utf-8")
    city = load_city(pack)
    assert city.structure.employed(Employment.FULL_TIME) == 3
    assert city.structure.employed(Employment.FULL_TIME, Side.COMMITTEE) == 0
    assert {unit.code: unit.opened_on for unit in city.units.values() if unit.opened_on} == {
        "hall": date(2019, 3, 1)
    }
    change(pack, "units.csv", "2019-03-01", "March 2019")
    change(pack, "posts.csv", "9,z3,full_time", "9,z3,always")
    assert [fault.partition(":")[0] for fault in faults(pack)] == ["units.csv", "posts.csv"]


@pytest.mark.parametrize(("file", "old", "new", "said"), WRONG)
def test_what_does_not_hold_is_refused(pack: Path, file: str, old: str, new: str, said: list[str]) -> None:
    change(pack, file, old, new)
    found = faults(pack)
    assert [any(one.startswith(part) for one in found) for part in said] == [True] * len(said), found
