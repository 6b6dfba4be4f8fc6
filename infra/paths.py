"""Where an installation keeps its files: all below the data folder. Made by `infra.settings`."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """Files this installation keeps; all under the data folder, all absolute."""

    data: Path
    database: Path  # read model, when it is SQLite
    temporal: Path  # the embedded Temporal server's own database
    secret_key: Path
    story_clock: Path
    signing_key: Path
    keyring: Path
    logs: Path


def below(data: Path) -> Paths:
    """Those of the data folder `data`, which is absolute."""
    return Paths(
        data,
        data / "huying.db",
        data / "temporal.db",
        data / "secret.key",
        data / "story-clock.json",
        data / "signing.key",
        data / "keyring.json",
        data / "logs",
    )
