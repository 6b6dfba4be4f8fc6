"""A staffing file: what it changes, and what is said of a fault."""

from collections.abc import Callable

import pytest

from domain.policy import City
from infra.pack.hours import parse_hours
from rehearsal.chance import Chance, Span, Weighted
from rehearsal.staffing import Staffing
from rehearsal.staffing_file import ORDINARY, StaffingError, load

Staffed = Callable[[str], Staffing]
FAULTS = {
    "people = 3": "people must be a table",
    "[people": "not TOML",
    "[staff]\ngrid = 2": "there is no [staff]",
    "[people]\ngrids = 2": "[people] has no grids",
    "[people]\ngrid = 0": "[people] grid must be a whole number",
    "[people]\ngrid = 1.5": "[people] grid must be a whole number",
    "[work]\nA = 5": "[work] A must be [minutes, spread]",
    "[work]\nA = [0, 1]": "[work] A must be [minutes, spread]",
    "[work]\nA = [5, 9]": "[work] A must be [minutes, spread]",
    "[shares]\nrated = 1.2": "[shares] rated must be a share",
    "[shares]\nrated = true": "[shares] rated must be a number",
    "[skill]\nunskilled = 0.5": "[skill] unskilled must be a number from 1",
    "[results]\nsolved = 0\nexplained = 0\nplanned = 0\nunfounded = 0\nreferred = 0": "leaves no result",
    "teams = 3": "teams must be written",
    '[[teams]]\nunit = "nobody"': "the pack has no unit",
    '[[teams]]\nunit = "guanli"\npeople = 0': "people must be",
    '[[teams]]\nunit = "guanli"\nskills = ["编织"]': "skills must be classes",
    '[[teams]]\nunit = "guanli"\nhours = "at night"': "[[teams]] hours",
    '[[teams]]\nunit = "guanli"\nhours = 8': "hours must be text",
    '[[teams]]\nunit = "guanli"\nshift = 2': "has no shift",
}


@pytest.mark.parametrize("text", FAULTS, ids=list(FAULTS.values()))
def test_a_fault_is_said(text: str, staffed: Staffed) -> None:
    with pytest.raises(StaffingError) as said:
        staffed(text)
    assert FAULTS[text] in str(said.value)


def test_what_a_file_leaves_out_is_as_before(staffed: Staffed, staffing: Staffing, city: City) -> None:
    assert staffed("") == staffing
    changed = staffed("[people]\ngrid = 2\n[work]\nB = [30, 0.1]")
    assert changed.numbers["people"] == staffing.numbers["people"] | {"grid": 2}
    assert changed.span("work", "B") == Span(30, 0.1)
    assert changed.span("work", "A") == staffing.span("work", "A")
    assert changed.teams_of(city, "SQ07-G03")[0].people == 2


def test_teams_take_the_place_of_the_number(staffed: Staffed, city: City) -> None:
    text = '[[teams]]\nunit = "guanli"\npeople = 9\nskills = ["市容环境"]\nhours = "06:00-22:00 daily"'
    changed = staffed(text)
    (team,) = changed.teams_of(city, "guanli")
    assert (team.people, team.skills) == (9, {"市容环境"})
    assert changed.hours == {"06:00-22:00 daily": parse_hours("06:00-22:00 daily")}
    assert "06:00-22:00 daily" not in city.calendar.hours


def test_the_ordinary_file_serves_any_pack(tiny: City) -> None:
    made = load(ORDINARY.read_text(encoding="utf-8"), tiny, parse_hours)
    assert all(made.teams_of(tiny, unit) for unit in tiny.units)


def test_a_first_file_must_be_whole(city: City) -> None:
    with pytest.raises(StaffingError, match=r"\[notice\] lacks"):
        load("", city, parse_hours)


def test_chance_is_named_and_not_in_turn() -> None:
    chance = Chance(1)
    assert chance.share("case", "what") == chance.share("case", "what") != Chance(2).share("case", "what")
    shares = [chance.share(str(n), "what") for n in range(2000)]
    assert all(0 < share < 1 for share in shares)
    assert sum(share < 0.25 for share in shares) == pytest.approx(500, rel=0.15)
    spans = sorted(Span(60, 0.8).at(share).total_seconds() / 60 for share in shares)
    assert spans[1000] == pytest.approx(60, rel=0.1)


def test_weights() -> None:
    drawn = Weighted.of((("a", 3), ("never", 0), ("b", 1)))
    assert [drawn.at(share) for share in (0.01, 0.74, 0.76, 0.999999)] == ["a", "a", "b", "b"]
    with pytest.raises(ValueError, match="nothing"):
        Weighted.of([("a", 0)])
