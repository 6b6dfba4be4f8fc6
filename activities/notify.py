"""`notify`: hands messages to people and units to the sink. By default a file of JSON lines, one message each.

The same key may come twice after a crash: whoever reads the sink keeps the first.
"""

import asyncio
import json
from pathlib import Path

from temporalio import activity

from contracts.cases import Notice
from contracts.codec import to_data
from contracts.names import NOTIFY


class Notifier:
    """Appends to `file`, which is made with its folder when first needed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    @activity.defn(name=NOTIFY)
    async def notify(self, notices: list[Notice]) -> None:
        """Keep these messages. Raises `OSError` when the disk refuses, and is tried again."""
        lines = "".join(json.dumps(to_data(notice), ensure_ascii=False) + "\n" for notice in notices)
        async with self._turn:
            await asyncio.to_thread(self._append, lines)

    def _append(self, lines: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as sink:
            sink.write(lines)
