"""One side of the comparison: a policy with its people, played through. Runs in a process of its own."""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.policy import City
from rehearsal.arrivals import Arrival
from rehearsal.figures import Figures
from rehearsal.load import Load, load_of
from rehearsal.staffing import Staffing
from rehearsal.street import Street


@dataclass(frozen=True)
class Side:
    """What to play: a city and its people, from `start` to `end`; cases may still end until `until` (all UTC)."""

    city: City
    staffing: Staffing
    seed: int
    start: datetime
    end: datetime
    until: datetime


@dataclass(frozen=True)
class Played:
    """What it came to."""

    figures: Figures
    loads: dict[str, Load]  # by unit
    seconds: float
    processor_seconds: float  # of its own process: what a quiet machine would take


def play(side: Side, arrivals: Sequence[Arrival]) -> Played:
    """Play these reports."""
    began, used = time.perf_counter(), time.process_time()
    gc.freeze()  # what is there now stays: no collection need look at it again
    figures = Figures(side.start, side.end, side.until)
    street = Street(side.city, side.staffing, side.seed, figures)
    street.play(arrivals, side.until)
    loads = {
        unit: load_of(queue, street.city.calendar, street.city.hours_of(unit), side.start, side.end)
        for unit, queue in street.queues.items()
    }
    gc.unfreeze()
    return Played(figures, loads, time.perf_counter() - began, time.process_time() - used)
