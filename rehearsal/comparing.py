"""Today's policy beside the new one: as JSON with every numerator and denominator, and as the lines of a table."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain.organisation import UnitKind
from domain.policy import City
from domain.rates import Rates, Share, shown
from rehearsal.figures import ALL, Tally
from rehearsal.load import Load
from rehearsal.side import Played

RATES = ("response", "completion", "satisfaction", "coverage")
HAPPENED = (
    *("escalated", "response_missed_again", "petitioned", "supervised", "return_asked", "call_extended"),
    *("rework_opened", "reviewed"),
)
NONE = "–"
GRIDS = "grids"


@dataclass(frozen=True)
class Line:
    """One figure of both sides, as printed; `difference` is the new one's minus today's."""

    what: str
    today: str
    new: str
    difference: str


@dataclass(frozen=True)
class UnitLine:
    """One unit, or all grids together, on one side."""

    code: str
    name_zh: str
    rates: Rates
    score: Decimal | None
    breaches: int
    load: Load


def told(played: Played, city: City) -> dict[str, Any]:
    """One side for JSON."""
    figures, policy = played.figures, city.policy
    return {
        "seconds": round(played.seconds, 1),
        "processor_seconds": round(played.processor_seconds, 1),
        "cases": dict(figures.cases),
        "ended": dict(figures.ended),
        "rates": {
            key: _rates_told(tally, policy.weights, policy.small_sample)
            for key, tally in sorted(figures.tallies.items())
        },
        "breaches": _nested(figures.breaches),
        "decisions_missed": _nested(figures.missed),
        "happened": dict(sorted(figures.happened.items())),
        "refused": dict(sorted(figures.refused.items())),
        "load": {unit: load.told() for unit, load in sorted(played.loads.items())},
    }


def _rates_told(tally: Tally, weights: tuple[int, int, int], small_sample: int) -> dict[str, Any]:
    rates = tally.rates(small_sample)
    shares = {name: [getattr(rates, name).numerator, getattr(rates, name).denominator] for name in RATES}
    score = shown(rates.score(weights, small_sample))
    return shares | {"late": rates.beside.late, "score": score, "flags": list(rates.flags)}


def _nested(counted: Counter[str]) -> dict[str, dict[str, int]]:
    """`unit clock` -> number, by unit."""
    found: dict[str, dict[str, int]] = {}
    for key, number in sorted(counted.items()):
        unit, what = key.split(" ", 1)
        found.setdefault(unit, {})[what] = number
    return found


def lines(today: Played, new: Played, cities: tuple[City, City]) -> Iterator[Line]:
    """Rates of all and of each grade, then what happened how often."""
    for key, name in ((ALL, "全部 all"), ("A", "A 类"), ("B", "B 类")):
        both = [_tally(side, key).rates(city.policy.small_sample) for side, city in _with(today, new, cities)]
        for rate, zh in (("response", "响应率"), ("completion", "办结率"), ("satisfaction", "满意率")):
            yield _share(f"{name} · {zh} {rate}", getattr(both[0], rate), getattr(both[1], rate))
        scores = [
            rates.score(city.policy.weights, city.policy.small_sample)
            for rates, city in zip(both, cities, strict=True)
        ]
        yield _decimals(f"{name} · 得分 score", scores[0], scores[1], "")
    yield _number("响应超期 response breaches", *(_clock(side, "respond") for side in (today, new)))
    yield _number("办结超期 completion breaches", *(_clock(side, "resolve") for side in (today, new)))
    yield _number("未及时决定 decisions missed", *(side.figures.missed.total() for side in (today, new)))
    for kind in HAPPENED:
        yield _number(kind.replace("_", " "), *(side.figures.happened[kind] for side in (today, new)))
    yield _number("未结 still open", *(side.figures.ended["open"] for side in (today, new)))


def unit_lines(side: Played, city: City) -> list[UnitLine]:
    """Every unit that had a call, most breaches first; the grids in one line."""
    figures, policy = side.figures, city.policy
    grids = {code for code, unit in city.units.items() if unit.kind is UnitKind.GRID}
    groups: dict[str, list[str]] = {}
    for unit in sorted({*figures.units(), *side.loads}):
        groups.setdefault(GRIDS if unit in grids else unit, []).append(unit)
    made = []
    for code, units in groups.items():
        rates = _together(figures.tallies[u] for u in units if u in figures.tallies).rates(
            policy.small_sample
        )
        load = Load()
        for unit in units:
            load = load.plus(side.loads.get(unit, Load()))
        name = f"网格（{len(units)}）" if code == GRIDS else city.units[code].name_zh
        breaches = sum(figures.breaches[f"{u} {clock}"] for u in units for clock in ("respond", "resolve"))
        score = rates.score(policy.weights, policy.small_sample)
        made.append(UnitLine(code, name, rates, score, breaches, load))
    return sorted(made, key=lambda line: (-line.breaches, line.code))


def percent(share: Share) -> str:
    """`98.14%`, rounded as everywhere."""
    return NONE if share.rate is None else f"{shown(100 * share.rate)}%"


def _tally(side: Played, key: str) -> Tally:
    return side.figures.tallies.get(key, Tally())


def _together(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally.rates(0))
    return whole


def _with(today: Played, new: Played, cities: tuple[City, City]) -> Iterable[tuple[Played, City]]:
    return zip((today, new), cities, strict=True)


def _clock(side: Played, clock: str) -> int:
    return sum(number for key, number in side.figures.breaches.items() if key.endswith(f" {clock}"))


def _share(what: str, today: Share, new: Share) -> Line:
    both = [None if share.rate is None else 100 * share.rate for share in (today, new)]
    return _decimals(what, both[0], both[1], "%")


def _decimals(what: str, today: Decimal | None, new: Decimal | None, sign: str) -> Line:
    said = [NONE if value is None else f"{shown(value)}{sign}" for value in (today, new)]
    difference = NONE if today is None or new is None else f"{new - today:+.2f}"
    return Line(what, said[0], said[1], difference)


def _number(what: str, today: int, new: int) -> Line:
    return Line(what, f"{today:,}", f"{new:,}", f"{new - today:+,}")
