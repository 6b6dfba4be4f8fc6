"""A pack's own classifier: found, tried once at start, and asked without ever holding up a report. For the API's door.

A file `<module>.py` of the pack's folder, or an installed entry point of the group `huying.classifiers`. It is code
of whoever runs the installation: pages that edit a pack never write one.
"""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

from domain.classifying import Classifier, Guess, guesses
from infra.refusal import StartError

GROUP = "huying.classifiers"
PATIENCE = 0.5
"""Seconds that a report waits for it."""
AT_ONCE = 4
"""Threads that may be busy with it; one that hangs is one less until the next start."""
TRIED_WITH = "路灯不亮"


class NotClassified(Exception):
    """It failed, gave what it must not, or was too slow: why, without a word of the text."""


class PlugIn:
    """One loaded classifier. Raises `StartError` where it does not do what `domain.classifying` asks for."""

    def __init__(
        self, name: str, classifier: Classifier, items: frozenset[str], patience: float = PATIENCE
    ) -> None:
        self.name, self._classifier, self._items, self._patience = name, classifier, items, patience
        self._busy = 0
        try:
            self._made(TRIED_WITH, 3)
        except Exception as error:  # whatever somebody else's code raises
            raise StartError(f"the classifier {name} of the pack failed its trial: {error!r}") from error

    async def classify(self, text: str, n: int) -> tuple[Guess, ...]:
        """Its guesses. Raises `NotClassified`."""
        if self._busy >= AT_ONCE:
            raise NotClassified("busy")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[Guess, ...]] = loop.create_future()

        def settle(act: Callable[[Any], None], value: object) -> None:
            self._busy -= 1
            if not answer.done():
                act(value)

        def work() -> None:
            try:
                outcome: tuple[Callable[[Any], None], object] = answer.set_result, self._made(text, n)
            except Exception as error:  # whatever somebody else's code raises
                outcome = answer.set_exception, NotClassified(type(error).__name__)
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, *outcome)

        self._busy += 1
        Thread(target=work, name="classifier", daemon=True).start()
        try:
            return await asyncio.wait_for(answer, self._patience)
        except TimeoutError as error:
            raise NotClassified("slow") from error

    def _made(self, text: str, n: int) -> tuple[Guess, ...]:
        return guesses(self._classifier.classify(text, n), n, self._items)


def load_classifier(folder: Path, module: str, items: frozenset[str]) -> PlugIn | None:
    """The classifier that a pack names, tried; None where it names none. Raises `StartError`."""
    if not module:
        return None
    file = folder / f"{module}.py"
    found: Any = _module(file) if file.is_file() else _installed(module, folder)
    if not callable(getattr(found, "classify", None)):
        raise StartError(f"the classifier {module} of the pack has no function classify(text, n)")
    return PlugIn(module, found, items)


def _module(file: Path) -> ModuleType:
    """Run from its text, so that nothing is written beside it: a pack may lie where nobody may write."""
    made = ModuleType(f"huying_pack_{file.stem}")
    sys.modules[made.__name__] = made  # its own dataclasses look themselves up there
    try:
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), made.__dict__)
    except Exception as error:  # whatever somebody else's code raises
        raise StartError(f"{file.name} of the pack can't be loaded: {error!r}") from error
    return made


def _installed(module: str, folder: Path) -> Any:
    for entry in entry_points(group=GROUP, name=module):
        try:
            return entry.load()
        except Exception as error:  # whatever somebody else's code raises
            raise StartError(f"the installed classifier {module} can't be loaded: {error!r}") from error
    raise StartError(f"the pack names a classifier {module}: neither {module}.py in {folder} nor installed")
