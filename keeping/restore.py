"""`huying restore DIR`: a backup into an empty data folder. Then `make up`, then `huying rebuild`."""

import argparse
import os
import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

from infra.preflight import claim
from infra.refusal import StartError
from infra.settings import Settings
from keeping import manifest
from keeping.copying import restore_postgres

NAME, HELP = "restore", "bring a backup into an empty data folder"
LOCK = ".lock"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its argument."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="what huying backup made")


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out. Raises `StartError`; before the copying began nothing was changed."""
    folder, data = asked.folder.resolve(), settings.paths.data
    made = manifest.read(folder)
    kind = make_url(settings.database).get_backend_name()
    if kind != made.database:
        raise StartError(
            f"the backup is of a {made.database} database, and HUYING_DATABASE_URL names {kind}: set it to one"
        )
    claimed = claim(data)
    try:
        there = sorted(path.name for path in data.iterdir() if path.name != LOCK)
        if there:
            said = f"the data folder {data} is not empty ({there[0]}, …)"
            raise StartError(f"{said}: move it away, or set HUYING_DATA_DIR to a new one")
        if made.database == "postgresql":
            restore_postgres(settings.database, folder / manifest.DUMP)
        _copy(folder / manifest.DATA, data)
        _place_database(settings)
    finally:
        os.close(claimed)
    print(f"{len(made.files)} files as of {made.made_at} in {data}")
    print(
        "Now start Huying (make up); when it is up, huying rebuild fetches what the cases know and the rows lack."
    )
    return 0


def _copy(source: Path, data: Path) -> None:
    shutil.copytree(source, data, dirs_exist_ok=True)
    for root, folders, files in os.walk(data):
        for name in folders:
            Path(root, name).chmod(0o700)
        for name in files:
            Path(root, name).chmod(0o600)
    os.sync()


def _place_database(settings: Settings) -> None:
    """A SQLite read model may lie elsewhere than in the data folder."""
    copied, wanted = settings.paths.database, Path(make_url(settings.database).database or "")
    if copied.exists() and wanted.suffix and wanted.resolve() != copied:
        if wanted.exists():
            raise StartError(f"there is a read model at {wanted} already: move it away")
        shutil.move(copied, wanted)
