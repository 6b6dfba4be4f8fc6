"""What a backup holds: written last, so that a folder without it is no backup; read before anything is restored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from infra.files import replace
from infra.refusal import StartError

NAME = "manifest.json"
FORMAT = 1
DATA = "data"
"""The copy of the data folder, below the backup."""
DUMP = "huying.dump"
"""The dump of a PostgreSQL database, beside it."""
Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True)
class Manifest:
    """When it was made (UTC, ISO 8601), of which kind of database, with Temporal's file or not; SHA-256 by file."""

    made_at: str
    database: Kind
    temporal: bool
    files: Mapping[str, str]  # paths below the backup


def sha256_of(path: Path) -> str:
    """Of a file's content."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def all_files(folder: Path) -> dict[str, str]:
    """Every file of a backup by its path, with its SHA-256."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}


def write(folder: Path, manifest: Manifest) -> None:
    """Make a backup of the folder: from now on it counts as whole."""
    replace(folder / NAME, json.dumps({"format": FORMAT, **vars(manifest)}, indent=1).encode() + b"\n")


def read(folder: Path) -> Manifest:
    """The manifest of a backup, every file of it checked. Raises `StartError` naming what is wrong."""
    try:
        fields = json.loads((folder / NAME).read_bytes())
        if fields.pop("format") != FORMAT:
            raise StartError(f"{folder} was made by a later version of Huying")
        manifest = Manifest(**fields)
    except FileNotFoundError as error:
        raise StartError(f"{folder} is no backup, or one that was cut short: it has no {NAME}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StartError(f"{folder / NAME} is damaged") from error
    there = all_files(folder)
    wrong = sorted(name for name, digest in manifest.files.items() if there.get(name) != digest)
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise StartError(
            f"{folder} is damaged: {', '.join(wrong[:5])}{more} missing or changed; nothing was restored"
        )
    return manifest
