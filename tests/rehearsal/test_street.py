"""A street rehearsed: nobody is lost, chance repeats itself, and what is changed shows where it should."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.catalogue import Catalogue, Grade
from domain.policy import City
from rehearsal.arrivals import Arrival, drawn
from rehearsal.figures import ALL
from rehearsal.side import Played, play
from rehearsal.staffing import Staffing
from tests.rehearsal.conftest import END, FIRST, LAST, SEED, VOLUMES, side

Staffed = Callable[[str], Staffing]


def breaches(played: Played, of: str = "") -> int:
    return sum(number for key, number in played.figures.breaches.items() if key.startswith(of))


def test_every_report_is_counted_once_and_ends(today: Played, arrivals: list[Arrival]) -> None:
    assert len(arrivals) == sum(VOLUMES.values()) == today.figures.cases.total()
    assert today.figures.ended["open"] == 0
    assert today.figures.happened["accepted"] == today.figures.happened["closed"] == len(arrivals)


def test_people_do_what_the_rules_allow(today: Played) -> None:
    assert today.figures.refused.total() <= 2


def test_the_same_seed_gives_the_same(
    today: Played, city: City, staffing: Staffing, arrivals: list[Arrival]
) -> None:
    again = play(side(city, staffing), arrivals)
    assert (again.figures, again.loads) == (today.figures, today.loads)
    other = play(side(city, staffing, seed=SEED + 1), arrivals)
    assert other.figures != today.figures


def test_drawn_reports_are_of_their_days_and_places(city: City, arrivals: list[Arrival]) -> None:
    assert arrivals == drawn(city, FIRST, LAST, dict(VOLUMES), 0.2, SEED)
    assert [one.at for one in arrivals] == sorted(one.at for one in arrivals)
    for one in arrivals:
        assert END - timedelta(days=14) <= one.at < END
        assert one.report.grid in city.units
        assert one.item in city.catalogue.items
        assert one.report.item in (one.item, None)
    without = [one for one in arrivals if one.report.item is None]
    assert without
    assert all(city.catalogue.items[one.item or ""].grade is Grade.B for one in without)


def test_longer_limits_have_fewer_breaches(
    today: Played, city: City, staffing: Staffing, arrivals: list[Arrival]
) -> None:
    longer = {
        code: replace(item, limits=replace(item.limits, respond="5d", resolve="30d"))
        for code, item in city.catalogue.items.items()
    }
    catalogue = Catalogue(longer, city.catalogue.response_items)
    new = play(side(replace(city, catalogue=catalogue), staffing), arrivals)
    assert breaches(new) < breaches(today) / 2
    assert new.figures.happened["escalated"] < today.figures.happened["escalated"]


def test_slower_people_breach_more_and_satisfy_less(
    today: Played, city: City, staffed: Staffed, arrivals: list[Arrival]
) -> None:
    slow = staffed("[work]\nA = [600, 0.5]\nB = [3000, 0.5]\n[shares]\nlate_satisfied = 0.2\n")
    new = play(side(city, slow), arrivals)
    assert breaches(new) > 2 * breaches(today)
    before, after = (side.figures.tallies[ALL].rates(5) for side in (today, new))
    assert (after.completion.rate or 0) < (before.completion.rate or 0)
    assert (after.satisfaction.rate or 0) < (before.satisfaction.rate or 0)


def test_a_load_is_at_most_whole_and_only_of_who_was_called(today: Played) -> None:
    assert {key.split()[0] for key in today.figures.breaches} <= today.loads.keys()
    for load in today.loads.values():
        assert 0 <= (load.share or 0) <= 1
        assert (load.jobs > 0) == (load.busy_hours > 0)


def test_nobody_outlives_the_rehearsal(city: City, staffing: Staffing, arrivals: list[Arrival]) -> None:
    """What is open at its end is counted as it stands."""
    short = play(side(city, staffing, until=END - timedelta(days=7)), arrivals)
    assert short.figures.ended["open"] > 0
    came = sum(one.at <= END - timedelta(days=7) for one in arrivals)
    assert short.figures.cases.total() == came
