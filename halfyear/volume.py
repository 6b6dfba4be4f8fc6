"""What comes in: the source's numbers of events, cases and external calls, each with its matter, place and rating."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

A_EVENTS, B_CASES, EXTERNAL = 59_710, 1_982, 22
A_SATISFIED, B_SATISFIED = 0.9953, 0.8868
"""The source, 2019: 社区办理 A 类事件 59710 件、满意率 99.53%；街道 B 类案件 1982 件、满意率 88.68%；外呼事件 22 件."""
CONSULTATION = 0.6
"""Of A events: 咨询宣传. The source counts them together and gives no share: a proposal of ours."""


@dataclass(frozen=True)
class Matter:
    """One report to be driven from its door to its rating."""

    n: int
    grade: Literal["A", "B"]
    item: str | None  # None: an external call, which the desk makes by `response_item`
    community: str
    grid: str
    satisfied: bool
    response_item: str | None = None


@dataclass(frozen=True)
class Pack:
    """What the pack's tables say of places and items."""

    consultations: tuple[str, ...]
    a_items: tuple[str, ...]  # the others
    b_items: tuple[str, ...]
    response_items: tuple[str, ...]
    grids: tuple[tuple[str, str], ...]  # community, grid


def read(folder: Path) -> Pack:
    """The pack in that folder."""
    a = _rows(folder / "a_items.csv")
    places = _rows(folder / "communities.csv")
    return Pack(
        tuple(row["code"] for row in a if row["group"]),
        tuple(row["code"] for row in a if not row["group"]),
        tuple(row["code"] for row in _rows(folder / "b_items.csv")),
        tuple(row["code"] for row in _rows(folder / "response_items.csv")),
        tuple(
            (row["code"], f"{row['code']}-G{n:02}") for row in places for n in range(1, int(row["grids"]) + 1)
        ),
    )


def scaled(share: float) -> tuple[int, int, int]:
    """A events, B cases and external calls of that share of the half-year, at least one of each."""
    a, b, external = (max(1, round(share * whole)) for whole in (A_EVENTS, B_CASES, EXTERNAL))
    return a, b, min(external, b)


def matters(pack: Pack, share: float, seed: int) -> list[Matter]:
    """All of them, in the order in which they come; external calls are among the B cases.

    So many are dissatisfied as the source's figures say, to the nearest case; chance says which.
    """
    chance = Random(seed)
    a, b, external = scaled(share)
    made = [_a(pack, n, chance) for n in range(a)]
    for n, good in enumerate(_ratings(a, A_SATISFIED, chance)):
        made[n] = _rated(made[n], good)
    for n, good in enumerate(_ratings(b, B_SATISFIED, chance)):
        made.append(_rated(_b(pack, a + n, chance, by_list=n < external), good))
    chance.shuffle(made)
    return made


def _a(pack: Pack, n: int, chance: Random) -> Matter:
    items = pack.consultations if chance.random() < CONSULTATION else pack.a_items
    return Matter(n, "A", chance.choice(items), *chance.choice(pack.grids), satisfied=True)


def _b(pack: Pack, n: int, chance: Random, *, by_list: bool) -> Matter:
    place = chance.choice(pack.grids)
    if by_list:
        return Matter(n, "B", None, *place, satisfied=True, response_item=chance.choice(pack.response_items))
    return Matter(n, "B", chance.choice(pack.b_items), *place, satisfied=True)


def _rated(matter: Matter, good: bool) -> Matter:
    return Matter(
        matter.n, matter.grade, matter.item, matter.community, matter.grid, good, matter.response_item
    )


def _ratings(count: int, share: float, chance: Random) -> Sequence[bool]:
    satisfied = round(count * share)
    ratings = [True] * satisfied + [False] * (count - satisfied)
    chance.shuffle(ratings)
    return ratings


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
