"""What the demo takes from the environment, and what it gives the system. Used by `show` and `server`."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from demo.script import EDGE

MARK = ".huying-demo"
SCALE = 0.0007
LEAD_IN = timedelta(seconds=40)
"""Real time for the system to start and the actors to sign in, before the first report."""


class CannotStart(Exception):
    """One sentence that says why not."""


@dataclass(frozen=True)
class Settings:
    """How this show is played."""

    port: int
    temporal_port: int
    ui_port: int
    data: Path
    pack: Path
    scale: float
    story_start: datetime | None
    stays: bool

    @property
    def base(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def temporal_ui(self) -> str:
        """Where the Temporal UI shows the cases."""
        return f"http://127.0.0.1:{self.ui_port}/namespaces/default/workflows"

    def starts(self, first: datetime) -> datetime:
        """The story moment at which the system starts, so that it is up before the first report."""
        return self.story_start or (first - LEAD_IN / self.scale).replace(microsecond=0)

    def environment(self, first: datetime) -> dict[str, str]:
        """The environment of the system's own process."""
        return {
            **os.environ,
            "HUYING_PORT": str(self.port),
            "HUYING_TEMPORAL_PORT": str(self.temporal_port),
            "HUYING_TEMPORAL_UI_PORT": str(self.ui_port),
            "HUYING_DATA_DIR": str(self.data),
            "HUYING_PACK": str(self.pack),
            "HUYING_DEMO": "1",
            "HUYING_TIME_SCALE": repr(self.scale),
            "HUYING_STORY_START": self.starts(first).isoformat(),
            "PYTHONUNBUFFERED": "1",
        }


def read(env: Mapping[str, str]) -> Settings:
    """The settings in `env`. Raises `CannotStart` for a value that can't be."""
    try:
        start = env.get("HUYING_STORY_START")
        moment = datetime.fromisoformat(start) if start else None
        return Settings(
            port=int(env.get("HUYING_PORT") or 8000),
            temporal_port=int(env.get("HUYING_TEMPORAL_PORT") or 7233),
            ui_port=int(env.get("HUYING_TEMPORAL_UI_PORT") or 8233),
            data=Path(env.get("HUYING_DATA_DIR") or "var/demo"),
            pack=Path(env.get("HUYING_PACK") or "packs/shuiguohu"),
            scale=float(env.get("HUYING_TIME_SCALE") or SCALE),
            story_start=moment.replace(tzinfo=EDGE) if moment and moment.tzinfo is None else moment,
            stays=env.get("DEMO_EXIT") != "1",
        )
    except ValueError as error:
        raise CannotStart(f"a setting can't be read: {error}") from error


def empty(folder: Path) -> None:
    """An empty data folder. Raises `CannotStart` where it holds anything that no demo put there."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise CannotStart(f"{folder} holds data that is not a demo's; choose another HUYING_DATA_DIR")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("made by `python -m demo`, emptied at its next start\n", encoding="utf-8")
