"""What a case costs: billable actions, history events and bytes of typical stories, counted in the server's history."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.door import city
from bench.figure import Figure
from bench.stories import STORIES, Story
from readmodel.database import Database, migrate
from tests.conftest import time_in_hand
from tests.workflows.conftest import working
from tests.workflows.department import played
from tests.workflows.live import Live, start
from tests.workflows.looking import actions


@dataclass(frozen=True)
class Cost:
    """Of one case, from its report to its archive."""

    billed: Counter[str]  # by what they are
    events: int
    bytes: int

    def figures(self, story: Story) -> list[Figure]:
        """As lines of the table."""
        return [
            Figure(f"{story.name}: billable actions", self.billed.total(), most=story.most),
            Figure(f"{story.name}: history events", self.events),
            Figure(f"{story.name}: history", self.bytes / 1000, "kB"),
        ]


async def cost(story: Story, case: Live) -> Cost:
    """Play it to its end, and count."""
    await story.play(case)
    await case.result()
    history = await case.history()
    described = await case.handle.describe()
    size = described.raw_description.workflow_execution_info.history_size_bytes
    return Cost(actions(history), len(history), size)


async def run() -> Sequence[Figure]:
    """Every story once: the counts are the same on every machine."""
    figures: list[Figure] = []
    street = city()
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder, played() as department:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'huying.db'}"
        migrate(url)
        database = Database(url)
        async with time_in_hand() as temporal, working(temporal, street, database, department, {}):
            for story in STORIES:
                case = await start(temporal, street, **story.report)
                figures += (await cost(story, case)).figures(story)
        await database.dispose()
    return figures
