"""What a bench comes to: figures with their aims, as one table and as JSON. Used by every module of `bench`."""

import json
import os
import platform
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HEAD = ("figure", "value", "aim", "met")


@dataclass(frozen=True)
class Figure:
    """One measured value. An aim is a bound: `least`, `most`, or none, where the value is only shown."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None where there is none."""
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.value >= self.least) and (
            self.most is None or self.value <= self.most
        )

    @property
    def aim(self) -> str:
        """The bound in words; empty where there is none."""
        words = [
            f"{word} {_number(bound)}"
            for word, bound in (("≥", self.least), ("≤", self.most))
            if bound is not None
        ]
        return " and ".join(words)

    def row(self) -> tuple[str, str, str, str]:
        """Its line of the table."""
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return self.name, f"{_number(self.value)} {self.unit}".strip(), self.aim, met


def _number(value: float) -> str:
    """Three figures are all that a noisy machine has to say."""
    if value == int(value) or abs(value) >= 100:
        return f"{round(value):,}"
    return f"{value:.3g}"


def quantile(values: Sequence[float], share: float) -> float:
    """That share of the values is not above it; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def spread(name: str, values: Sequence[float], unit: str, most: Sequence[float | None]) -> list[Figure]:
    """p50 and p99, with the most that each may be."""
    shares = zip(("p50", "p99"), (0.5, 0.99), most, strict=True)
    return [Figure(f"{name}, {word}", quantile(values, share), unit, most=top) for word, share, top in shares]


def size(name: str, otherwise: int) -> int:
    """How much a bench is to play: `BENCH_…` of the environment."""
    return int(os.environ.get(f"BENCH_{name}") or otherwise)


def table(figures: Iterable[Figure]) -> str:
    """Markdown, with its columns in line."""
    rows = [HEAD, *(figure.row() for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in rows]
    return "\n".join([lines[0], "| " + " | ".join("-" * w for w in widths) + " |", *lines[1:]])


def write_json(folder: Path, name: str, figures: Iterable[Figure]) -> Path:
    """The figures of one bench, with when and on what they were measured."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    measured = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "figures": [asdict(figure) | {"met": figure.met} for figure in figures],
    }
    file.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file
