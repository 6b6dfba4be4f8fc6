"""Every fault of a pack, collected: whoever corrects one wants to see them all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from infra.refusal import StartError

T = TypeVar("T")


class PackError(StartError):
    """The pack is not usable; the message lists every fault with file and line, `faults` each by itself."""

    def __init__(self, said: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(said)
        self.faults = faults or (said,)


@dataclass
class Faults:
    """Faults found so far, as `file:line: what is wrong`."""

    found: list[str] = field(default_factory=list)

    def add(self, file: str, line: int | None, what: str) -> None:
        """Note one. `line` counts from 1; None where a file as a whole is meant."""
        self.found.append(f"{file}:{line}: {what}" if line else f"{file}: {what}")

    def take(self, file: str, line: int, column: str, text: str, read: Callable[[str], T], otherwise: T) -> T:
        """The value of a cell, or `otherwise` and a fault where `read` raises `ValueError`."""
        try:
            return read(text)
        except ValueError as error:
            self.add(file, line, f"{column}: {error}")
            return otherwise

    def raise_any(self, folder: str) -> None:
        """Raise `PackError` if anything was found."""
        if self.found:
            said = f"the pack {folder} has {len(self.found)} fault(s):\n" + "\n".join(self.found)
            raise PackError(said, tuple(self.found))
