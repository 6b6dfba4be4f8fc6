"""The names that catalogues use for units: their own, and the words for the worker and station of a place."""

from dataclasses import dataclass, replace

from domain.catalogue import GRID_STATION, GRID_WORKER
from domain.organisation import Unit

OF_THE_PLACE = {"网格员": GRID_WORKER, "社区网格站": GRID_STATION, "社区": GRID_STATION}


@dataclass(frozen=True)
class Names:
    """Name -> code."""

    codes: dict[str, str]

    @classmethod
    def of(cls, units: dict[str, Unit]) -> "Names":
        """Of these units, by name and by code."""
        by_name = {unit.name_zh: code for code, unit in units.items()}
        return cls(by_name | {code: code for code in units} | OF_THE_PLACE)

    def __contains__(self, name: object) -> bool:
        return name in self.codes

    def code(self, name: str) -> str:
        """The code for a name that is there. Raises `ValueError` where it is not."""
        if name not in self.codes:
            raise ValueError(f"unknown unit {name}")
        return self.codes[name]

    def bound(self, unit: Unit) -> Unit:
        """The unit, with who stands in for it as a code."""
        return replace(unit, stands_in=self.codes.get(unit.stands_in, ""))
