"""Dots of the map: one for each place, and none outside of the drawing."""

from api.pages.map import dots, drawing
from domain.policy import City


def test_cases_in_one_place_are_one_dot_late_where_any_is(city: City) -> None:
    drawn = drawing(city)
    here, there = ((c.lng, c.lat) for c in list(city.communities.values())[:2])
    found = dots(drawn, [(*here, False), (*there, False), (*here, True), (*here, False), (None, None, True)])
    assert found == [(*drawn.dot(*here), True), (*drawn.dot(*there), False)]


def test_what_lies_outside_is_not_drawn(city: City) -> None:
    assert dots(drawing(city), [(0.0, 0.0, True)]) == []
