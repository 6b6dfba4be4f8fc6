"""How each figure is measured: a table of figure and query. Used by `api.published.resources`.

A further register joins by one line of `MEASURES`; until then its figure has no data, and the report says so.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.catalogue import Grade
from domain.offering import Mode
from domain.policy import City
from domain.published import Figure, Measured
from domain.rates import Share
from readmodel.published import MatterTotals, called_outside, cases_by, matter_totals
from readmodel.rates import rates_by


@dataclass
class Look:
    """One look at the data of [`start`, `end`) as known at `as_of`; each query is asked once. UTC, story time."""

    session: AsyncSession
    city: City
    start: datetime
    end: datetime
    as_of: datetime
    _items: Counter[tuple[str, str]] | None = None
    _matters: MatterTotals | None = None

    async def items(self) -> Counter[tuple[str, str]]:
        """Cases by grade and item."""
        if self._items is None:
            self._items = await cases_by(self.session, self.start, self.end, "item")
        return self._items

    async def matters(self) -> MatterTotals:
        """办件."""
        if self._matters is None:
            self._matters = await matter_totals(self.session, self.start, self.end)
        return self._matters


Measure = Callable[[Look], Awaitable[Measured]]


async def satisfaction(look: Look, grade: Grade) -> Measured:
    """The satisfied among the rated, by the three rates' own rules."""
    span = (look.start, look.end, look.as_of)
    lines = await rates_by(look.session, *span, "reporter_kind", grade=grade.value)
    shares = [line.rates.satisfaction for line in lines]
    share = Share(sum(s.numerator for s in shares), sum(s.denominator for s in shares))
    return Measured(share=share)


def _cases(grade: Grade, *, without_apart: bool = False) -> Measure:
    async def measure(look: Look) -> Measured:
        known = look.city.catalogue.items
        apart = {code for code, item in known.items() if item.counted_apart} if without_apart else set()
        found = await look.items()
        return Measured(sum(n for (of, item), n in found.items() if of == grade and item not in apart))

    return measure


def _satisfied(grade: Grade) -> Measure:
    return lambda look: satisfaction(look, grade)


def _of_city(count: Callable[[City], int]) -> Measure:
    async def measure(look: Look) -> Measured:
        return Measured(count(look.city))

    return measure


async def _external(look: Look) -> Measured:
    return Measured(await called_outside(look.session, look.start, look.end))


async def _matters(look: Look) -> Measured:
    return Measured(sum((await look.matters()).by_mode.values()))


async def _unasked(look: Look) -> Measured:
    return Measured((await look.matters()).by_mode.get(Mode.UNASKED.value, 0))


async def _matters_satisfied(look: Look) -> Measured:
    found = await look.matters()
    return Measured(share=Share(found.satisfied, found.rated))


def _grids(city: City) -> int:
    return sum(community.grids for community in city.communities.values())


def _households(city: City) -> int:
    """Of a grid, on average."""
    homes = sum(community.households for community in city.communities.values())
    return round(homes / _grids(city)) if _grids(city) else 0


MEASURES: Mapping[Figure, Measure] = {
    Figure.RESPONSE_CLASSES: _of_city(
        lambda city: len({item.class_zh for item in city.catalogue.response_items.values()})
    ),
    Figure.RESPONSE_ITEMS: _of_city(lambda city: len(city.catalogue.response_items)),
    Figure.GRIDS: _of_city(_grids),
    Figure.HOUSEHOLDS: _of_city(_households),
    Figure.SERVICES: _of_city(lambda city: len(city.public.services)),
    Figure.EXTERNAL: _external,
    Figure.MATTERS: _matters,
    Figure.UNASKED: _unasked,
    Figure.MATTERS_SATISFIED: _matters_satisfied,
    Figure.A_CASES: _cases(Grade.A),
    Figure.A_WITHOUT: _cases(Grade.A, without_apart=True),
    Figure.A_SATISFIED: _satisfied(Grade.A),
    Figure.B_CASES: _cases(Grade.B),
    Figure.B_SATISFIED: _satisfied(Grade.B),
}
"""What is measured, and how."""
