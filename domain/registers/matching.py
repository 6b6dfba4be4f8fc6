"""双向服务: which resources fit a need, and which needs a resource fits. Pure; both ways by the same points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.registers.register import Values

ALWAYS = ("0000-00-00", "9999-99-99")
"""The span of a row that says neither day."""
KIND, PLACE, TIME = 40, 35, 25
"""Points for what fits whole; together 100. What is not said is worth less than what fits."""
UNSAID_PLACE, UNSAID_TIME, PARTLY = 20, 15, 15


@dataclass(frozen=True)
class Match:
    """How well one row fits another: points of each, at most KIND, PLACE and TIME."""

    key: str
    kind: int
    place: int
    time: int

    @property
    def points(self) -> int:
        """Of 100."""
        return self.kind + self.place + self.time


def match(key: str, need: Values, resource: Values) -> Match | None:
    """How well they fit, under that key; None where the kind is another one or the times never meet."""
    if need.get("kind") != resource.get("kind"):
        return None
    time = _time(need, resource)
    return None if time is None else Match(key, KIND, _place(need, resource), time)


def best(matches: Iterable[Match | None], most: int) -> list[Match]:
    """The best ones first; among equals by key."""
    found = [one for one in matches if one is not None]
    return sorted(found, key=lambda one: (-one.points, one.key))[:most]


def resources_for(need: Values, resources: Mapping[str, Values], most: int) -> list[Match]:
    """The resources that fit a need best."""
    return best((match(key, need, resource) for key, resource in resources.items()), most)


def needs_for(resource: Values, needs: Mapping[str, Values], most: int) -> list[Match]:
    """The needs that a resource fits best."""
    return best((match(key, need, resource) for key, need in needs.items()), most)


def _place(need: Values, resource: Values) -> int:
    """A resource of no community serves every one; one of another community may still come."""
    asked, offered = need.get("community"), resource.get("community")
    if asked is None or offered is None:
        return UNSAID_PLACE
    return PLACE if asked == offered else 0


def _time(need: Values, resource: Values) -> int | None:
    asked, offered = _span(need), _span(resource)
    if ALWAYS in (asked, offered):
        return UNSAID_TIME
    if asked[1] < offered[0] or offered[1] < asked[0]:
        return None
    return TIME if offered[0] <= asked[0] and asked[1] <= offered[1] else PARTLY


def _span(row: Values) -> tuple[str, str]:
    return str(row.get("starts_on", ALWAYS[0])), str(row.get("ends_on", ALWAYS[1]))
