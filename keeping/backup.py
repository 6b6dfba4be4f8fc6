"""`huying backup DIR`: everything this installation needs to go on elsewhere, while it runs.

First the read model, then Temporal's file, then all other files: what a row or case names is there when its turn comes,
and what the read model lacks of the cases is fetched by `huying rebuild`.
"""

import argparse
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from infra.refusal import StartError
from infra.settings import Settings
from keeping import manifest
from keeping.copying import copy_sqlite, dump_postgres

NAME, HELP = "backup", "copy everything into a new folder, while the system runs"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its argument."""
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="a new or empty folder, best on another disk"
    )


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out. Raises `StartError`, leaving a folder without a manifest, which is no backup."""
    data, folder = settings.paths.data, asked.folder.resolve()
    if not data.is_dir():
        raise StartError(f"there is no data folder {data} (HUYING_DATA_DIR names it)")
    if folder.is_relative_to(data):
        raise StartError(
            f"{folder} lies in the data folder itself: choose a folder outside, best on another disk"
        )
    if folder.exists() and any(folder.iterdir()):
        raise StartError(f"{folder} is not empty: give each backup a new folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made_at, target = datetime.now(UTC), folder / manifest.DATA
    target.mkdir(mode=0o700)
    kind = _copy_read_model(settings, folder)
    with_temporal = settings.embedded and settings.paths.temporal.exists()
    if with_temporal:
        copy_sqlite(settings.paths.temporal, target / settings.paths.temporal.name)
    _copy_files(settings, target)
    os.sync()
    files = manifest.all_files(folder)
    manifest.write(folder, manifest.Manifest(made_at.isoformat(), kind, with_temporal, files))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{len(files)} files, {size / 1e6:.1f} MB, as of {made_at:%Y-%m-%d %H:%M:%S} UTC in {folder}")
    for line in _not_in_it(settings, with_temporal):
        print(line)
    return 0


def _copy_read_model(settings: Settings, folder: Path) -> manifest.Kind:
    if make_url(settings.database).get_backend_name() == "postgresql":
        dump_postgres(settings.database, folder / manifest.DUMP)
        return "postgresql"
    source = Path(make_url(settings.database).database or "")
    if not source.exists():
        raise StartError(f"there is no read model at {source} yet: start Huying once")
    copy_sqlite(source, folder / manifest.DATA / settings.paths.database.name)
    return "sqlite"


def _copy_files(settings: Settings, target: Path) -> None:
    """All but databases, locks and drafts; what vanishes meanwhile, as a photo that nobody named, is passed over."""
    databases = (settings.paths.database.name, settings.paths.temporal.name)
    for root, folders, files in os.walk(settings.paths.data):
        folders.sort()
        below = Path(root).relative_to(settings.paths.data)
        for name in files:
            if name.startswith(".") and name != ".taken-up":
                continue
            if below == Path() and name.startswith(databases):
                continue
            (target / below).mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                shutil.copy2(Path(root, name), target / below / name)
            except FileNotFoundError:
                continue


def _not_in_it(settings: Settings, with_temporal: bool) -> list[str]:
    """What else must be kept, a sentence each."""
    said = []
    if settings.secret_key is not None:
        said.append("HUYING_SECRET_KEY is not in it: keep it apart, without it nothing sealed can be read.")
    else:
        said.append(
            "It holds secret.key, which opens everything sealed in it: keep it as safe as the system itself."
        )
    if not settings.embedded:
        said.append("Temporal is not in it: its operator backs it up.")
    elif not with_temporal:
        said.append("Temporal has no file yet: start Huying once.")
    stores = (("photos", settings.photos), ("the archive", settings.archive))
    said += [f"{what.capitalize()} in {where} is not in it." for what, where in stores if where]
    return said
